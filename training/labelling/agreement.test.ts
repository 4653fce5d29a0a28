// Agreement of two passes: chance is taken out, unknown landmarks do not count.

import { expect, test } from "vitest";
import { agreementOf } from "./agreement.ts";
import type { LabelState } from "./labelFile.ts";

function states(hidden: readonly number[], state: LabelState = "object"): LabelState[] {
  return Array.from({ length: 68 }, (_, k) => (hidden.includes(k) ? state : "visible"));
}

test("two passes that agree everywhere", () => {
  const { all, jaw } = agreementOf([{ first: states([0, 1]), second: states([0, 1]) }]);
  expect(all).toEqual({ landmarks: 68, raw: 1, kappa: 1 });
  expect(jaw).toEqual({ landmarks: 17, raw: 1, kappa: 1 });
});

test("kappa takes out agreement by chance", () => {
  // Of the ten brow landmarks: 17 and 18 against 18 and 19 on one side.
  const { rightBrow, leftBrow } = agreementOf([
    { first: states([17, 18]), second: states([18, 19]) },
  ]);
  // Agreement 3 of 5; by chance 0.4 · 0.4 + 0.6 · 0.6.
  expect(rightBrow.raw).toBeCloseTo(0.6, 12);
  expect(rightBrow.kappa).toBeCloseTo((0.6 - 0.52) / 0.48, 12);
  // One state only: kappa is not defined.
  expect(leftBrow).toEqual({ landmarks: 5, raw: 1, kappa: null });
});

test("object and self are different states, and unknown landmarks do not count", () => {
  const { nose, mouth, all } = agreementOf([
    { first: states([27, 28]), second: states([27, 28], "self") },
    { first: states([48], "unknown"), second: states([]) },
  ]);
  expect(nose.raw).toBeCloseTo(16 / 18, 12);
  expect(mouth.landmarks).toBe(39);
  expect(all.landmarks).toBe(135);
  expect(agreementOf([]).all).toEqual({ landmarks: 0, raw: null, kappa: null });
});
