import { expect, test } from "vitest";
import { jointScore } from "./jointScore.ts";

const settings = { intercept: 0.5, detector: 3, refined: 1 };

test("each score raises the joint score, and scores of 0 and 1 give finite values", () => {
  const at = (detector: number, refined: number) => jointScore(detector, refined, settings);
  // log-odds of 1/4 and 3/4 are ∓log 3.
  expect(at(0.25, 0.75)).toBeCloseTo(1 / (1 + Math.exp(-(0.5 - 2 * Math.log(3)))), 12);
  expect(at(0.25, 0.99)).toBeGreaterThan(at(0.25, 0.5));
  expect(at(0.4, 0.5)).toBeGreaterThan(at(0.25, 0.5));
  expect(at(1, 0.5)).toBeGreaterThan(0.99);
  expect(at(0, 0.5)).toBeGreaterThan(0);
  expect(at(0, 1)).toBeLessThan(at(1, 0));
});
