// Visibility of points by depth buffers, and the outline of the surface around them.

import type { Visibility } from "./rendered.ts";

/** Depth buffers, centimetres; values up to 1 mean that there is no surface. */
export interface DepthBuffers {
  /** Of the head's skin. */
  readonly head: Float32Array;
  /** Of everything else that can hide a landmark. */
  readonly cover: Float32Array;
}

/**
 * The head's skin hides a landmark when it is nearer by more than this, centimetres. The curvature of cheeks, lids and
 * lips stays below it.
 */
const HEAD_MARGIN = 0.7;
/** The same for anything else: cloth lies closer to the skin, centimetres. */
const COVER_MARGIN = 0.05;
/** A larger difference in depth between neighbouring pixels is an outline, centimetres. */
const OUTLINE_JUMP = 1.2;

type Pixel = readonly [x: number, y: number];

/**
 * Follows a surface from a pixel along a direction to its outline, where the depth jumps or the surface ends.
 *
 * @param towards end and start of the direction.
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
 * Visibility of a point at a pixel and a distance along the view axis (centimetres). A surface hides it only when it covers
 * all pixels around it, so that a point on an outline stays visible.
 */
export function visibilityAt(
  depths: DepthBuffers,
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

/** The largest depth within a pixel around a position; −∞ outside the image. */
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
      // The clear value 1 is nearer than the camera's near plane: there is no surface.
      farthest = Math.max(farthest, seen <= 1 ? Number.POSITIVE_INFINITY : seen);
    }
  }
  return farthest;
}
