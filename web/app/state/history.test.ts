import { beforeEach, expect, test } from "vitest";
import { createDriverMonitor } from "../../../src/index.ts";
import { exampleFace } from "../../../testing/exampleAnalysis.ts";
import { addToHistory, clearHistory, history } from "./history.ts";

beforeEach(clearHistory);

const monitor = createDriverMonitor();
const face = exampleFace();
const report = monitor.update({ timestamp: 0, face, brightness: 0.5 });

test("the timelines stay bounded over an hour of frames", () => {
  for (let k = 0; k < 30 * 3600; k++) addToHistory({ ...report, timestamp: k / 30 });
  const { times, curves } = history.value.now;
  expect(times.length).toBeLessThan(23_000);
  expect(times.at(-1)).toBeCloseTo(3600 - 1 / 30);
  expect(Object.values(curves).every(({ length }) => length === times.length)).toBe(true);
});

test("when a video is set back, its later part is replaced, so that times only increase", () => {
  for (const timestamp of [1, 2, 3, 4, 2.5, 3.5]) addToHistory({ ...report, timestamp });
  expect(history.value.now.times).toEqual([1, 2, 2.5, 3.5]);
});
