// The monitor's reports of scripted drivers: each kind of event, and both sides of each threshold.

import { expect, test } from "vitest";
import {
  type ActionGroup,
  absent,
  closedEyes,
  darkness,
  hidden,
  type StillScriptOptions,
  stillScript,
  turnedHead,
  yawn,
} from "../../drives/builder.ts";
import { monitorScript, STILL_BASELINE } from "../../drives/monitorScript.ts";
import { observeScript } from "../../drives/observe.ts";
import type { DriverEventKind } from "../report.ts";
import { createDriverMonitor } from "./monitor.ts";

const known = { baseline: STILL_BASELINE };

/** A driver with a known baseline who does this after ten seconds. */
function doing(actions: readonly ActionGroup[], more: Partial<StillScriptOptions> = {}) {
  return monitorScript(stillScript({ actions, ...more }), known);
}

test("an awake driver gives no events", () => {
  const { events, alerts, report } = monitorScript(
    stillScript({ seconds: 30, actions: [] }),
    known,
  );
  expect(events).toEqual([]);
  expect(alerts).toEqual([]);
  expect(report.state).toBe("attentive");
  expect(report.attention).toBe("road");
});

test.each<[DriverEventKind, number, (at: number, seconds: number) => ActionGroup]>([
  ["blink", 0.2, closedEyes],
  ["long-blink", 0.7, closedEyes],
  ["microsleep", 2, closedEyes],
  ["sleep", 4, closedEyes],
  ["yawn", 5, yawn],
  ["long-distraction", 4, (at, seconds) => turnedHead(at, seconds, { yaw: 50 })],
  ["driver-absent", 8, absent],
  ["view-degraded", 12, (at, seconds) => hidden("eyes", at, seconds)],
])("one %s is one event with its start and end", (kind, seconds, make) => {
  for (const rate of [10, 15, 30]) {
    const { events } = doing([make(10, seconds)], { rate });
    expect(events.map((event) => event.kind)).toEqual([kind]);
    const [event] = events;
    // Half a frame, and what the noise moves a slow mouth by.
    const tolerance = 0.5 / rate + (kind === "yawn" ? 0.15 : 0.05);
    expect(Math.abs((event?.start ?? 0) - 10)).toBeLessThan(tolerance);
    expect(Math.abs((event?.end ?? 0) - 10 - seconds)).toBeLessThan(tolerance);
    expect(event?.confidence).toBeGreaterThan(0.6);
    expect(event?.evidence.valid).toBeGreaterThan(0);
  }
});

test.each<[number, DriverEventKind]>([
  [0.46, "blink"],
  [0.54, "long-blink"],
  [0.94, "long-blink"],
  [1.06, "microsleep"],
  [2.9, "microsleep"],
  [3.1, "sleep"],
])("eyes closed for %f s are a %s", (seconds, kind) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { events } = doing([closedEyes(10, seconds)], { seed });
    expect(events.map((event) => event.kind)).toEqual([kind]);
  }
});

test("one closure is one event that changes its kind as it grows", () => {
  const monitor = createDriverMonitor(known);
  const reported: string[] = [];
  const states: string[] = [];
  const script: StillScriptOptions = { seconds: 16, actions: [closedEyes(5, 4)] };
  for (const observation of observeScript(stillScript(script))) {
    const report = monitor.update(observation);
    reported.push(...report.changed.map(({ id, kind, end }) => `${id} ${kind} ${end === null}`));
    if (states.at(-1) !== report.state) states.push(report.state);
  }
  expect(reported).toEqual([
    "1 long-blink true",
    "1 microsleep true",
    "1 sleep true",
    "1 sleep false",
  ]);
  expect(states).toEqual(["attentive", "microsleep", "asleep", "attentive"]);
});

test.each([
  ["2.9 s away are not reported", 2.9, 0],
  ["3.1 s away are one", 3.1, 1],
])("long distraction: %s", (_, seconds, count) => {
  for (const look of [{ yaw: 50 }, { yaw: -50 }, { pitch: -30 }, { pitch: 40 }]) {
    for (const rate of [15, 30]) {
      const { of } = doing([turnedHead(10, seconds, look)], { rate });
      expect(of("long-distraction")).toHaveLength(count);
    }
  }
});

test("a look inside the limits of the road is not a distraction, one beyond them is", () => {
  expect(doing([turnedHead(10, 5, { yaw: 21 })]).events).toEqual([]);
  expect(doing([turnedHead(10, 5, { yaw: 29 })]).of("long-distraction")).toHaveLength(1);
});

