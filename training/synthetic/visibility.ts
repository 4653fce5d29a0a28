// What hides a point that a depth buffer was drawn of, and where the surface around it ends.

import type { Visibility } from "./rendered.ts";

/** Depths seen at each pixel, centimetres; values up to 1 mean that nothing is there. */
export interface SeenDepths {
  /** Of the head's skin alone. */
  readonly head: Float32Array;
  /** Of everything else. */
  readonly cover: Float32Array;
}

/** The head's skin this much nearer than a landmark hides it; the skin's own roundness, the lids' and the lips' stay below it. Centimetres. */
const HEAD_MARGIN = 0.7;
/** The same for anything else: cloth lies closer to the skin than the skin is round. */
const COVER_MARGIN = 0.05;
/** Two neighbouring pixels whose depths differ by more lie on different sides of an outline. Centimetres. */
const OUTLINE_JUMP = 1.2;

type Pixel = readonly [x: number, y: number];

/**
 * The last pixel of the surface seen at a pixel, on the way along a direction: where the depth (centimetres)
 * jumps or ends.
 *
 * @param towards the direction's end and its start.
 */
export function outlineFrom(
  depth: Float32Array,
  [x, y]: Pixel,
  [[toX, toY], [fromX, fromY]]: readonly [Pixel, Pixel],
  width: number,
  height: number,
): Pixel {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const [dx, dy] = [(toX - fromX) / length / 2, (toY - fromY) / length / 2];
  let last: Pixel = [x, y];
  let before: number | undefined;
  for (let step = 0; step < 2 * width; step++) {
    const [px, py] = [x + step * dx, y + step * dy];
    const [column, row] = [Math.round(px), Math.round(py)];
    if (column < 0 || row < 0 || column >= width || row >= height) break;
    const here = depth[row * width + column];
    if (here <= 1 || (before !== undefined && Math.abs(here - before) > OUTLINE_JUMP)) break;
    before = here;
    last = [px, py];
  }
  return last;
}

/**
 * What hides a point at a pixel and a distance along the view axis (centimetres). Only what covers all pixels
 * around it hides it, so that a contour that passes through the point leaves it visible.
 */
export function visibilityAt(
  depths: SeenDepths,
  x: number,
  y: number,
  distance: number,
  width: number,
  height: number,
): Visibility {
  const farthest = (depth: Float32Array) => farthestAround(depth, x, y, width, height);
  if (farthest(depths.cover) < distance - COVER_MARGIN) return "occluded";
  return farthest(depths.head) < distance - HEAD_MARGIN ? "self-occluded" : "visible";
}

/** The farthest depth within a pixel of a place; −∞ outside the image. */
function farthestAround(
  depth: Float32Array,
  x: number,
  y: number,
  width: number,
  height: number,
): number {
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return Number.NEGATIVE_INFINITY;
  let farthest = Number.NEGATIVE_INFINITY;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const column = Math.round(x) + dx;
      const row = Math.round(y) + dy;
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const seen = depth[row * width + column];
      // The clear value 1 lies before the camera's near plane: nothing is there.
      farthest = Math.max(farthest, seen <= 1 ? Number.POSITIVE_INFINITY : seen);
    }
  }
  return farthest;
}
