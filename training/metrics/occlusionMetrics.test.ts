// The occlusion figures against their definition, computed the slow way.

import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { occlusionReport } from "./occlusionMetrics.ts";
import {
  averagePrecision,
  bestRecallAtPrecision,
  precisionRecallCurve,
  type ScoredCase,
} from "./precisionRecall.ts";

/** Average precision by its definition: for every distinct threshold, count again from nothing. */
function slowAveragePrecision(cases: readonly ScoredCase[], unscored: number): number {
  const positives = cases.filter((c) => c.positive).length + unscored;
  const thresholds = [...new Set(cases.map((c) => c.score))].sort((p, q) => q - p);
  let area = 0;
  let before = 0;
  for (const threshold of thresholds) {
    const called = cases.filter((c) => c.score >= threshold);
    const right = called.filter((c) => c.positive).length;
    area += (right / positives - before) * (right / called.length);
    before = right / positives;
  }
  return area;
}

test.each([
  [1, 0],
  [2, 0],
  [3, 7],
])(
  "average precision equals its definition, ties and unscored positives included (seed %i)",
  (seed, unscored) => {
    const random = randomFrom(seed);
    // Scores on a coarse grid, so that many tie.
    const cases = Array.from({ length: 300 }, () => {
      const positive = random.chance(0.3);
      return { positive, score: Math.round((random.next() + (positive ? 0.3 : 0)) * 20) / 20 };
    });
    const curve = precisionRecallCurve(cases, unscored);
    expect(averagePrecision(curve)).toBeCloseTo(slowAveragePrecision(cases, unscored), 12);
  },
);

test("a constant score earns the share of positives, whatever the order of the cases", () => {
  const cases = [true, true, false, false, false].map((positive) => ({ positive, score: 0.5 }));
  expect(averagePrecision(precisionRecallCurve(cases))).toBeCloseTo(0.4, 12);
  expect(averagePrecision(precisionRecallCurve([...cases].reverse()))).toBeCloseTo(0.4, 12);
});

test("recall at a precision is the best over all thresholds", () => {
  // By falling score: + + − + −: precision 1, 1, 2/3, 3/4, 3/5 at recall 1/3, 2/3, 2/3, 1, 1.
  const cases = [true, true, false, true, false].map((positive, k) => ({ positive, score: -k }));
  const curve = precisionRecallCurve(cases);
  expect(bestRecallAtPrecision(curve, 0.8)?.recall).toBeCloseTo(2 / 3, 12);
  expect(bestRecallAtPrecision(curve, 0.75)).toEqual({ threshold: -3, precision: 0.75, recall: 1 });
  expect(bestRecallAtPrecision(precisionRecallCurve([{ positive: false, score: 1 }]), 0.8)).toBe(
    undefined,
  );
});

test("precision and recall stand at the model's own decision; missed faces lower the recall", () => {
  const report = occlusionReport([
    {
      occluded: [true, true, false, false],
      predicted: [
        { probability: 0.1, occluded: true },
        { probability: 0.7, occluded: false },
        { probability: 0.3, occluded: true },
        { probability: 0.9, occluded: false },
      ],
    },
    { occluded: [true, true, false, false], predicted: null },
  ]);
  expect(report.landmarks).toBe(8);
  expect(report.occluded_landmarks).toBe(4);
  expect(report.precision).toBe(0.5);
  expect(report.recall).toBe(0.25);
  expect(report.recall_at_80_precision).toBe(0.25);
  // Recall rises to 1/4 at precision 1 and to 2/4 at precision 2/3.
  expect(report.average_precision).toBeCloseTo(0.25 + 0.25 * (2 / 3), 12);
});

test("nothing called occluded has no precision, and predictions must match the flags", () => {
  const predicted = [{ probability: 0.9, occluded: false }];
  expect(occlusionReport([{ occluded: [true], predicted }]).precision).toBeNull();
  expect(() => occlusionReport([{ occluded: [true, false], predicted }])).toThrow(
    /2 occlusion flags/,
  );
});