test("the direction of a look is the driver's own left or right", () => {
  const monitor = createDriverMonitor(known);
  const details = [
    ...observeScript(stillScript({ seconds: 9, actions: [turnedHead(2, 5, { yaw: 50 })] })),
  ]
    .flatMap((observation) => monitor.update(observation).ongoing)
    .map((event) => event.detail);
  expect(details[0]).toEqual({ kind: "direction", direction: "left", by: "head" });
});

test.each([
  ["9.4 s in 30 s are not reported", 2.35, 1.5, 0],
  ["10.6 s in 30 s are one", 2.65, 1.5, 1],
  ["10.6 s with 2.2 s on the road in between are not reported", 2.65, 2.2, 0],
])("short repeated distraction: %s", (_, seconds, pause, count) => {
  const actions = [0, 1, 2, 3].map(
    (k): ActionGroup => turnedHead(10 + k * (seconds + pause), seconds, { yaw: 50 }),
  );
  const { of } = doing(actions);
  expect(of("short-distraction")).toHaveLength(count);
  expect(of("long-distraction")).toHaveLength(0);
});

test.each([
  [5.8, 0],
  [6.2, 1],
])("eyes away or closed for %f s: unresponsive %i times", (seconds, count) => {
  expect(doing([turnedHead(10, seconds, { yaw: 45 })]).of("unresponsive")).toHaveLength(count);
  expect(doing([closedEyes(10, seconds)]).of("unresponsive")).toHaveLength(count);
  const both: ActionGroup[] = [turnedHead(10, 3, { yaw: 45 }), closedEyes(12.8, seconds - 2.8)];
  expect(doing(both).of("unresponsive")).toHaveLength(count);
});

test("view: parts hidden for 5.5 s are not reported; for 12 s they are, within 10 s, with part and problem", () => {
  for (const part of ["eyes", "mouth", "face"] as const) {
    expect(doing([hidden(part, 10, 5.5)]).of("view-degraded")).toEqual([]);
    const { of, reportedAt, alerts } = doing([hidden(part, 10, 12)]);
    const events = of("view-degraded");
    expect(events.map(({ detail }) => detail)).toEqual([{ kind: "view", part, problem: "hidden" }]);
    expect(reportedAt.get(events[0]?.id ?? 0)).toBeLessThan(20);
    expect(alerts.map(({ level }) => level)).toEqual(["information"]);
  }
  const dark = doing([darkness(10, 12)]);
  expect(dark.events.map(({ kind, detail }) => [kind, detail])).toEqual([
    ["view-degraded", { kind: "view", part: "face", problem: "too-dark" }],
  ]);
});

test("a driver is absent after 3 s and not before", () => {
  expect(doing([absent(10, 2.8)]).events).toEqual([]);
  expect(doing([absent(10, 3.2)]).of("driver-absent")).toHaveLength(1);
});

test("yawns: a wide mouth for long, also behind a hand; neither talk nor a hidden mouth nor a short gape", () => {
  expect(doing([yawn(10, 1.7)]).events).toEqual([]);
  expect(doing([yawn(10, 2.4)]).of("yawn")).toHaveLength(1);
  expect(doing([{ do: "talk", at: 10, for: 30, loudness: 1.4 }]).events).toEqual([]);
  expect(doing([hidden("mouth", 10, 4)]).events).toEqual([]);
  const talkThenHand: ActionGroup[] = [
    { do: "talk", at: 10, for: 5, loudness: 1.4 },
    hidden("mouth", 14, 4),
  ];
  expect(doing(talkThenHand).events).toEqual([]);
  const open = doing([yawn(10, 5)]).of("yawn");
  const covered = doing([yawn(10, 5, "right")]).of("yawn");
  expect(covered).toHaveLength(1);
  expect(covered[0]?.confidence).toBeLessThan(open[0]?.confidence ?? 0);
  expect(covered[0]?.detail).toEqual({ kind: "behind-hand" });
});

test("lips that look closed while a hand half covers them do not end a yawn, clearly seen ones do", () => {
  const frames = observeScript(stillScript({ actions: [yawn(10, 5, "right")] }));
  const covered = frames.findIndex(({ face }) => face?.mouth.reason === "occluded");
  const kinds = (probability: number) => {
    const monitor = createDriverMonitor(known);
    const reports = frames.map((observation, k) => {
      const { face } = observation;
      if (face === null || k !== covered - 1) return monitor.update(observation);
      const landmarks = face.landmarks.map((landmark, i) =>
        i < 48 ? landmark : { ...landmark, probability },
      );
      const mouth = { openness: 0.1, valid: true };
      return monitor.update({ ...observation, face: { ...face, landmarks, mouth } });
    });
    return reports.flatMap(({ changed }) => changed.map(({ kind }) => kind));
  };
  expect(kinds(0.6)).toContain("yawn");
  expect(kinds(0.95)).not.toContain("yawn");
});

