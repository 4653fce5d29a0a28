// Times as cameras give them: uneven, with gaps, set back. And a monitor that is saved and restored.

import { expect, test } from "vitest";
import { closedEyes, hidden, stillScript } from "../../drives/builder.ts";
import { monitorScript, STILL_BASELINE } from "../../drives/monitorScript.ts";
import { observeScript } from "../../drives/observe.ts";
import { eventfulDrive } from "../../drives/randomDrives.ts";
import type { DriverObservation } from "../report.ts";
import { createDriverMonitor, type DriverMonitorOptions } from "./monitor.ts";

const known = { baseline: STILL_BASELINE };
const SLEEP = { seconds: 20, actions: [closedEyes(10, 4)] };

test("durations follow the clock, at any frame rate, even an uneven one", () => {
  for (const rate of [5, 10, 24, 60]) {
    const [event] = monitorScript(stillScript({ ...SLEEP, rate, jitter: 0.26 }), known).of("sleep");
    expect((event?.end ?? 0) - (event?.start ?? 0)).toBeCloseTo(4, rate < 10 ? 0 : 1);
  }
});

test("a gap ends ongoing events, and counts neither as closed nor as open", () => {
  const { events } = monitorScript(
    stillScript({
      ...SLEEP,
      gaps: [[11.2, 12.2]],
    }),
    known,
  );
  expect(events.map(({ kind }) => kind)).toEqual(["microsleep", "microsleep"]);
  expect(events[0]?.end).toBeCloseTo(11.2, 1);
  expect(events[1]?.start).toBeCloseTo(12.2, 1);
});

test("short losses of frames and of the eyes do not cut a closure in two", () => {
  const actions = [
    ...SLEEP.actions,

    hidden("eyes", 12.5, 0.2),
  ] as const;
  const { events } = monitorScript(stillScript({ ...SLEEP, actions, gaps: [[11.2, 11.6]] }), known);
  expect(events.map(({ kind }) => kind)).toEqual(["sleep"]);
  expect(events[0]?.confidence).toBeLessThan(
    monitorScript(stillScript(SLEEP), known).events[0]?.confidence ?? 0,
  );
});

test("a gap is missing from PERCLOS in both parts of the fraction", () => {
  const { report } = monitorScript(stillScript({ seconds: 62, gaps: [[10, 25]] }), known);
  expect(report.perclos[0]?.coverage).toBeCloseTo(0.75, 2);
  expect(report.perclos[0]?.value).toBe(0);
});

test("a frame with the same or a slightly earlier time is ignored and reported as such", () => {
  const frames = observeScript(stillScript(SLEEP));
  const monitor = createDriverMonitor(known);
  const doubled = createDriverMonitor(known);
  for (const [k, frame] of frames.entries()) {
    const report = monitor.update(frame);
    expect(doubled.update(frame)).toEqual(report);
    const again = doubled.update(frame);
    expect(again).toEqual({ ...report, clock: "repeated", changed: [], alerts: [] });
    const late = frames[k - 3];
    if (late) expect(doubled.update(late).clock).toBe("backwards");
  }
  expect(doubled.save()).toEqual(monitor.save());
});

test("a clock that is set back ends ongoing events, and the driver's calibration stays", () => {
  const monitor = createDriverMonitor(known);
  const early = observeScript(stillScript(SLEEP)).filter(({ timestamp }) => timestamp < 12);
  for (const frame of early) monitor.update(frame);
  const again = observeScript(stillScript(SLEEP)).map((frame) => monitor.update(frame));
  expect(again[0]?.clock).toBe("reset");
  expect(again[0]?.calibration.phase).toBe("ready");
  expect(again[0]?.changed.map(({ kind, end }) => [kind, end])).toEqual([
    ["microsleep", early.at(-1)?.timestamp],
  ]);
  const kinds = again.flatMap(({ changed }) => changed.filter(({ end }) => end !== null));
  expect(kinds.map(({ kind }) => kind)).toEqual(["microsleep", "sleep"]);
});

