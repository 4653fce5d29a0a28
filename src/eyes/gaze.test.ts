// Joining both eyes: the better seen eye counts more, and nothing is guessed.

import { expect, test } from "vitest";
import type { EyeGaze } from "../result.ts";
import { gazeOf, joinGaze } from "./gaze.ts";

const known = (yaw: number, deviation: number): EyeGaze => ({
  known: true,
  yaw,
  pitch: -yaw / 2,
  deviation,
});

test("the eye with the smaller deviation counts more, and both together are surer than either", () => {
  const joined = joinGaze(known(10, 3), known(20, 6));
  if (!joined.known) throw new Error("Both eyes are known.");
  expect(joined.yaw).toBeCloseTo(12, 6);
  expect(joined.pitch).toBeCloseTo(-6, 6);
  expect(joined.deviation).toBeLessThan(3);
  expect(joined.deviation).toBeGreaterThan(2);
});

test("an eye that is hidden leaves the other one as it is", () => {
  expect(joinGaze({ known: false, reason: "hidden" }, known(-8, 4))).toEqual(known(-8, 4));
  expect(joinGaze(known(-8, 4), { known: false, reason: "glare" })).toEqual(known(-8, 4));
});

test("without a known eye the gaze is unknown, for the reason of the eye that is seen better", () => {
  const shut: EyeGaze = { known: false, reason: "shut" };
  const away: EyeGaze = { known: false, reason: "turned-too-far" };
  expect(joinGaze(away, shut)).toEqual(shut);
  expect(joinGaze(shut, away)).toEqual(shut);
});

test("a face that no gaze network has seen has no gaze", () => {
  expect(gazeOf({})).toEqual({ known: false, reason: "no-network" });
  expect(gazeOf({ gaze: known(3, 2) })).toEqual(known(3, 2));
});
