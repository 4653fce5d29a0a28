import { expect, test } from "vitest";
import { type Point, transformPoint } from "./geometry.ts";
import { affineOfSimilarity, fitSimilarity } from "./similarity.ts";

const points: Point[] = [
  { x: 3, y: 1 },
  { x: -2, y: 5 },
  { x: 7, y: -4 },
  { x: 0, y: 2 },
];
const truth = { a: 1.5, b: -0.8, x: 40, y: -12 };
const moved = points.map((point) => transformPoint(affineOfSimilarity(truth), point));

test("a known similarity is recovered", () => {
  const found = fitSimilarity(points, moved, [1, 2, 0.5, 1]);
  for (const key of ["a", "b", "x", "y"] as const) {
    expect(found?.[key]).toBeCloseTo(truth[key], 9);
  }
});

test("points without weight have no influence", () => {
  const stray = moved.map((point, k) => (k === 2 ? { x: 999, y: 999 } : point));
  expect(fitSimilarity(points, stray, [1, 1, 0, 1])?.a).toBeCloseTo(truth.a, 9);
  expect(Math.abs((fitSimilarity(points, stray, [1, 1, 1, 1])?.a ?? 0) - truth.a)).toBeGreaterThan(
    1,
  );
});

test("coinciding points have no similarity, and lists of different lengths are rejected", () => {
  const spot = points.map(() => ({ x: 1, y: 1 }));
  expect(fitSimilarity(spot, moved, [1, 1, 1, 1])).toBeNull();
  expect(fitSimilarity(points, spot, [1, 1, 1, 1])).toBeNull();
  expect(() => fitSimilarity(points, moved, [1])).toThrow(/4 points .* 1 weights/);
});
