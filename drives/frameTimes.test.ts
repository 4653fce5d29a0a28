import { expect, test } from "vitest";
import { testScript } from "../testing/testScript.ts";
import { frameTimes } from "./frameTimes.ts";

test("a steady camera takes every frame on time", () => {
  const times = frameTimes(testScript([], { seconds: 2, frames: { rate: 10 } }));
  expect(times).toHaveLength(20);
  expect(times[7]).toEqual({ index: 7, timestamp: expect.closeTo(0.7, 9) });
});

test("an unsteady camera loses frames, leaves gaps, and its clock still runs forward", () => {
  const frames = { rate: 20, jitter: 0.3, dropped: 0.2, gaps: [[10, 12] as [number, number]] };
  const times = frameTimes(testScript([], { frames }));
  expect(times.length).toBeGreaterThan(0.7 * 560);
  expect(times.length).toBeLessThan(0.9 * 560);
  expect(times.some(({ timestamp }) => timestamp >= 10 && timestamp < 12)).toBe(false);
  times.slice(1).forEach(({ index, timestamp }, k) => {
    expect(timestamp).toBeGreaterThan(times[k]?.timestamp ?? 0);
    expect(Math.abs(timestamp - index / 20)).toBeLessThan(0.5 / 20);
  });
});
