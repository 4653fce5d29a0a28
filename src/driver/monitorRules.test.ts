// Rules around the events: the eye-state network, speeds, profiles, and malformed numbers.

import { expect, test } from "vitest";
import {
  type ActionGroup,
  closedEyes,
  heavyLids,
  type StillScriptOptions,
  stillScript,
  turnedHead,
} from "../../drives/builder.ts";
import { monitorScript, STILL_BASELINE } from "../../drives/monitorScript.ts";
import { observeScript } from "../../drives/observe.ts";
import { createDriverMonitor } from "./monitor.ts";
import { profiles } from "./profiles.ts";

const known = { baseline: STILL_BASELINE };

test("the eye-state network corrects landmarks that do not follow the lid, and works alone", () => {
  const script: StillScriptOptions = {
    seconds: 20,
    actions: [closedEyes(10, 2)],
    person: { shutEye: 0.16 },
  };
  expect(monitorScript(stillScript(script), known).events).toEqual([]);
  const { events } = monitorScript(stillScript({ ...script, eyeState: true }), known);
  expect(events.map(({ kind }) => kind)).toEqual(["microsleep"]);
  const unknownEyes = { baseline: { ...STILL_BASELINE, leftEye: null, rightEye: null } };
  expect(
    monitorScript(stillScript({ ...script, eyeState: true, seconds: 14 }), unknownEyes).events[0]
      ?.kind,
  ).toBe("microsleep");
});

test("at low speed there is no distraction, and closures are reported without an alert", () => {
  const at = (speed: number, action: ActionGroup) =>
    monitorScript(stillScript({ seconds: 25, actions: [action], speed }), known);
  const look: ActionGroup = turnedHead(10, 8, { yaw: 50 });
  expect(at(15, look).events).toEqual([]);
  expect(at(25, look).events.map(({ kind }) => kind)).toEqual(["long-distraction", "unresponsive"]);
  const sleep: ActionGroup = closedEyes(10, 4);
  expect(at(15, sleep).of("sleep")).toHaveLength(1);
  expect(at(15, sleep).alerts).toEqual([]);
  expect(at(25, sleep).alerts.map(({ kind }) => kind)).toEqual(["microsleep", "sleep"]);
});

test.each([
  [30, 5.8, 0],
  [30, 6.2, 1],
  [60, 3.3, 0],
  [60, 3.7, 1],
])("EU 2023/2590 at %i km/h: %f s far down are %i events", (speed, seconds, count) => {
  const script: StillScriptOptions = {
    seconds: 25,
    actions: [turnedHead(10, seconds, { pitch: -60 })],
    speed,
  };
  const { events } = monitorScript(stillScript(script), {
    ...known,
    profile: profiles["eu-2023-2590"],
  });
  expect(events.map(({ kind }) => kind)).toEqual(Array(count).fill("long-distraction"));
});

test("an observation with NaN is refused with the field's name, and the state stays as it was", () => {
  const monitor = createDriverMonitor(known);
  const frames = observeScript(stillScript({ seconds: 1, actions: [] }));
  const [first, second] = frames;
  if (!first?.face || !second?.face) throw new Error("The script shows a face.");
  monitor.update(first);
  const before = JSON.stringify(monitor.save());
  const { face } = second;
  const broken: [string, object][] = [
    ["timestamp", { timestamp: Number.NaN }],
    ["brightness", { brightness: Number.NaN }],
    ["speed", { speed: Number.NaN }],
    ["face.pose.yaw", { face: { ...face, pose: { ...face.pose, yaw: Number.NaN } } }],
    [
      "face.eyes.left.openness",
      { face: { ...face, eyes: { ...face.eyes, left: { openness: Number.NaN, valid: true } } } },
    ],
    ["face.mouth.openness", { face: { ...face, mouth: { openness: Number.NaN, valid: true } } }],
    [
      "face.landmarks[3].x",
      {
        face: {
          ...face,
          landmarks: face.landmarks.map((l, k) => (k === 3 ? { ...l, x: Number.NaN } : l)),
        },
      },
    ],
  ];
  for (const [field, wrong] of broken) {
    expect(() => monitor.update({ ...second, ...wrong })).toThrow(
      new RegExp(field.replace(/[[\].]/g, "\\$&")),
    );
  }
  expect(JSON.stringify(monitor.save())).toBe(before);
});

test("an eye in which the network sees no eye is hidden, whatever its landmarks show", () => {
  const monitor = createDriverMonitor(known);
  const glare = { openness: 0.01, valid: true, closed: null };
  for (const frame of observeScript(stillScript({ seconds: 12, actions: [] }))) {
    const face = frame.face && { ...frame.face, eyes: { left: glare, right: glare } };
    const report = monitor.update({ ...frame, face });
    expect([report.eyeClosure, report.eyesProblem]).toEqual([null, "hidden"]);
    expect(report.alerts.every(({ level }) => level === "information")).toBe(true);
  }
  expect(monitor.finish().changed.map(({ detail }) => detail)).toEqual([
    { kind: "view", part: "eyes", problem: "hidden" },
  ]);
});

test("heavy lids for a long time are not sleep", () => {
  const droop: ActionGroup = heavyLids(10, 8, 0.6);
  const { events } = monitorScript(stillScript({ seconds: 25, actions: [droop] }), known);
  expect(events.filter(({ kind }) => kind === "microsleep" || kind === "sleep")).toEqual([]);
});
