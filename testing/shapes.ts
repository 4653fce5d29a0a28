// For tests: a small shape model that is made by hand, without data.

import { MEAN_SHAPE } from "../src/landmarks/meanShape.ts";
import { REGIONS } from "../src/landmarks/scheme68.ts";
import type { ShapePrior } from "../src/landmarks/shapePrior.ts";

/** Modes: yaw, pitch, jaw width, jaw drop. The peak error is e^(2.5 − 3·|value|) heat-map pixels. */
export const TEST_SHAPE: ShapePrior = {
  mean: MEAN_SHAPE.flatMap((point) => [point[0], point[1]]),
  modes: [
    MEAN_SHAPE.flatMap(([, , z]) => [0.3 * z, 0]),
    MEAN_SHAPE.flatMap(([, , z]) => [0, 0.15 * z]),
    MEAN_SHAPE.flatMap(([x], k) => [isJaw(k) ? 0.1 * x : 0, 0]),
    MEAN_SHAPE.flatMap(([, y], k) => [
      0,
      (isJaw(k) || k >= REGIONS.mouth[0]) && y > 0.5 ? 0.1 * y : 0,
    ]),
  ],
  residual: MEAN_SHAPE.map(() => 0.01),
  peakError: { intercept: 2.5, slope: -3 },
};

function isJaw(k: number): boolean {
  return k < REGIONS.jaw[1];
}
