// Explains the marks of an overlay in a corner.

import type { Point } from "../image/geometry.ts";
import { clamp } from "../math/statistics.ts";
import { FAINT_TEXT_COLOR, PANEL_COLOR } from "./colors.ts";
import { type OverlayContext, traceRoundedBox } from "./context.ts";
import { drawOccludedMark, drawSelfMark, drawVisibleMark } from "./landmarks.ts";

interface LegendOptions {
  /** Size of the canvas, pixels. */
  readonly width: number;
  readonly height: number;
  readonly fontFamily: string;
}

/** On canvases with a shorter side, pixels, the legend would hide too much. */
const SMALLEST_CANVAS = 160;

/** Draws the legend of the marks, in the bottom left corner if there is room; "no face found" when there is none. */
export function drawLegend(
  context: OverlayContext,
  faceCount: number,
  { width, height, fontFamily }: LegendOptions,
): void {
  if (Math.min(width, height) < SMALLEST_CANVAS) return;
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
