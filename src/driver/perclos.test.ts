import { expect, test } from "vitest";
import { addTime, type Seconds, totalsOver } from "./perclos.ts";

test("half of the time between two frames counts by each of them, and a gap counts for nothing", () => {
  let seconds: Seconds = [];
  const frames: [number, boolean | null, number | null][] = [
    [10, false, null],
    [10.2, true, 10],
    [10.4, true, 10.2],
    [10.6, null, 10.4],
    [15, true, null],
    [15.2, false, 15],
  ];
  let before: boolean | null = null;
  for (const [to, now, from] of frames) {
    seconds = addTime(seconds, { from, to }, from === null ? null : before, now, 60);
    before = now;
  }
  const totals = totalsOver(seconds, 15.2, 60);
  expect(totals.closed).toBeCloseTo(0.1 + 0.2 + 0.1 + 0.1);
  expect(totals.open).toBeCloseTo(0.1 + 0.1);
  expect(totals).toMatchObject({ frames: 6, judged: 5 });
});

test("the second that a window cuts counts by the part inside, and older seconds are dropped", () => {
  let seconds: Seconds = [];
  for (let k = 0; k <= 1000; k++) {
    const interval = { from: k === 0 ? null : (k - 1) / 10, to: k / 10 };
    seconds = addTime(seconds, interval, true, true, 60);
  }
  expect(totalsOver(seconds, 100, 30).closed).toBeCloseTo(30, 0);
  expect(totalsOver(seconds, 100, 30.5).closed).toBeCloseTo(30.5, 0);
  expect(seconds.length).toBeLessThanOrEqual(62);
});
