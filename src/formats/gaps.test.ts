import { expect, test } from "vitest";
import { recordGaps } from "./gaps.ts";

test("a lost connection is a gap; the frames that a slow analysis skips are not", () => {
  const recorder = recordGaps();
  for (let k = 0; k < 100; k++) recorder.add(k / 10);
  for (const timestamp of [11, 12.5, 100, 100.1, 102.2]) recorder.add(timestamp);
  expect(recorder.gaps()).toEqual([
    { from: 12.5, to: 100 },
    { from: 100.1, to: 102.2 },
  ]);
});

test("frames that are taken every five seconds make no gaps, until one is missing for long", () => {
  const recorder = recordGaps();
  for (let k = 0; k < 30; k++) recorder.add(5 * k);
  recorder.add(300);
  expect(recorder.gaps()).toEqual([{ from: 145, to: 300 }]);
});

test("a recorder goes on from what was saved, and keeps the longest gaps of a bad connection", () => {
  const frames = Array.from(
    { length: 4000 },
    (_, k) => 0.1 * k + 3 * Math.floor(k / 4) + (k > 2000 ? 60 : 0),
  );
  const whole = recordGaps();
  let part = recordGaps();
  for (const [k, timestamp] of frames.entries()) {
    whole.add(timestamp);
    part.add(timestamp);
    if (k % 700 === 0) part = recordGaps(structuredClone(part.save()));
  }
  expect(part.gaps()).toEqual(whole.gaps());
  expect(whole.gaps()).toHaveLength(500);
  expect(Math.max(...whole.gaps().map(({ from, to }) => to - from))).toBeGreaterThan(60);
});

test("time that runs back is no gap", () => {
  const recorder = recordGaps();
  for (const timestamp of [0, 0.1, 0.2, 50, 0.3, 0.4]) recorder.add(timestamp);
  expect(recorder.gaps()).toEqual([{ from: 0.2, to: 50 }]);
});

test("a connection that is lost after its first image is a gap", () => {
  const recorder = recordGaps();
  for (const timestamp of [0, 30]) recorder.add(timestamp);
  expect(recorder.gaps()).toEqual([{ from: 0, to: 30 }]);
  for (const timestamp of [30.1, 30.2]) recorder.add(timestamp);
  expect(recorder.gaps()).toEqual([{ from: 0, to: 30 }]);
});
