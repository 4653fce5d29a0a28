// A part of the face whose peaks are less reliable gets a stricter threshold.

import { expect, test } from "vitest";
import { visibilityOf } from "../../src/landmarks/visibility.ts";
import { randomFrom } from "../../src/math/random.ts";
import { fitParts } from "./fitParts.ts";

test("mouths that often look hidden but are visible get a stricter threshold than jaws", () => {
  const random = randomFrom(5);
  const cases = Array.from({ length: 100 * 68 }, (_, k) => {
    const landmark = k % 68;
    const peak = random.between(-1, 1);
    // Every twelfth mouth that looks hidden is visible.
    const visible = random.chance((1 + peak) / 2) || (landmark >= 48 && random.chance(0.08));
    return { photograph: Math.floor(k / 68), landmark, peak, visible };
  });
  const { calibration, whole } = fitParts(cases);
  expect(calibration.slope).toBeGreaterThan(0.8);
  expect(calibration.slope).toBeLessThan(1.2);
  expect(whole.expectedCalibrationError).toBeLessThan(0.05);
  const { mouth = 1, jaw = 0 } = calibration.parts ?? {};
  expect(mouth).toBeLessThan(jaw);
  expect(visibilityOf(-0.95, calibration, 10).occluded).toBe(true);
  expect(visibilityOf(0.95, calibration, 50).occluded).toBe(false);
});
