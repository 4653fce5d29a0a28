import { describe, expect, test } from "vitest";
import { stillScript, turnedHead } from "../../drives/builder.ts";
import { STILL_BASELINE } from "../../drives/monitorScript.ts";
import { observeScript, type ScriptedObservation } from "../../drives/observe.ts";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { lineOfSight } from "../eyes/lineOfSight.ts";
import type { DriverReport } from "../report.ts";
import { measureAttention } from "./attention.ts";
import { cabinSchema, cameraView, zoneAt } from "./cabin.ts";
import { cabins, mirroredCabin } from "./cabins.ts";
import { createDriverMonitor, type DriverMonitorOptions } from "./monitor.ts";
import { profiles } from "./profiles.ts";
import { measureSight, steadySight } from "./sight.ts";

const EXACT = { error: 1, offset: 4, gain: 0 };
const withCabin = { ...profiles.default, cabin: cabins.column };

function reports(
  frames: readonly ScriptedObservation[],
  options: DriverMonitorOptions,
): DriverReport[] {
  const monitor = createDriverMonitor(options);
  return frames.map((frame) => monitor.update(frame));
}
const at = (all: readonly DriverReport[], time: number) =>
  all.find(({ timestamp }) => timestamp >= time);

test("a person's offset is learned with the neutral direction, and what it rests on is reported", () => {
  const script = stillScript({ seed: 5, seconds: 20, gaze: EXACT, noise: 0.2 });
  const frames = observeScript(script);
  const all = reports(frames, {});
  const { baseline, samples } = all.at(-1)?.calibration ?? {};
  const measured = frames.flatMap(({ face }) => (face?.gaze?.known ? [face.gaze.yaw] : []));
  const mean = measured.reduce((sum, yaw) => sum + yaw, 0) / measured.length;
  expect(Math.abs(mean)).toBeGreaterThan(1);
  expect(baseline?.gaze?.yaw).toBeCloseTo(mean, 0);
  expect(samples?.gaze).toBeGreaterThan(100);
  expect(all[0]).toMatchObject({ sight: null, sightProblem: "not-calibrated" });
  expect(all.at(-1)?.sight?.yaw).toBeGreaterThan(-4);
  expect(all.at(-1)?.sight?.yaw).toBeLessThan(4);
});

test("a saved monitor keeps the offset, and one saved without it learns it", () => {
  const frames = observeScript(stillScript({ seed: 5, seconds: 24, gaze: EXACT }));
  const monitor = createDriverMonitor({ profile: withCabin });
  for (const frame of frames.slice(0, 600)) monitor.update(frame);
  const saved = JSON.parse(JSON.stringify(monitor.save()));
  const [frame] = frames.slice(600);
  const next = createDriverMonitor({ saved }).update(frame);
  expect(next.calibration.baseline?.gaze).not.toBeNull();
  expect(next).toMatchObject({ attentionBy: "eyes", zone: "road" });
  expect(next.sight).not.toBeNull();

  const before = structuredClone(saved);
  delete before.state.calibration.baseline.gaze;
  delete before.state.calibration.basis;
  delete before.profile.cabin;
  const older = createDriverMonitor({ saved: before });
  const later = frames.slice(600).map((one) => older.update(one));
  expect(later[0]?.sightProblem).toBe("not-calibrated");
  expect(later.at(-1)?.calibration.baseline?.gaze).not.toBeNull();
});

test("the eyes decide where they are seen, the head where they are not", () => {
  const lizard = { do: "glance", at: 5, for: 6, to: { yaw: 0, pitch: -24 }, head: 0 } as const;
  const script = stillScript({
    seconds: 22,
    gaze: { ...EXACT, offset: 0 },
    actions: [lizard, turnedHead(14, 5, { yaw: 60 })],
  });
  const baseline = { ...STILL_BASELINE, gaze: { yaw: 0, pitch: 0 } };
  const all = reports(observeScript(script), { profile: withCabin, baseline });
  expect(at(all, 3)).toMatchObject({ attention: "road", attentionBy: "eyes", zone: "road" });
  expect(at(all, 8)).toMatchObject({ attention: "away", attentionBy: "eyes", zone: "cluster" });
  expect(at(all, 16)).toMatchObject({
    attention: "away",
    attentionBy: "head",
    zone: null,
    sightProblem: "turned-too-far",
  });
  const blind = observeScript(
    stillScript({ seconds: 6, gaze: EXACT, worn: { glasses: "sun", mask: false } }),
  );
  expect(at(reports(blind, { baseline }), 3)).toMatchObject({
    attention: "road",
    attentionBy: "head",
    sight: null,
    sightProblem: "dark-lens",
  });
});

