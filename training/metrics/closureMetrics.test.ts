import { expect, test } from "vitest";
import { type ClipEvent, type ClipLabels, closureCounts, closureReport } from "./closureMetrics.ts";

const event = (kind: string, start: number, end: number): ClipEvent => ({ kind, start, end });

/** Twenty seconds with two blinks, a nap of two seconds, and a laugh. */
const LABELS: ClipLabels = {
  seconds: 20,
  blinks: [
    { start: 1, end: 1.2 },
    { start: 4, end: 4.2 },
  ],
  longClosures: [{ start: 8, end: 10 }],
  ambiguous: [{ start: 14, end: 15 }],
};

test("labelled closures are detected, a missed blink and a false one count", () => {
  const events = [
    event("blink", 1.3, 1.4),
    event("microsleep", 8.2, 9.8),
    event("blink", 12, 12.2),
  ];
  const report = closureReport([closureCounts(LABELS, events)]);
  expect(report).toMatchObject({
    blinks: 2,
    blinks_detected: 1,
    long_closures_detected: 1,
    long_closures_of_right_kind: 1,
    false_closures: 1,
    false_alarms: 0,
    awake_seconds: 18,
  });
  expect(report.precision).toBeCloseTo(2 / 3, 9);
  expect(report.recall).toBeCloseTo(2 / 3, 9);
  expect(report.f1).toBeCloseTo(2 / 3, 9);
});

test("a long closure that is reported as a blink is detected, but not of the right kind", () => {
  const { long_closures_detected, long_closures_of_right_kind } = closureCounts(LABELS, [
    event("blink", 8.5, 8.7),
  ]);
  expect([long_closures_detected, long_closures_of_right_kind]).toEqual([1, 0]);
});

test("a microsleep during a laugh is a false alarm; a blink there is not a false closure", () => {
  const counts = closureCounts(LABELS, [event("microsleep", 14, 15), event("blink", 14.2, 14.4)]);
  expect(counts).toMatchObject({
    false_closures: 0,
    false_alarms: 1,
    false_alarms_in_ambiguous: 1,
  });
  expect(closureReport([counts]).false_alarms_per_hour).toBeCloseTo(3600 / 18, 9);
});

test("of a person who is awake every reported sleep is false, also with shut eyes", () => {
  const awake = { ...LABELS, awakeAllTime: true };
  const events = [event("sleep", 8, 10), event("drowsiness", 11, 20)];
  expect(closureCounts(awake, events)).toMatchObject({
    long_closures_detected: 1,
    long_closures_of_right_kind: 0,
    false_alarms: 1,
    drowsiness_while_awake: 1,
    awake_seconds: 20,
  });
  expect(closureCounts(awake, [event("long-blink", 8, 10)])).toMatchObject({
    long_closures_of_right_kind: 1,
    false_alarms: 0,
  });
});

test("a clip that was not searched for blinks has no false blinks", () => {
  const { blinks: _, ...unsearched } = LABELS;
  const counts = closureCounts(unsearched, [event("blink", 12, 12.2), event("sleep", 16, 18)]);
  expect(counts).toMatchObject({ blinks: 0, false_closures: 1, false_alarms: 1 });
});

test("without clips there are no figures", () => {
  expect(closureReport([])).toMatchObject({ precision: null, recall: null, f1: null });
});
