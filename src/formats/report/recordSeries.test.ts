import { expect, test } from "vitest";
import { exampleSession } from "../../../testing/exampleSession.ts";
import type { DriverReport } from "../../report.ts";
import { recordSeries } from "./recordSeries.ts";

const [EXAMPLE] = exampleSession({ seconds: 1 });

function reportAt(timestamp: number, eyeClosure: number | null): DriverReport {
  if (!EXAMPLE) throw new Error("The example has a frame.");
  return { ...EXAMPLE.report, timestamp, eyeClosure };
}

test("frames are kept one by one while there is room", () => {
  const recorder = recordSeries(10);
  for (const [i, value] of [0, null, 0.5].entries()) recorder.add(reportAt(i, value));
  const { first, last, measures, eyesJudged, perclosWindow } = recorder.series();
  expect(first).toEqual([0, 1, 2]);
  expect(last).toEqual([0, 1, 2]);
  expect(measures.eyeClosure.least).toEqual([0, null, 0.5]);
  expect(eyesJudged).toEqual([1, 0, 1]);
  expect(perclosWindow).toBe(60);
});

test("however many frames there are, the intervals stay few and no short closure is lost", () => {
  const recorder = recordSeries(16);
  for (let i = 0; i < 1000; i++) {
    recorder.add(reportAt(i, i === 501 ? 1 : i < 100 ? null : 0.1));
  }
  const { first, last, frames, measures, eyesJudged } = recorder.series();
  expect(first.length).toBeLessThanOrEqual(16);
  expect(first.length).toBeGreaterThan(7);
  expect(frames.reduce((sum, count) => sum + count, 0)).toBe(1000);
  expect(eyesJudged.reduce((sum, count) => sum + count, 0)).toBe(900);
  expect(last.at(-1)).toBe(999);
  for (const [i, start] of first.entries()) if (i > 0) expect(start).toBe((last[i - 1] ?? 0) + 1);
  const { least, mean, greatest } = measures.eyeClosure;
  const closed = first.findIndex((start, i) => start <= 501 && (last[i] ?? 0) >= 501);
  expect(greatest[closed]).toBe(1);
  expect(least[closed]).toBe(0.1);
  expect(mean[closed]).toBeLessThan(0.2);
  // Unknown stays unknown where nothing was known, and adds nothing where something was.
  expect(greatest[0]).toBeNull();
  expect(least.filter((value) => value === 0)).toEqual([]);
});

test("frames that are not later than the one before are left out and counted", () => {
  const recorder = recordSeries();
  for (const time of [0, 1, 1, 0.5, 2]) recorder.add(reportAt(time, 0));
  expect(recorder.series().first).toEqual([0, 1, 2]);
  expect(recorder.series().outOfOrder).toBe(2);
});
