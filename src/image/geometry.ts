// Points, boxes and 2-D affine transforms, in pixels (see frame.ts for the coordinate convention).

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An upright rectangle: its top-left corner and its size, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Maps (x, y) to (a·x + b·y + c, d·x + e·y + f). */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const IDENTITY: Affine = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };

/** Applies a transform to a point. */
export function transformPoint(t: Affine, p: Point): Point {
  return { x: t.a * p.x + t.b * p.y + t.c, y: t.d * p.x + t.e * p.y + t.f };
}

/** The transform that applies `first`, then `second`. */
export function composeAffine(first: Affine, second: Affine): Affine {
  return {
    a: second.a * first.a + second.b * first.d,
    b: second.a * first.b + second.b * first.e,
    c: second.a * first.c + second.b * first.f + second.c,
    d: second.d * first.a + second.e * first.d,
    e: second.d * first.b + second.e * first.e,
    f: second.d * first.c + second.e * first.f + second.f,
  };
}

/**
 * The inverse transform.
 *
 * @throws {RangeError} when the transform collapses the plane (zero determinant).
 */
export function invertAffine(t: Affine): Affine {
  const determinant = t.a * t.e - t.b * t.d;
  if (!Number.isFinite(1 / determinant)) {
    throw new RangeError("This affine transform has no inverse: its determinant is zero.");
  }
  const a = t.e / determinant;
  const b = -t.b / determinant;
  const d = -t.d / determinant;
  const e = t.a / determinant;
  return { a, b, c: -(a * t.c + b * t.f), d, e, f: -(d * t.c + e * t.f) };
}

/** The smallest box around points. @throws {RangeError} when there are none. */
export function boundingBox(points: readonly Point[]): Box {
  if (points.length === 0) throw new RangeError("No points to put a box around.");
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Intersection over union of two boxes, 0..1; 0 when both are empty. */
export function intersectionOverUnion(p: Box, q: Box): number {
  const width = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
  const height = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (p.width * p.height + q.width * q.height - shared);
}
