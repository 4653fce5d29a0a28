// Joining landmarks and network: who decides, and that a hidden eye is never closed.

import { expect, test } from "vitest";
import { EYES_CARD } from "../../testing/cards.ts";
import type { Openness } from "../result.ts";
import { eyeState } from "./eyeState.ts";
import type { EyePrediction } from "./predictEyes.ts";

const { join } = EYES_CARD.runtime;
const measured = (openness: number): Openness => ({ openness, valid: true });
const look = (open: number, width = 40, seen = 0.99): EyePrediction => ({ open, seen, width });
const closed = (measure: Openness, seen: EyePrediction | null): number =>
  eyeState(measure, seen, join).closedProbability ?? Number.NaN;

test.each(["occluded", "turned-away", "low-score"] as const)(
  "an eye that landmarks find %s stays unknown, however closed the network sees it",
  (reason) => {
    const state = eyeState({ openness: null, valid: false, reason }, look(0.0001), join);
    expect(state).toEqual({ closedProbability: null, valid: false, reason, source: "landmarks" });
  },
);

test("where the network sees no eye nothing is said, however shut the landmarks are", () => {
  const state = eyeState(measured(0), look(0.01, 40, 0.2), join);
  expect(state).toEqual({
    closedProbability: null,
    valid: false,
    reason: "occluded",
    source: "network",
  });
});

test("agreement is surer than either alone", () => {
  expect(closed(measured(0.02), look(0.1))).toBeGreaterThan(closed(measured(0.02), null));
  expect(closed(measured(0.02), look(0.1))).toBeGreaterThan(0.9);
  expect(closed(measured(0.35), look(0.9))).toBeLessThan(0.1);
});

test("a sure network outweighs landmarks, an unsure one does not", () => {
  // The shape prior opens closed eyes a little: landmarks alone would call this one open.
  expect(closed(measured(0.35), null)).toBeLessThan(0.2);
  expect(closed(measured(0.35), look(0.005))).toBeGreaterThan(0.8);
  expect(closed(measured(0.35), look(0.45))).toBeLessThan(0.25);
  // A narrow eye that the network surely sees open.
  expect(closed(measured(0.08), look(0.995))).toBeLessThan(0.1);
});

test("the smaller the eye, the less its landmarks count; too small, not at all", () => {
  const wide = closed(measured(0), look(0.8, 40));
  const narrow = closed(measured(0), look(0.8, 14));
  const tiny = eyeState(measured(0), look(0.8, 6), join);
  expect(wide).toBeGreaterThan(0.5);
  expect(narrow).toBeLessThan(wide);
  expect(tiny.closedProbability).toBeCloseTo(0.2, 6);
  expect(tiny.source).toBe("network");
});

test("without a network landmarks decide alone", () => {
  const state = eyeState(measured(0.01), null, join);
  expect(state.source).toBe("landmarks");
  expect(state.closedProbability).toBeGreaterThan(0.8);
  expect(closed(measured(0.3), null)).toBeLessThan(0.2);
});
