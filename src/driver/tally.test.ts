import { expect, test } from "vitest";
import { addTime, type Lids, sumsOver, type Tally } from "./tally.ts";

test("time is halved between what held before and what holds now, and a gap counts for nothing", () => {
  let tally: Tally = [];
  const frames: [number, Lids, number | null][] = [
    [10, false, null],
    [10.2, true, 10],
    [10.4, true, 10.2],
    [10.6, null, 10.4],
    [15, true, null],
    [15.2, false, 15],
  ];
  let before: Lids = null;
  for (const [to, now, from] of frames) {
    tally = addTime(tally, { from, to }, from === null ? null : before, now, 60);
    before = now;
  }
  const sums = sumsOver(tally, 15.2, 60);
  expect(sums.closed).toBeCloseTo(0.1 + 0.2 + 0.1 + 0.1);
  expect(sums.open).toBeCloseTo(0.1 + 0.1);
  expect(sums).toMatchObject({ frames: 6, judged: 5 });
});

test("a window takes of the second that it cuts the part inside, and older seconds are dropped", () => {
  let tally: Tally = [];
  for (let k = 0; k <= 1000; k++) {
    const interval = { from: k === 0 ? null : (k - 1) / 10, to: k / 10 };
    tally = addTime(tally, interval, true, true, 60);
  }
  expect(sumsOver(tally, 100, 30).closed).toBeCloseTo(30, 0);
  expect(sumsOver(tally, 100, 30.5).closed).toBeCloseTo(30.5, 0);
  expect(tally.length).toBeLessThanOrEqual(62);
});