test("after five minutes without a frame somebody else may drive: what was learned is learned anew, what was given stays", () => {
  const frames = observeScript(stillScript({ seconds: 22, actions: [closedEyes(18, 3)] })).filter(
    ({ timestamp }) => timestamp < 20,
  );
  const afterGap = (gap: number, options: DriverMonitorOptions) => {
    const monitor = createDriverMonitor(options);
    for (const frame of frames) monitor.update(frame);
    const [first] = frames;
    if (!first) throw new Error("The script has frames.");
    return monitor.update({ ...first, timestamp: 20 + gap });
  };
  expect(afterGap(290, {}).calibration.phase).toBe("ready");
  const later = afterGap(310, {});
  expect(later).toMatchObject({ clock: "gap", state: "calibrating" });
  expect(later.calibration).toMatchObject({ phase: "calibrating", baseline: null });
  // The closure ends at the last frame before the gap, as with shorter gaps.
  const ends = [later, afterGap(290, {})].map(({ changed }) => changed.map(({ end }) => end));
  expect(ends[0]).toEqual(ends[1]);
  expect(ends[0]).toEqual([frames.at(-1)?.timestamp]);
  expect(afterGap(310, known).calibration.baseline).toMatchObject(STILL_BASELINE);
});

test("the same frames give the same reports, and a restored monitor continues identically to the last bit", () => {
  const drive = { ...eventfulDrive(3), rate: 10, jitter: 0.18 };
  const frames: DriverObservation[] = observeScript(stillScript(drive));
  const monitor = createDriverMonitor();
  const saved: string[] = [];
  const reports = frames.map((frame, k) => {
    if (k % 131 === 0) saved[k] = JSON.stringify(monitor.save());
    return JSON.stringify(monitor.update(frame));
  });
  const end = JSON.stringify(monitor.save());
  for (const [k, text] of saved.entries()) {
    if (text === undefined) continue;
    const restored = createDriverMonitor({ saved: JSON.parse(text) });
    // Past the next cut, and from one of them to the end.
    const until = k === 131 * 5 ? frames.length : Math.min(k + 140, frames.length);
    for (let j = k; j < until; j++) {
      expect(JSON.stringify(restored.update(frames[j]))).toBe(reports[j]);
    }
    if (until === frames.length) expect(JSON.stringify(restored.save())).toBe(end);
  }
  expect(saved.filter(Boolean).length).toBeGreaterThan(20);
});

test("the state does not grow with time", () => {
  const monitor = createDriverMonitor(known);
  const [frame] = observeScript(stillScript({ seconds: 0.1 }));
  if (!frame?.face) throw new Error("The script shows a face.");
  const shut = { openness: 0, valid: true };
  const closed = { ...frame.face, eyes: { left: shut, right: shut } };
  const sizes: number[] = [];
  // Eyes that flicker from one frame to the next make the most of what is kept.
  for (let k = 0; k < 5000; k++) {
    monitor.update({ ...frame, face: k % 2 === 0 ? frame.face : closed, timestamp: k / 4 });
    if (k % 1250 === 1249) sizes.push(JSON.stringify(monitor.save()).length);
  }
  // After the longest window, five minutes, nothing is added any more but digits of the time.
  expect(Math.max(...sizes)).toBeLessThan(1.2 * (sizes[0] ?? 0));
});

test("anything other than a saved monitor is refused with a reason", () => {
  const saved = createDriverMonitor(known).save();
  expect(() => createDriverMonitor({ saved: { ...saved, version: 3 } })).toThrow(/version/);
  expect(() =>
    createDriverMonitor({ saved: { ...saved, state: { ...saved.state, yawn: {} } } }),
  ).toThrow(/yawn/);
  expect(() => createDriverMonitor({ saved: "nothing" })).toThrow(RangeError);
});

test("finish ends each ongoing event when it was last seen", () => {
  const monitor = createDriverMonitor(known);
  expect(monitor.finish()).toEqual({ timestamp: null, changed: [] });
  for (const frame of observeScript(stillScript(SLEEP)).filter(({ timestamp }) => timestamp < 13.5))
    monitor.update(frame);
  const { timestamp, changed } = monitor.finish();
  expect(changed.map(({ kind, end }) => [kind, end])).toEqual([["sleep", timestamp]]);
  expect(monitor.finish().changed).toEqual([]);
});
