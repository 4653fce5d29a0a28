import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

test("a file plays at its own speed when frames are fast, and slower when they are not", () => {
  expect(createPace().next(40)).toBe(1);
  const slow = createPace();
  expect(slow.next(200)).toBeCloseTo(1 / 3, 1);
  // A single slow frame does not change the rate.
  const quick = createPace();
  for (let k = 0; k < 20; k++) quick.next(40);
  expect(quick.next(120)).toBe(1);
  expect(createPace().next(10_000)).toBe(0.0625);
});