test("a look outlasts a blink", () => {
  const look = { do: "glance", at: 5, for: 5, to: { yaw: -35, pitch: -25 }, head: 0.2 } as const;
  const script = stillScript({
    seconds: 14,
    gaze: { ...EXACT, offset: 0 },
    actions: [look, { do: "blink", at: 7, for: 0.3 }],
  });
  const monitor = createDriverMonitor({
    baseline: { ...STILL_BASELINE, gaze: { yaw: 0, pitch: 0 } },
  });
  const found = observeScript(script).flatMap((frame) => monitor.update(frame).changed);
  const [event] = found.filter(({ kind }) => kind === "long-distraction");
  expect(event?.start).toBeCloseTo(5.05, 0);
});

describe("the direction while a look lasts", () => {
  const LIMIT = 10;
  const mirror = { yaw: -30, pitch: 8, deviation: 5 };
  const nowhere = { yaw: 15, pitch: -11, deviation: 7 };
  const still = { head: { yaw: 0, pitch: 0 } };
  const open = (time: number) => ({ ...still, time, lidsDown: 0.05 });
  const lowered = (time: number) => ({ ...still, time, lidsDown: 0.6 });
  const look = steadySight(mirror, open(1), null, LIMIT);

  test("outlasts a frame in the middle of a blink that shows another one", () => {
    const within = steadySight(nowhere, lowered(1.1), look, LIMIT);
    expect(within).toMatchObject({ yaw: -30, pitch: 8 });
    const uncertain = { ...nowhere, deviation: 14 };
    const opening = steadySight(uncertain, open(1.2), within, LIMIT);
    expect(opening).toMatchObject({ yaw: -30, pitch: 8 });
    const after = steadySight({ ...mirror, yaw: -32 }, open(1.3), opening, LIMIT);
    expect(after?.yaw).toBeLessThan(-29);
    expect(after?.candidate).toBeNull();
  });

  test("changes with the second frame that shows lowered lids there, and at once with open ones", () => {
    const first = steadySight(nowhere, lowered(1.1), look, LIMIT);
    const other = { ...nowhere, pitch: -14 };
    expect(steadySight(other, lowered(1.2), first, LIMIT)).toMatchObject(other);
    expect(steadySight(nowhere, open(1.1), look, LIMIT)).toMatchObject(nowhere);
  });

  test("is not kept for longer than a blink, nor when the head turns", () => {
    const uncertain = { ...nowhere, deviation: 14 };
    expect(steadySight(uncertain, open(1.6), look, LIMIT)?.deviation).toBe(14);
    const turned = { ...open(1.1), head: { yaw: 20, pitch: 0 } };
    expect(steadySight(uncertain, turned, look, LIMIT)?.deviation).toBe(14);
    expect(steadySight(null, turned, look, LIMIT)).toBeNull();
  });
});

test("what a network shrinks towards straight ahead because it sees little is taken off again", () => {
  const pose = { ...exampleFace().pose, yaw: 0, pitch: 0, roll: 0 };
  const pitchOf = (deviation: number) =>
    measureSight(
      { pose },
      lineOfSight({ pose, gaze: { known: true, yaw: 0, pitch: -15, deviation } }),
      { ...STILL_BASELINE, gaze: { yaw: 0, pitch: 0 } },
    ).sight?.pitch ?? Number.NaN;
  expect(pitchOf(3)).toBeCloseTo(-15.6, 0);
  expect(pitchOf(8)).toBeCloseTo(-21, 0);
  // Hardly anything is seen: the answer is not blown up any further.
  expect(pitchOf(12)).toBe(pitchOf(20));
});

test("a short look is one for driving only where no other zone lies within its error", () => {
  const isForDriving = (pitch: number, deviation: number) =>
    measureAttention(
      null,
      { yaw: 0, pitch, deviation, frames: 5, candidate: null, time: 1, headYaw: 0, headPitch: 0 },
      null,
      1,
      withCabin,
    ).isForDriving;
  expect(isForDriving(-22, 3)).toBe(true);
  expect(isForDriving(-27, 3)).toBe(true);
  expect(isForDriving(-27, 8)).toBe(false);
  expect(isForDriving(-35, 3)).toBe(false);
});

