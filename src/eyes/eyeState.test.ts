// Joining landmarks and network: which one decides, and that a hidden eye is never closed.

import { expect, test } from "vitest";
import { EYES_CARD } from "../../testing/cards.ts";
import type { Openness } from "../result.ts";
import { besideLandmarks, eyeState } from "./eyeState.ts";
import type { EyePrediction } from "./predictEyes.ts";

const { join } = EYES_CARD.runtime;
const measured = (openness: number): Openness => ({ openness, valid: true });
const predicted = (open: number, width = 40, seen = 0.99): EyePrediction => ({ open, seen, width });
const closed = (measure: Openness, seen: EyePrediction | null): number =>
  eyeState(measure, seen, join).closedProbability ?? Number.NaN;

test.each(["occluded", "turned-away", "low-score"] as const)(
  "an eye that is %s by its landmarks stays unknown, even if the network predicts it closed",
  (reason) => {
    const state = eyeState({ openness: null, valid: false, reason }, predicted(0.0001), join);
    expect(state).toEqual({ closedProbability: null, valid: false, reason, source: "landmarks" });
  },
);

test("an eye that the network finds hidden is unknown, even if its landmarks are closed", () => {
  const state = eyeState(measured(0), predicted(0.01, 40, 0.2), join);
  expect(state).toEqual({
    closedProbability: null,
    valid: false,
    reason: "occluded",
    source: "network",
  });
});

test("agreement gives more confidence than either alone", () => {
  expect(closed(measured(0.02), predicted(0.1))).toBeGreaterThan(closed(measured(0.02), null));
  expect(closed(measured(0.02), predicted(0.1))).toBeGreaterThan(0.9);
  expect(closed(measured(0.35), predicted(0.9))).toBeLessThan(0.1);
});

test("a confident network outweighs landmarks, an uncertain one does not", () => {
  // The shape prior opens closed eyes a little: landmarks alone would report this one as open.
  expect(closed(measured(0.35), null)).toBeLessThan(0.2);
  expect(closed(measured(0.35), predicted(0.005))).toBeGreaterThan(0.8);
  expect(closed(measured(0.35), predicted(0.45))).toBeLessThan(0.25);
  // A narrow eye that the network confidently predicts open.
  expect(closed(measured(0.08), predicted(0.995))).toBeLessThan(0.1);
});

test("the smaller the eye, the less its landmarks count; below a minimum width they do not count", () => {
  const wide = closed(measured(0), predicted(0.8, 40));
  const narrow = closed(measured(0), predicted(0.8, 14));
  const tiny = eyeState(measured(0), predicted(0.8, 6), join);
  expect(wide).toBeGreaterThan(0.5);
  expect(narrow).toBeLessThan(wide);
  expect(tiny.closedProbability).toBeCloseTo(0.2, 6);
  expect(tiny.source).toBe("network");
});

test("without a network the landmarks decide", () => {
  const state = eyeState(measured(0.01), null, join);
  expect(state.source).toBe("landmarks");
  expect(state.closedProbability).toBeGreaterThan(0.8);
  expect(closed(measured(0.3), null)).toBeLessThan(0.2);
});

test("a landmark network with a line of its own is read by it, others by the eye-state network's card", () => {
  const own = { slope: 20, intercept: -1 };
  const { join: joined } = besideLandmarks({ join }, own);
  expect(eyeState(measured(0.1), null, joined).closedProbability).toBeCloseTo(1 / (1 + Math.E), 6);
  expect(besideLandmarks({ join }, undefined)).toEqual({ join });
  expect(joined).toEqual({ ...join, openness: own });
});
