// The weight of each landmark in the pose fit: some move with expression, some are not fixed points of the head.

import { REGIONS, type Region } from "../landmarks/scheme68.ts";

/**
 * Weight of a region's landmarks on a frontal face, as an inverse variance relative to nose and eyes. Brows and mouth
 * move with expression, and the jaw's outline is not a fixed set of points.
 */
const RIGIDITY: Readonly<Record<Region, number>> = {
  jaw: 0.2,
  rightBrow: 0.2,
  leftBrow: 0.2,
  nose: 1,
  rightEye: 1,
  leftEye: 1,
  mouth: 0.4,
};

/** At this yaw, in degrees, the visible outline has nothing left in common with the frontal one. */
const OUTLINE_LOST = 40;
/** Weight of an outline point beyond that: enough to determine a pose that no other landmark determines. */
const OUTLINE_FLOOR = 0.01;

/** The weight of each of the 68 landmarks, 0..1, in a head turned by `yaw` degrees. */
export function landmarkWeights(yaw: number): number[] {
  const weights: number[] = [];
  for (const [region, [from, to]] of Object.entries(REGIONS)) {
    const rigidity = RIGIDITY[region as Region];
    const weight =
      region === "jaw"
        ? Math.max(OUTLINE_FLOOR, rigidity * (1 - Math.abs(yaw) / OUTLINE_LOST))
        : rigidity;
    for (let index = from; index < to; index++) weights[index] = weight;
  }
  return weights;
}
