// Draws an analysis over its frame: boxes, landmarks, head axes, lines of sight and a label for each face.

import type { Box, Point } from "../image/geometry.ts";
import { clamp } from "../math/statistics.ts";
import type { Face } from "../result.ts";
import { BOX_COLOR, FAINT_TEXT_COLOR, HALO_COLOR, PANEL_COLOR } from "./colors.ts";
import { type OverlayContext, traceRoundedBox } from "./context.ts";
import { drawPanel, faceLabel, measurePanel, placePanel } from "./label.ts";
import { drawLandmarks, drawOccludedMark, drawSelfMark, drawVisibleMark } from "./landmarks.ts";
import { drawPoseAxes } from "./poseAxes.ts";
import { drawSight } from "./sight.ts";

/** Size and parts of an overlay. */
export interface OverlayOptions {
  /** Size of the canvas, pixels. */
  readonly width: number;
  readonly height: number;
  /** Canvas pixels per frame pixel. Default 1. */
  readonly scale?: number;
  /** A CSS font family list. Default "sans-serif". */
  readonly fontFamily?: string;
  /** Whether a corner explains the marks. Default true. */
  readonly legend?: boolean;
  /** Whether each face has a label. Default true. */
  readonly labels?: boolean;
}

const NOSE_TIP = 30;

/** Draws an overlay of faces and options that are known to be well-formed. */
export function drawFaces(
  context: OverlayContext,
  faces: readonly Face[],
  options: OverlayOptions,
): void {
  const { width, height, scale = 1, fontFamily = "sans-serif", legend = true } = options;
  const { labels = true } = options;
  const placed = faces.map((face) => placeFace(face, scale));
  const taken: Box[] = placed.map(({ box }) => box);
  context.save();
  for (const face of placed) drawFace(context, face);
  for (const [i, face] of labels ? placed.entries() : []) {
    const size = faceSize(face);
    const fontSize = Math.round(clamp(0.055 * size, 11, 0.03 * Math.max(width, height, 600)));
    const lines = faceLabel(face).slice(0, size >= 150 ? 3 : size >= 80 ? 2 : 1);
    const panel = measurePanel(context, lines, fontSize, fontFamily);
    const others = taken.filter((_, k) => k !== i);
    const place = placePanel(panel, face.box, { width, height }, others, 0.4 * fontSize);
    taken.push(place);
    drawPanel(context, panel, place);
  }
  const smallest = Math.min(width, height);
  if (legend && smallest >= 160) drawLegend(context, faces.length, options, fontFamily);
  context.restore();
}

function drawFace(context: OverlayContext, face: Face): void {
  const size = faceSize(face);
  const radius = clamp(0.0095 * size, 0.9, 12);
  drawBox(context, face.box, Math.max(1, 0.35 * radius));
  drawLandmarks(context, face.landmarks, radius);
  const nose = face.landmarks[NOSE_TIP];
  if (nose) drawPoseAxes(context, face.pose, nose, 0.55 * size, Math.max(1.2, 0.75 * radius));
  drawSight(context, face, 0.6 * size, Math.max(1.2, 0.75 * radius));
}

function drawBox(context: OverlayContext, box: Box, lineWidth: number): void {
  const radius = 0.03 * Math.max(box.width, box.height);
  for (const [style, width] of [
    [HALO_COLOR, 2.4 * lineWidth],
    [BOX_COLOR, lineWidth],
  ] as const) {
    traceRoundedBox(context, box.x, box.y, box.width, box.height, radius);
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}

/** The legend of the marks, in the bottom left corner if there is room; "no face found" when there is none. */
function drawLegend(
  context: OverlayContext,
  faceCount: number,
  { width, height }: OverlayOptions,
  fontFamily: string,
): void {
  const fontSize = Math.round(clamp(0.02 * Math.max(width, height), 10, 64));
  const radius = 0.26 * fontSize;
  const entries: readonly [string, ((at: Point) => void)?][] =
    faceCount === 0
      ? [["no face found"]]
      : [
          ["visible", (at) => drawVisibleMark(context, at, radius)],
          ["hidden by object", (at) => drawOccludedMark(context, at, radius)],
          ["hidden by face", (at) => drawSelfMark(context, at, radius)],
        ];
  context.font = `${fontSize}px ${fontFamily}`;
  const mark = 1.6 * fontSize;
  const widths = entries.map(([text, draw]) => context.measureText(text).width + (draw ? mark : 0));
  const total = widths.reduce((sum, w) => sum + w + 0.8 * fontSize, 0.2 * fontSize);
  if (total > width - fontSize) return;
  const panelHeight = 1.7 * fontSize;
  const left = 0.5 * fontSize;
  const middle = height - 0.5 * fontSize - panelHeight / 2;
  traceRoundedBox(context, left, middle - panelHeight / 2, total, panelHeight, 0.4 * fontSize);
  context.fillStyle = PANEL_COLOR;
  context.fill();
  let x = left + 0.5 * fontSize;
  for (const [i, [text, draw]] of entries.entries()) {
    draw?.({ x: x + 0.5 * fontSize, y: middle });
    context.fillStyle = FAINT_TEXT_COLOR;
    context.textBaseline = "middle";
    context.fillText(text, x + (draw ? 0.85 * mark : 0), middle);
    x += (widths[i] ?? 0) + 0.8 * fontSize;
  }
}

/** The face in canvas coordinates, where pixel centres are at .5. */
function placeFace(face: Face, scale: number): Face {
  const place = (value: number): number => (value + 0.5) * scale;
  const { box } = face;
  return {
    ...face,
    box: {
      x: place(box.x),
      y: place(box.y),
      width: box.width * scale,
      height: box.height * scale,
    },
    landmarks: face.landmarks.map((landmark) => ({
      ...landmark,
      x: place(landmark.x),
      y: place(landmark.y),
    })),
  };
}

function faceSize({ box }: Face): number {
  return Math.max(box.width, box.height);
}
