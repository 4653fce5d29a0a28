// The fits behind the shape prior: what a model made is found again.

import { expect, test } from "vitest";
import { restoreShape } from "../../src/landmarks/shapePrior.ts";
import { randomFrom } from "../../src/math/random.ts";
import { TEST_SHAPE } from "../../testing/shapes.ts";
import { fitPeakError } from "./fitPeakError.ts";
import { fitShapePrior, symmetricEigen } from "./fitShapePrior.ts";
import { shapeGain } from "./shapeGain.ts";

test("eigenvectors come back from the largest value down", () => {
  const matrix = Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5);
  const pairs = symmetricEigen(matrix, 3);
  expect(pairs.map(({ value }) => value)).toEqual([5, 3, 1].map((v) => expect.closeTo(v, 12)));
  const second = pairs[1]?.vector ?? [];
  expect(Math.abs(second[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 12);
  expect(second[0]).toBeCloseTo(second[1] ?? 0, 12);
});

test("the scale of peaks' errors is found from errors with heavy tails", () => {
  const random = randomFrom(1);
  const peaks = Array.from({ length: 20_000 }, () => {
    const value = random.between(-1, 1);
    const scale = Math.exp(2 - 2 * Math.abs(value));
    // Student's t with two degrees of freedom: normal over the root of half a chi square with two.
    const width = scale / Math.sqrt(-Math.log(1 - random.between(0, 1)));
    return { value, distance: Math.hypot(width * random.normal(), width * random.normal()) };
  });
  const { intercept, slope } = fitPeakError(peaks);
  expect(intercept).toBeCloseTo(2, 1);
  expect(slope).toBeCloseTo(-2, 1);
});

test("a model fitted to drawn faces restores others of their kind, larger and turned", () => {
  const random = randomFrom(2);
  const draw = () => {
    const weights = TEST_SHAPE.modes.map(() => random.normal());
    const shape = TEST_SHAPE.mean.map((mean, i) =>
      weights.reduce((sum, w, m) => sum + w * (TEST_SHAPE.modes[m]?.[i] ?? 0), mean),
    );
    const angle = 0.3 * random.normal();
    const [a, b] = [18 * Math.cos(angle), 18 * Math.sin(angle)];
    return TEST_SHAPE.residual.map((_, k) => {
      const [x, y] = [shape[2 * k] ?? 0, shape[2 * k + 1] ?? 0];
      return { x: a * x - b * y + 32, y: b * x + a * y + 32 };
    });
  };
  const model = fitShapePrior(Array.from({ length: 150 }, draw), 6);
  expect(model.modes).toHaveLength(6);
  expect(Math.max(...model.residual)).toBeLessThan(0.05);
  const prior = { ...model, peakError: TEST_SHAPE.peakError };
  const faces = Array.from({ length: 20 }, () => {
    const truth = draw();
    const occluded = truth.map((_, k) => k >= 48);
    const peaks = truth.map(({ x, y }, k) => {
      const [error, value] = k >= 48 ? [5, 0.2] : [0.3, 1];
      return { x: x + error * random.normal(), y: y + error * random.normal(), value };
    });
    return { truth, occluded, peaks };
  });
  const gain = shapeGain(faces, prior);
  expect(gain.occluded?.restored).toBeLessThan(0.35 * (gain.occluded?.peaks ?? 0));
  expect(gain.visible?.restored).toBeLessThan(gain.visible?.peaks ?? 0);
  // The same face, seen exactly, is left alone.
  const [face] = faces;
  const exact = face?.truth.map((p) => ({ ...p, value: 1 })) ?? [];
  for (const [k, { x, y }] of restoreShape(exact, prior).entries()) {
    expect(Math.hypot(x - (exact[k]?.x ?? 0), y - (exact[k]?.y ?? 0))).toBeLessThan(0.5);
  }
});
