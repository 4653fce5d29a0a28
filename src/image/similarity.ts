// The similarity transform (translation, rotation, uniform scale) that best maps one set of points to another.

import type { Affine, Point } from "./geometry.ts";

/** Scale and rotation as one complex number a + i·b, then a translation: (x, y) ↦ (a·x − b·y + x₀, b·x + a·y + y₀). */
export interface Similarity extends Point {
  readonly a: number;
  readonly b: number;
}

/** The same transform as an affine one. */
export function affineOfSimilarity({ a, b, x, y }: Similarity): Affine {
  return { a, b: -b, c: x, d: b, e: a, f: y };
}

/**
 * The similarity that maps `from` to `to` with the least weighted squared error (Umeyama 1991, in the plane,
 * without reflection).
 *
 * @returns null when all points with a weight coincide, in `from` or in `to`.
 * @throws {RangeError} when the lists differ in length.
 */
export function fitSimilarity(
  from: readonly Point[],
  to: readonly Point[],
  weights: ArrayLike<number>,
): Similarity | null {
  if (from.length !== to.length || from.length !== weights.length) {
    throw new RangeError(
      `${from.length} points cannot be fitted to ${to.length} with ${weights.length} weights.`,
    );
  }
  const middleFrom = weightedMean(from, weights);
  const middleTo = weightedMean(to, weights);
  let [size, along, across] = [0, 0, 0];
  for (const [k, point] of from.entries()) {
    const weight = weights[k];
    const target = to[k];
    const x = point.x - middleFrom.x;
    const y = point.y - middleFrom.y;
    size += weight * (x * x + y * y);
    along += weight * (x * (target.x - middleTo.x) + y * (target.y - middleTo.y));
    across += weight * (x * (target.y - middleTo.y) - y * (target.x - middleTo.x));
  }
  const a = along / size;
  const b = across / size;
  const scale = Math.hypot(a, b);
  if (!(scale > SMALLEST_SCALE && Number.isFinite(scale))) return null;
  return {
    a,
    b,
    x: middleTo.x - a * middleFrom.x + b * middleFrom.y,
    y: middleTo.y - b * middleFrom.x - a * middleFrom.y,
  };
}

/** A similarity with a smaller scale maps everything to one point, rounding errors aside. */
const SMALLEST_SCALE = 1e-9;

/** The mean of points with weights. */
export function weightedMean(points: readonly Point[], weights: ArrayLike<number>): Point {
  let [x, y, total] = [0, 0, 0];
  for (const [k, point] of points.entries()) {
    const weight = weights[k];
    x += weight * point.x;
    y += weight * point.y;
    total += weight;
  }
  return { x: x / total, y: y / total };
}
