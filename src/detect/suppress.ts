// Non-maximum suppression: of detections that overlap, the surest stays.

import { type Box, intersectionOverUnion } from "../image/geometry.ts";
import type { Detection } from "../result.ts";

/** A box with this share of its area inside a surer one is a part of the same face, however small. */
const CONTAINED_SHARE = 0.8;

/**
 * Greedy non-maximum suppression.
 *
 * @param maximumOverlap detections whose intersection over union with a surer one exceeds this are dropped,
 * as are those that lie almost wholly inside a surer one.
 * @returns the remaining detections, surest first.
 */
export function suppressOverlaps(
  detections: readonly Detection[],
  maximumOverlap: number,
): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of [...detections].sort((p, q) => q.score - p.score)) {
    const repeated = kept.some(
      ({ box }) =>
        intersectionOverUnion(box, candidate.box) > maximumOverlap ||
        shareInside(candidate.box, box) > CONTAINED_SHARE,
    );
    if (!repeated) kept.push(candidate);
  }
  return kept;
}

function shareInside(inner: Box, outer: Box): number {
  const width = Math.min(inner.x + inner.width, outer.x + outer.width) - Math.max(inner.x, outer.x);
  const height =
    Math.min(inner.y + inner.height, outer.y + outer.height) - Math.max(inner.y, outer.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (inner.width * inner.height);
}
