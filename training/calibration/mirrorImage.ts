// The mirror image of a face.

import type { Point } from "../../src/image/geometry.ts";
import { FLIP_PERMUTATION, landmarkAt } from "../../src/landmarks/scheme68.ts";

/** The 68 landmarks mirrored at x = 0. Each takes the index of its partner. @throws {RangeError} when one is missing. */
export function mirrorImage(landmarks: readonly Point[]): Point[] {
  return FLIP_PERMUTATION.map((partner) => {
    const { x, y } = landmarkAt(landmarks, partner);
    return { x: -x, y };
  });
}
