// The logistic fit recovers coefficients it was given data from, and survives separable classes.

import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { fitLogistic, type LogisticCase } from "./fitLogistic.ts";

test("known coefficients come back, in the features' own units", () => {
  const random = randomFrom(5);
  const cases: LogisticCase[] = Array.from({ length: 8000 }, () => {
    const features = [random.normal(), 100 + 20 * random.normal()];
    const logit = -4 + 1.5 * features[0] + 0.05 * features[1];
    return { features, positive: random.chance(1 / (1 + Math.exp(-logit))) };
  });
  const fit = fitLogistic(cases, { l2: 0 });
  expect(fit.weights[0]).toBeGreaterThan(1.35);
  expect(fit.weights[0]).toBeLessThan(1.65);
  expect(fit.weights[1]).toBeGreaterThan(0.045);
  expect(fit.weights[1]).toBeLessThan(0.055);
  expect(fit.intercept).toBeGreaterThan(-4.5);
  expect(fit.intercept).toBeLessThan(-3.5);
});

test("without informative features the intercept is the log-odds", () => {
  const cases = Array.from({ length: 8 }, (_, k) => ({ features: [3], positive: k < 6 }));
  const { intercept, weights, loss } = fitLogistic(cases);
  expect(weights).toEqual([0]);
  expect(intercept).toBeCloseTo(Math.log(3), 8);
  expect(loss).toBeCloseTo(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)), 8);
});

test("case weights count as repetitions", () => {
  const once: LogisticCase[] = [
    { features: [0], positive: false, weight: 3 },
    { features: [0], positive: true },
    { features: [1], positive: true, weight: 2 },
    { features: [1], positive: false },
  ];
  const repeated = once.flatMap(({ features, positive, weight = 1 }) =>
    Array.from({ length: weight }, () => ({ features, positive })),
  );
  const options = { l2: 0 };
  expect(fitLogistic(once, options).intercept).toBeCloseTo(-Math.log(3), 6);
  expect(fitLogistic(once, options).weights[0]).toBeCloseTo(
    fitLogistic(repeated, options).weights[0] ?? Number.NaN,
    6,
  );
});

test("classes that part without overlap give finite weights of the right sign", () => {
  const cases = Array.from({ length: 40 }, (_, k) => ({ features: [k, 7], positive: k >= 20 }));
  const { intercept, weights } = fitLogistic(cases);
  expect(Number.isFinite(intercept)).toBe(true);
  expect(weights[0]).toBeGreaterThan(0);
  expect(weights[1]).toBe(0);
  expect(-intercept / (weights[0] ?? Number.NaN)).toBeCloseTo(19.5, 3);
});

test("one class alone cannot be fitted", () => {
  expect(() => fitLogistic([{ features: [1], positive: true }])).toThrow(/both classes/);
});
