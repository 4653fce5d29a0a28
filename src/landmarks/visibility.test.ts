// From peaks to probabilities, and the decision at the threshold.

import { expect, test } from "vitest";
import { visibilityOf, visibleProbability } from "./visibility.ts";

const calibration = { slope: 5, intercept: 0.7, threshold: 0.4 };

test("the probability rises with the peak and stays within 0..1, even for extreme peaks", () => {
  const peaks = [-1e6, -1, -0.5, -0.1, 0, 0.1, 0.5, 1, 1e6];
  const probabilities = peaks.map((peak) => visibleProbability(peak, calibration));
  for (const [k, probability] of probabilities.entries()) {
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(probability).toBeLessThanOrEqual(1);
    expect(probability).toBeGreaterThan(probabilities[k - 1] ?? -1);
  }
  expect(visibleProbability(-0.14, calibration)).toBeCloseTo(0.5, 12);
});

test("occluded means a probability of being visible below the threshold", () => {
  expect(visibilityOf(0.9, calibration, 30).occluded).toBe(false);
  expect(visibilityOf(-0.9, calibration, 30).occluded).toBe(true);
  const level = visibleProbability(0.2, calibration);
  expect(visibilityOf(0.2, { ...calibration, threshold: level }, 30).occluded).toBe(false);
});

test("a part of the face with its own threshold is judged by that threshold", () => {
  const byParts = { ...calibration, parts: { mouth: 0.97 } };
  expect(visibilityOf(0.5, byParts, 47).occluded).toBe(false);
  expect(visibilityOf(0.5, byParts, 48).occluded).toBe(true);
});

test("on the scale of log-odds a peak is P(visible) − P(hidden)", () => {
  const plain = { scale: "log-odds", slope: 1, intercept: 0 } as const;
  for (const peak of [-0.9, -0.2, 0, 0.5]) {
    expect(visibleProbability(peak, plain)).toBeCloseTo((1 + peak) / 2, 12);
  }
  expect(visibleProbability(1.2, plain)).toBe(visibleProbability(1, plain));
});
