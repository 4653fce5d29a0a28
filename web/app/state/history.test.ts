import { beforeEach, expect, test } from "vitest";
import { createDriverMonitor } from "../../../src/index.ts";
import { exampleFace } from "../../../testing/exampleAnalysis.ts";
import { addToHistory, clearHistory, measured } from "./history.ts";

beforeEach(clearHistory);

const monitor = createDriverMonitor();
const face = exampleFace();
const report = monitor.update({ timestamp: 0, face, brightness: 0.5 });

test("an hour of frames keeps what the timelines hold bounded", () => {
  for (let k = 0; k < 30 * 3600; k++) addToHistory({ ...report, timestamp: k / 30 });
  const { times, curves } = measured.value.now;
  expect(times.length).toBeLessThan(23_000);
  expect(times.at(-1)).toBeCloseTo(3600 - 1 / 30);
  expect(Object.values(curves).every(({ length }) => length === times.length)).toBe(true);
});

test("a video set back is drawn over, so that times go up", () => {
  for (const timestamp of [1, 2, 3, 4, 2.5, 3.5]) addToHistory({ ...report, timestamp });
  expect(measured.value.now.times).toEqual([1, 2, 2.5, 3.5]);
});