test("only eyes that are seen well show a look at the road from a head that points away", () => {
  const byEyesOf = (deviation: number, headPitch: number) =>
    measureAttention(
      { yaw: 0, pitch: headPitch },
      { yaw: 0, pitch: -8, deviation, frames: 5, candidate: null, time: 1, headYaw: 0, headPitch },
      null,
      1,
      withCabin,
    );
  expect(byEyesOf(3, -28)).toMatchObject({ attention: "road", attentionBy: "eyes" });
  expect(byEyesOf(9, -28)).toMatchObject({ attention: "away", attentionBy: "head", zone: null });
  expect(byEyesOf(9, -5)).toMatchObject({ attention: "road", attentionBy: "eyes" });
});

test("zones: the first one counts, and the last one is kept a little beyond its edges", () => {
  const cabin = cabinSchema.parse({
    name: "test",
    camera: { aside: 0, above: 0 },
    zones: [
      { name: "display", use: "other", yaw: [-40, -20], pitch: [-30, 0] },
      { name: "road", use: "road", yaw: [-25, 25], pitch: [-15, 15] },
    ],
  });
  const zone = (yaw: number, pitch: number, last: string | null = null) =>
    zoneAt(cabin, { yaw, pitch }, last, 2)?.name ?? null;
  expect(zone(-22, -5)).toBe("display");
  expect(zone(0, 0)).toBe("road");
  expect(zone(0, -16)).toBeNull();
  expect(zone(0, -16, "road")).toBe("road");
  expect(zone(0, -18, "road")).toBeNull();
  expect(zone(-21, -5, "road")).toBe("road");
  expect(zone(-30, -5, "road")).toBe("display");
});

test("a cabin with the angles of a range in the wrong order is refused", () => {
  const zone = { name: "road", use: "road", yaw: [25, -25], pitch: [-15, 15] };
  const parsed = cabinSchema.safeParse({ ...cabins.column, zones: [zone] });
  expect(parsed.success).toBe(false);
});

test("every shipped cabin knows how its camera sees a driver who looks ahead", () => {
  // A camera on the driver's left sees a face that is turned to its own right.
  expect(cameraView(cabins.pillar).yaw).toBeCloseTo(-38, 0);
  expect(cameraView(cabins.mirror).yaw).toBeGreaterThan(30);
  expect(cameraView(cabins.column).pitch).toBeCloseTo(14, 0);
  const mirrored = mirroredCabin(cabins.column);
  expect(zoneAt(mirrored, { yaw: -40, pitch: -10 }, null, 0)?.name).toBe("right-mirror");
  expect(mirroredCabin(mirrored).zones).toEqual(cabins.column.zones);
});

test("a driver who looks aside while calibrating is recognised by the camera's place", () => {
  const aside = turnedHead(1, 11, { yaw: 45 });
  const script = stillScript({
    seconds: 20,
    camera: { aside: 4, above: -14 },
    actions: [aside],
  });
  const frames = observeScript(script);
  const last = (options: DriverMonitorOptions) =>
    reports(frames, options).at(-1)?.calibration.baseline?.yaw ?? Number.NaN;
  expect(last({})).toBeGreaterThan(30);
  expect(Math.abs(last({ profile: withCabin }))).toBeLessThan(10);
});

test("a cabin that is changed while the monitor runs holds from the next frame on, and is saved", () => {
  const frames = observeScript(stillScript({ seconds: 6, gaze: { ...EXACT, offset: 0 } }));
  const monitor = createDriverMonitor({
    baseline: { ...STILL_BASELINE, gaze: { yaw: 0, pitch: 0 } },
  });
  const [first, second] = frames.slice(30);
  expect(monitor.update(first).zone).toBeNull();
  monitor.changeCabin(cabins.mirror);
  expect(monitor.update(second).zone).toBe("road");
  expect(monitor.save().profile.cabin?.name).toBe("mirror");
  const broken = { ...cabins.mirror, zones: [{ ...cabins.mirror.zones[0], name: "" }] };
  expect(() => monitor.changeCabin(broken)).toThrow(/zones/);
});
