// An arrow with a dark halo, for directions.

import type { Point } from "../image/geometry.ts";
import { HALO_COLOR } from "./colors.ts";
import { type OverlayContext, tracePath } from "./context.ts";

/** Draws an arrow between two points in canvas coordinates. */
export function drawArrow(
  context: OverlayContext,
  from: Point,
  to: Point,
  color: string,
  width: number,
): void {
  const shaft = Math.hypot(to.x - from.x, to.y - from.y);
  const head = Math.min(4 * width, shaft / 2);
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const barb = (turn: number): Point => ({
    x: to.x - head * Math.cos(angle + turn),
    y: to.y - head * Math.sin(angle + turn),
  });
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [style, lineWidth] of [
    [HALO_COLOR, width + Math.max(1.5, 0.8 * width)],
    [color, width],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = lineWidth;
    tracePath(context, [from, to]);
    context.stroke();
    tracePath(context, [barb(0.5), to, barb(-0.5)]);
    context.stroke();
  }
}