test("eyes pressed shut by a yawn are not a microsleep", () => {
  const { of } = doing([yawn(10, 4), closedEyes(10.8, 3)]);
  expect(of("yawn")).toHaveLength(1);
  expect(of("microsleep")).toEqual([]);
});

test("nodding off is reported, a look down and up with open eyes is not", () => {
  const nod = doing([{ do: "nod", at: 10, for: 2.5 }]);
  expect(nod.of("nod")).toHaveLength(1);
  expect(nod.of("nod")[0]?.start).toBeCloseTo(10, 0);
  const slowLook: ActionGroup[] = [0, 1, 2].map((k) => turnedHead(10 + 5 * k, 1.2, { pitch: -22 }));
  expect(doing(slowLook).events).toEqual([]);
  const afterLongLook = doing([
    turnedHead(10, 20, { pitch: -25 }),
    { do: "nod", at: 35, for: 2.5 },
  ]);
  expect(afterLongLook.of("nod").map(({ start }) => Math.round(start))).toEqual([35]);
});

test("drowsiness: heavy blinks of 10 % of a minute are reported, of 4 % are not", () => {
  const blinking = (closed: number) =>
    monitorScript(
      stillScript({
        seconds: 122,
        actions: Array.from({ length: 30 }, (_, k): ActionGroup => closedEyes(4 + 4 * k, closed)),
      }),
      known,
    );
  const drowsy = blinking(0.42);
  expect(drowsy.of("drowsiness")).toHaveLength(1);
  expect(drowsy.report.state).toBe("drowsy");
  expect(drowsy.report.perclos[0]?.value).toBeCloseTo(0.09, 1);
  expect(Math.abs((drowsy.report.blinkRate ?? 0) - 15)).toBeLessThan(1.5);
  expect(drowsy.alerts.map(({ level }) => level)).toEqual(["caution"]);
  expect(blinking(0.2).of("drowsiness")).toEqual([]);
});

test("eyes that cannot be seen count neither as open nor as closed", () => {
  // A third of each six seconds hidden, and eyes shut for 0.6 s of the rest: 0.6 of 4, not of 6.
  const actions = Array.from({ length: 15 }, (_, k): ActionGroup[] => [
    hidden("eyes", 2 + 6 * k, 2),
    closedEyes(5 + 6 * k, 0.64),
  ]).flat();
  const { report, of } = monitorScript(stillScript({ seconds: 92, actions, noise: 0.5 }), known);
  const [minute] = report.perclos;
  expect(minute?.coverage).toBeCloseTo(2 / 3, 1);
  expect(Math.abs((minute?.value ?? 0) - 0.58 / 4)).toBeLessThan(0.01);
  expect(of("microsleep")).toEqual([]);
});

test("hidden eyes, dark glasses and a lost face never lead to a closure or an alert above information", () => {
  for (const action of [
    hidden("eyes", 5, 40),
    hidden("face", 5, 40),
    darkness(5, 40),
    absent(5, 40),
  ] as const) {
    const { events, alerts } = doing([action]);
    expect(events.map(({ kind }) => kind)).not.toContain("sleep");
    expect(
      events.filter(({ kind }) => kind !== "view-degraded" && kind !== "driver-absent"),
    ).toEqual([]);
    expect(alerts.every(({ level }) => level === "information")).toBe(true);
  }
});

test("eyes that were closed when they became hidden are closed only as long as that was seen", () => {
  const { of, alerts } = doing([closedEyes(10, 6), hidden("eyes", 11.5, 5)]);
  expect(of("sleep")).toEqual([]);
  expect(of("microsleep")[0]?.end).toBeCloseTo(11.5, 1);
  expect(alerts.map(({ kind }) => kind)).toEqual(["microsleep"]);
});

test("a head turned away with unseen eyes is away, not asleep", () => {
  const { events } = doing([turnedHead(10, 5, { yaw: 75 })]);
  expect(events.map(({ kind }) => kind)).toEqual(["long-distraction"]);
});

test("a look down lowers the lids, and is not a closure", () => {
  const { events } = doing([turnedHead(10, 2.5, { pitch: -28 })]);
  expect(events).toEqual([]);
});
