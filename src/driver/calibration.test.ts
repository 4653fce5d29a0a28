// What calibration learns of a driver, and what does not mislead it.

import { expect, test } from "vitest";
import {
  type ActionGroup,
  absent,
  closedEyes,
  heavyLids,
  type StillScriptOptions,
  stillScript,
  turnedHead,
} from "../../drives/builder.ts";
import { monitorScript, STILL_BASELINE } from "../../drives/monitorScript.ts";
import { observeScript } from "../../drives/observe.ts";
import { scriptCamera, viewpointOf } from "../../drives/viewpoint.ts";
import type { DriverReport } from "../report.ts";
import { createDriverMonitor } from "./monitor.ts";

/** The reports of a monitor without a baseline. */
function reportsOf(script: StillScriptOptions): DriverReport[] {
  const monitor = createDriverMonitor();
  return observeScript(stillScript(script)).map((frame) => monitor.update(frame));
}

test("calibration reports its progress, gives a provisional baseline early and then a fixed one", () => {
  const reports = reportsOf({ seconds: 20, actions: [] });
  const at = (time: number) => reports.find(({ timestamp }) => timestamp >= time);
  expect(at(1)).toMatchObject({ state: "calibrating", eyeClosure: null, head: null });
  expect(at(1)?.calibration).toMatchObject({ phase: "calibrating", baseline: null });
  expect(at(7.5)?.calibration.progress).toBeCloseTo(0.5, 1);
  expect(at(7.5)?.eyeClosure).not.toBeNull();
  expect(at(16)?.calibration).toMatchObject({ phase: "ready", progress: 1 });
  expect(at(16)?.state).toBe("attentive");
  expect(reports.at(-1)?.calibration.baseline).toEqual(at(16)?.calibration.baseline);
});

test("glances and blinks while calibrating do not move the neutral direction or the open eye", () => {
  const actions: ActionGroup[] = [
    turnedHead(1, 4, { yaw: 40 }),
    turnedHead(7, 2, { pitch: -25 }),
    { do: "talk", at: 9, for: 4, loudness: 1.4 },
    ...[6, 9.5, 10.5, 12, 13].map((at): ActionGroup => closedEyes(at, 0.3)),
  ];
  for (const { camera, person } of [
    { camera: { aside: 25, above: -15 } },
    { person: { openEye: 0.15, shutEye: 0.02 } },
  ]) {
    const script = stillScript({ seconds: 20, actions, camera, person });
    const straight = { yaw: 0, pitch: 0, roll: 0 };
    const neutral = viewpointOf(scriptCamera(script), script.image).anglesOf(straight);
    const { baseline } = monitorScript(script).report.calibration;
    expect(Math.abs((baseline?.yaw ?? 99) - neutral.yaw)).toBeLessThan(1);
    expect(Math.abs((baseline?.pitch ?? 99) - neutral.pitch)).toBeLessThan(1);
    const open = (baseline?.leftEye ?? 0) / (person?.openEye ?? 0.3);

    expect(open).toBeGreaterThan(0.95);
    expect(open).toBeLessThan(1.15);
    expect(baseline?.mouth).toBeLessThan(0.06);
  }
});

test("how much open eyes vary is learned with the baseline", () => {
  const spread = (noise: number) =>
    reportsOf({ seconds: 20, actions: [], noise }).at(-1)?.calibration.baseline?.lidSpread;
  expect(spread(0)).toBeCloseTo(0, 3);
  expect(spread(1)).toBeGreaterThan(0.03);
});

test("lids that get heavier later do not move the baseline", () => {
  const reports = reportsOf({ seconds: 121, actions: [heavyLids(30, 91, 0.5)] });
  const report = reports.findLast(({ timestamp }) => timestamp < 120);
  expect(report?.calibration.baseline?.leftEye).toBeGreaterThan(0.28);
  expect(report?.eyeClosure).toBeGreaterThan(0.35);
});

test("eyes behind sunglasses are calibrated once the glasses are taken off", () => {
  const { report, of } = monitorScript(
    stillScript({
      seconds: 60,
      worn: { glasses: "sun" },
      actions: [{ do: "take-off", at: 28.8, for: 2.4, what: "sunglasses" }, closedEyes(50, 2)],
    }),
  );
  expect(report.calibration.baseline?.leftEye).toBeGreaterThan(0.28);
  expect(of("microsleep")).toHaveLength(1);
  expect(of("view-degraded").map(({ detail }) => detail)).toEqual([
    { kind: "view", part: "eyes", problem: "hidden" },
  ]);
});

test("eyes that are shut from the start are unknown, not open", () => {
  const { report } = monitorScript(stillScript({ seconds: 30, actions: [closedEyes(0, 29.9)] }));
  expect(report.calibration.baseline?.leftEye).toBeNull();
  expect(report.eyeClosure).toBeNull();
});

test("frames of a vehicle known to stand are not calibration samples", () => {
  const script: StillScriptOptions = {
    seconds: 40,
    actions: [],
    speed: [
      [0, 0],
      [20, 40],
    ],
  };
  const reports = reportsOf(script);
  expect(reports.find(({ timestamp }) => timestamp > 19)?.calibration.progress).toBe(0);
  expect(reports.at(-1)?.calibration.phase).toBe("ready");
});

test("calibration restarts after a long absence, but not after a short one; a given baseline stays", () => {
  const script = (away: number): StillScriptOptions => ({
    seconds: 30 + away,
    actions: [absent(20, away)],
  });
  const phases = (away: number) => reportsOf(script(away)).at(-1)?.calibration.phase;
  expect(phases(50)).toBe("ready");
  expect(phases(70)).toBe("calibrating");
  const given = monitorScript(stillScript(script(70)), { baseline: STILL_BASELINE }).report
    .calibration;
  expect(given).toEqual({ phase: "ready", progress: 1, baseline: STILL_BASELINE, samples: null });
});

test("recalibrate forgets the driver", () => {
  const monitor = createDriverMonitor({ baseline: STILL_BASELINE });
  const [first, second] = observeScript(stillScript({ seconds: 1, actions: [] }));
  if (!first || !second) throw new Error("The script has frames.");
  expect(monitor.update(first).calibration.phase).toBe("ready");
  monitor.recalibrate();
  expect(monitor.update(second).calibration).toEqual({
    phase: "calibrating",
    progress: expect.any(Number),
    baseline: null,
    samples: null,
  });
});

test("landmarks of shut lids that do not meet are learned from the first blinks", () => {
  const blinks = Array.from({ length: 12 }, (_, k): ActionGroup => closedEyes(4 + 3 * k, 0.3));
  const person = { openEye: 0.25, shutEye: 0.08 };
  const closed: ActionGroup = closedEyes(45, 2);
  const closures = reportsOf({ seconds: 50, actions: [...blinks, closed], person, noise: 0.5 })
    .filter(({ timestamp }) => timestamp > 45.2 && timestamp < 46.8)
    .map(({ eyeClosure }) => eyeClosure ?? 0);
  expect(Math.min(...closures)).toBeGreaterThan(0.8);
});
