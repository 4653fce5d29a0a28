// Draws 68 landmarks: visible ones as blue dots, those hidden by an object as orange crosses, those hidden by the face itself
// as pale rings, joined by thin contours.

import type { Point } from "../image/geometry.ts";
import type { Landmark } from "../result.ts";
import { HALO_COLOR, OCCLUDED_COLOR, SELF_COLOR, VISIBLE_COLOR } from "./colors.ts";
import { type OverlayContext, tracePath } from "./context.ts";

/** Contours as half-open ranges of the 68-point scheme; closed ones return to their first landmark. */
const CONTOURS: readonly {
  readonly from: number;
  readonly to: number;
  readonly closed: boolean;
}[] = [
  { from: 0, to: 17, closed: false },
  { from: 17, to: 22, closed: false },
  { from: 22, to: 27, closed: false },
  { from: 27, to: 31, closed: false },
  { from: 31, to: 36, closed: false },
  { from: 36, to: 42, closed: true },
  { from: 42, to: 48, closed: true },
  { from: 48, to: 60, closed: true },
  { from: 60, to: 68, closed: true },
];

/**
 * Draws contours and marks.
 *
 * @param landmarks in canvas coordinates.
 * @param radius of a visible landmark's dot, canvas pixels; all other sizes are relative to it.
 */
export function drawLandmarks(
  context: OverlayContext,
  landmarks: readonly Landmark[],
  radius: number,
): void {
  for (const [p, q] of segmentsOf(landmarks)) drawSegment(context, p, q, radius);
  // Marks of hidden landmarks are drawn last, so that no dot covers them.
  for (const landmark of landmarks) {
    if (!landmark.occluded) drawVisibleMark(context, landmark, radius);
  }
  for (const landmark of landmarks) {
    if (landmark.hiddenBy === "self") drawSelfMark(context, landmark, radius);
    else if (landmark.occluded) drawOccludedMark(context, landmark, radius);
  }
}

/** A filled blue dot. */
export function drawVisibleMark(context: OverlayContext, { x, y }: Point, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius + Math.max(0.6, 0.35 * radius), 0, 2 * Math.PI);
  context.fillStyle = HALO_COLOR;
  context.fill();
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = VISIBLE_COLOR;
  context.fill();
}

/** An orange cross, wider than a dot. */
export function drawOccludedMark(context: OverlayContext, { x, y }: Point, radius: number): void {
  const arm = 1.45 * radius;
  const stroke = Math.max(1, 0.72 * radius);
  for (const [color, width] of [
    [HALO_COLOR, stroke + Math.max(1.2, 0.7 * radius)],
    [OCCLUDED_COLOR, stroke],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x - arm, y + arm);
    context.lineTo(x + arm, y - arm);
    context.stroke();
  }
}

/** A ring, as wide as a cross. */
export function drawSelfMark(context: OverlayContext, { x, y }: Point, radius: number): void {
  const stroke = Math.max(1, 0.6 * radius);
  for (const [color, width] of [
    [HALO_COLOR, stroke + Math.max(1.2, 0.7 * radius)],
    [SELF_COLOR, stroke],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, 1.35 * radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

function segmentsOf(landmarks: readonly Landmark[]): (readonly [Landmark, Landmark])[] {
  return CONTOURS.flatMap(({ from, to, closed }) => {
    const points = landmarks.slice(from, to);
    const ends = closed ? [...points.slice(1), ...points.slice(0, 1)] : points.slice(1);
    return ends.map((end, i) => [points[i], end] as const);
  });
}

/** A contour is solid between visible landmarks and dashed when one end is occluded. */
function drawSegment(context: OverlayContext, p: Landmark, q: Landmark, radius: number): void {
  const hidden = p.occluded || q.occluded;
  context.save();
  context.globalAlpha = 0.7;
  context.strokeStyle = hidden ? OCCLUDED_COLOR : VISIBLE_COLOR;
  context.lineWidth = Math.max(0.75, 0.4 * radius);
  context.setLineDash(hidden ? [1.6 * radius, 1.6 * radius] : []);
  tracePath(context, [p, q]);
  context.stroke();
  context.restore();
}
