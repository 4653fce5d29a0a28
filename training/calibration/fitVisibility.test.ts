// The visibility fit on made-up peaks whose true probabilities are known.

import { expect, test } from "vitest";
import { visibilityOf, visibleProbability } from "../../src/landmarks/visibility.ts";
import { randomFrom } from "../../src/math/random.ts";
import { expectedCalibrationError } from "../metrics/calibrationError.ts";
import { fitVisibility, type PeakCase } from "./fitVisibility.ts";

/** Peaks from −1 to 1, visible with the probability logistic(4 · peak + 1). */
function madeUp(seed: number): PeakCase[] {
  const random = randomFrom(seed);
  return Array.from({ length: 8000 }, (_, k) => {
    const peak = random.between(-1, 1);
    const truth = visibleProbability(peak, { slope: 4, intercept: 1 });
    return { photograph: Math.floor(k / 68), peak, visible: random.chance(truth) };
  });
}

test("slope, intercept and probabilities are recovered; the threshold holds its precision", () => {
  const fit = fitVisibility(madeUp(1));
  expect(fit.calibration.slope).toBeGreaterThan(3.7);
  expect(fit.calibration.slope).toBeLessThan(4.3);
  expect(fit.calibration.intercept).toBeGreaterThan(0.85);
  expect(fit.calibration.intercept).toBeLessThan(1.15);
  expect(fit.expectedCalibrationError).toBeLessThan(0.03);
  expect(fit.precision).toBeGreaterThanOrEqual(0.85);
  expect(fit.precision).toBeLessThan(0.86);

  const fresh = madeUp(2);
  const called = fresh.filter(({ peak }) => visibilityOf(peak, fit.calibration, 0).occluded);
  expect(called.filter(({ visible }) => !visible).length / called.length).toBeGreaterThan(0.83);
});

test("a precision out of reach leaves the threshold at one half", () => {
  const random = randomFrom(3);
  const cases = Array.from({ length: 400 }, (_, photograph) => ({
    photograph,
    peak: 1,
    visible: random.chance(0.5),
  }));
  expect(fitVisibility(cases).calibration.threshold).toBe(0.5);
});

test("expected calibration error by hand: two bins, off by 0.1 and 0.3", () => {
  const low = [true, false, false, false].map((positive) => ({ probability: 0.35, positive }));
  const high = [true, false, false, false].map((positive) => ({ probability: 0.55, positive }));
  expect(expectedCalibrationError([...low, ...high], 2)).toBeCloseTo((0.1 + 0.3) / 2, 12);
});
