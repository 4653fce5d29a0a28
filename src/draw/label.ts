// The label of a face: score, hidden landmarks, head angles, eyes and mouth.

import type { Box } from "../image/geometry.ts";
import type { Face, Openness } from "../result.ts";
import { PANEL_COLOR, TEXT_COLOR } from "./colors.ts";
import { type OverlayContext, traceRoundedBox } from "./context.ts";

/** The lines of a face's label, the most important one first. */
export function faceLabel(face: Face): string[] {
  const { yaw, pitch, roll } = face.pose;
  const hidden = face.landmarks.filter((landmark) => landmark.occluded).length;
  const self = face.landmarks.filter(({ hiddenBy }) => hiddenBy === "self").length;
  const bySelf = self === 0 ? "" : `, ${self} by face`;
  return [
    `score ${face.score.toFixed(2)}   hidden ${hidden}/${face.landmarks.length}${bySelf}`,
    `yaw ${degrees(yaw)}   pitch ${degrees(pitch)}   roll ${degrees(roll)}`,
    `eyes L ${opennessText(face.eyes.left)}  R ${opennessText(face.eyes.right)}   mouth ${opennessText(face.mouth)}`,
  ];
}

/** An openness with two decimals, or the reason why it is unknown. */
export function opennessText({ openness, valid, reason }: Openness): string {
  if (valid && openness !== null) return openness.toFixed(2);
  if (reason === "occluded") return "hidden";
  return reason === "turned-away" ? "turned away" : "unsure";
}

/** A whole number of degrees with its sign. */
export function degrees(angle: number): string {
  if (!Number.isFinite(angle)) return "?";
  const whole = Math.round(angle);
  if (whole === 0) return "0°";
  return `${whole < 0 ? "−" : "+"}${Math.abs(whole)}°`;
}

/** Lines of text and the size of the panel around them. */
export interface Panel {
  readonly lines: readonly string[];
  readonly fontSize: number;
  readonly width: number;
  readonly height: number;
}

/** Measures the panel around lines of text; sets the context's font. */
export function measurePanel(
  context: OverlayContext,
  lines: readonly string[],
  fontSize: number,
  fontFamily: string,
): Panel {
  context.font = `${fontSize}px ${fontFamily}`;
  const widest = Math.max(0, ...lines.map((line) => context.measureText(line).width));
  return {
    lines,
    fontSize,
    width: widest + 1.2 * fontSize,
    height: lines.length * lineHeight(fontSize) + 0.6 * fontSize,
  };
}

/** Draws a panel with its top-left corner at `place`; the context's font must be that of the panel. */
export function drawPanel(
  context: OverlayContext,
  panel: Panel,
  place: { readonly x: number; readonly y: number },
): void {
  const { fontSize, width, height } = panel;
  traceRoundedBox(context, place.x, place.y, width, height, 0.4 * fontSize);
  context.fillStyle = PANEL_COLOR;
  context.fill();
  context.fillStyle = TEXT_COLOR;
  context.textBaseline = "middle";
  for (const [i, line] of panel.lines.entries()) {
    const middle = place.y + 0.3 * fontSize + (i + 0.5) * lineHeight(fontSize);
    context.fillText(line, place.x + 0.6 * fontSize, middle);
  }
}

/**
 * The position of a panel: above its face, below, to the right or to the left. The first that lies on the canvas and
 * covers no box of `keepFree` is taken. If none does, the panel is above the face, shifted onto the canvas.
 */
export function placePanel(
  panel: { readonly width: number; readonly height: number },
  face: Box,
  canvas: { readonly width: number; readonly height: number },
  keepFree: readonly Box[],
  gap: number,
): Box {
  const { width, height } = panel;
  const clampX = (x: number): number => Math.max(0, Math.min(x, canvas.width - width));
  const clampY = (y: number): number => Math.max(0, Math.min(y, canvas.height - height));
  const above = { x: clampX(face.x), y: face.y - gap - height, width, height };
  const candidates = [
    above,
    { ...above, y: face.y + face.height + gap },
    { ...above, x: face.x + face.width + gap, y: clampY(face.y) },
    { ...above, x: face.x - gap - width, y: clampY(face.y) },
  ];
  const free = candidates.find(
    (box) =>
      box.x >= 0 &&
      box.y >= 0 &&
      box.x + width <= canvas.width &&
      box.y + height <= canvas.height &&
      !keepFree.some((other) => overlaps(box, other)),
  );
  return free ?? { ...above, y: clampY(above.y) };
}

function overlaps(p: Box, q: Box): boolean {
  return p.x < q.x + q.width && q.x < p.x + p.width && p.y < q.y + q.height && q.y < p.y + p.height;
}

function lineHeight(fontSize: number): number {
  return 1.35 * fontSize;
}
