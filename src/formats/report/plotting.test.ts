import { expect, test } from "vitest";
import { bandPath, numberText, type PlottedSeries, seriesPath, timeTicks } from "./plotting.ts";

/** A series of one frame an interval, 1 unit high for value 1. */
function series(times: readonly number[], values: readonly (number | null)[]): PlottedSeries {
  const scale = { bottom: 0, top: 1, height: 100, gap: 1 };
  return { first: times, last: times, least: values, mean: values, greatest: values, ...scale };
}

const VIEW = { from: 0, to: 10, width: 1000 };

test("known values are joined, upwards on the screen", () => {
  const { line, range, unknown } = seriesPath(series([0, 0.5, 1], [0, 0.5, 1]), VIEW);
  expect(line).toBe("M0 100h0L50 50L100 0");
  expect(range).toBe("");
  expect(unknown).toBe("");
});

test("what is unknown is a gap in the line and a shade, never zero", () => {
  const times = [0, 0.5, 1, 1.5, 2];
  const { line, unknown } = seriesPath(series(times, [1, 1, null, null, 1]), VIEW);
  expect(line).toBe("M0 0h0L50 0M200 0h0");
  expect(unknown).toBe("M100 0H200V100H100Z");
  expect(seriesPath(series([0, 1], [null, null]), VIEW)).toEqual({
    line: "",
    range: "",
    unknown: "M0 0H100V100H0Z",
  });
});

test("where frames are missing the line is broken and the time shaded", () => {
  const { line, unknown } = seriesPath(series([0, 1, 4, 5], [0, 0, 0, 0]), VIEW);
  expect(line).toBe("M0 100h0L100 100M400 100h0L500 100");
  expect(unknown).toBe("M100 0H400V100H100Z");
});

test("a closure of 150 ms in an hour of 30 frames a second reaches the top of the plot", () => {
  const count = 108_000;
  const times = Array.from({ length: count }, (_, i) => i / 30);
  const values = times.map((_, i): number => (i >= 54_321 && i < 54_326 ? 1 : 0.05));
  const { line, range } = seriesPath(series(times, values), { from: 0, to: 3600, width: 1000 });
  expect(range).toMatch(/^(M\d+(\.\d)? 95V0)+$/);
  // Bounded by the plot's width, not by the frames.
  expect(line.length).toBeLessThan(20_000);
});

test("a part of the time is drawn with the lines that come in and go out", () => {
  const times = Array.from({ length: 100 }, (_, i) => i);
  const flat = times.map(() => 0);
  const { line } = seriesPath(series(times, flat), { from: 50.5, to: 51.5, width: 1000 });
  expect(line).toBe("M-500 100h0L500 100L1500 100");
});

test("a series without frames draws nothing", () => {
  expect(seriesPath(series([], []), VIEW)).toEqual({ line: "", range: "", unknown: "" });
});

test("bands have a least width, and those out of view are left out", () => {
  expect(bandPath([[1, 3]], VIEW, 4, 10, 2)).toBe("M100 4h200v10H100Z");
  expect(bandPath([[1, 1]], VIEW, 0, 10, 2)).toBe("M100 0h2v10H100Z");
  expect(bandPath([[11, 12]], VIEW, 0, 10, 2)).toBe("");
  expect(bandPath([[-100, 100]], VIEW, 0, 10, 2)).toBe("M-2 0h1004v10H-2Z");
});

test("ticks are round times within the view", () => {
  expect(timeTicks(0, 120, 8)).toEqual([0, 15, 30, 45, 60, 75, 90, 105]);
  expect(timeTicks(3, 4, 5)).toEqual([3, 3.2, 3.4000000000000004, 3.6, 3.8000000000000003]);
  const week = timeTicks(0, 7 * 86_400, 8);
  expect(week).toHaveLength(8);
  expect(week[1]).toBe(86_400);
});

test("numbers read as people write them", () => {
  expect(numberText(-0.2, 0)).toBe("0");
  expect(numberText(-12.34, 1)).toBe("−12.3");
});
