// The landmark figures against numbers worked out by hand.

import { expect, test } from "vitest";
import type { Point } from "../../src/image/geometry.ts";
import {
  areaUnderErrorCurve,
  landmarkReport,
  median,
  pointErrorsPercent,
} from "./landmarkMetrics.ts";

/** 68 points on a line, the outer eye corners 200 pixels apart. */
const truth: readonly Point[] = Array.from({ length: 68 }, (_, k) =>
  k === 45 ? { x: 236, y: 0 } : { x: k, y: 0 },
);

const moved = (pixels: number): readonly Point[] => truth.map(({ x, y }) => ({ x, y: y + pixels }));

test("errors are percent of the distance between the true outer eye corners", () => {
  expect(pointErrorsPercent(truth, moved(8))).toEqual(new Array(68).fill(4));
});

test("a missed face counts 100 %", () => {
  const report = landmarkReport([
    { truth, predicted: moved(8) },
    { truth, predicted: moved(24) },
    { truth, predicted: moved(0) },
    { truth, predicted: null },
  ]);
  expect(report.images).toBe(4);
  expect(report.missed).toBe(1);
  expect(report.nme_interocular_percent).toBeCloseTo((4 + 12 + 0 + 100) / 4, 10);
  expect(report.median_percent).toBeCloseTo(8, 10);
  expect(report.failure_rate_10_percent).toBe(50);
  // Two of the four fail (area 0); the others leave 10 − 4 and 10 − 0 of the ten percent.
  expect(report.auc_10_percent).toBeCloseTo((6 + 10) / 4 / 10, 10);
  expect(report.nme_visible_percent).toBeNull();
});

test("an error in the mouth shows in the mouth alone", () => {
  const predicted = truth.map((p, k) => (k >= 48 ? { x: p.x + 6, y: p.y + 8 } : p));
  const report = landmarkReport([{ truth, predicted }]);
  expect(report.region_nme_percent.mouth).toBeCloseTo(5, 10);
  expect(report.region_nme_percent.jaw).toBe(0);
  expect(report.nme_interocular_percent).toBeCloseTo((5 * 20) / 68, 10);
});

test("visible and hidden landmarks are averaged apart, missed faces included", () => {
  const occluded = truth.map((_, k) => k < 17);
  const predicted = truth.map((p, k) => (k < 17 ? { x: p.x, y: p.y + 20 } : p));
  const report = landmarkReport([
    { truth, predicted, occluded },
    { truth, predicted: null, occluded },
  ]);
  expect(report.nme_occluded_percent).toBeCloseTo(55, 10);
  expect(report.nme_visible_percent).toBeCloseTo(50, 10);
});

test("malformed shapes are refused in words", () => {
  expect(() => landmarkReport([])).toThrow(/no photographs/);
  expect(() => pointErrorsPercent(truth, truth.slice(1))).toThrow(/67 predicted/);
  const flat = truth.map(() => ({ x: 1, y: 1 }));
  expect(() => pointErrorsPercent(flat, flat)).toThrow(/eye corners/);
});

test("median and area under the error curve", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(areaUnderErrorCurve([0, 5, 10, 50], 10)).toBeCloseTo((10 + 5) / 4 / 10, 12);
});
