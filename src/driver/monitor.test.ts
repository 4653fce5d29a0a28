// What the monitor says of scripted drivers whose truth is known: each kind of event, and both sides of each threshold.

import { expect, test } from "vitest";
import { type Action, observe, type Script } from "../../drives/scriptedDriver.ts";
import { USUAL_BASELINE, watch } from "../../drives/watchDriver.ts";
import type { DriverEventKind } from "../report.ts";
import { createDriverMonitor } from "./monitor.ts";

const known = { baseline: USUAL_BASELINE };

/** A driver with a known baseline who does this after ten seconds. */
function doing(actions: readonly Action[], more: Partial<Script> = {}) {
  const ends = actions.map(({ at, seconds }) => at + seconds);
  return watch({ seconds: Math.max(...ends) + 6, actions, ...more }, known);
}

test("an awake driver gives no events", () => {
  const { events, alerts, report } = watch({ seconds: 30, actions: [] }, known);
  expect(events).toEqual([]);
  expect(alerts).toEqual([]);
  expect(report.state).toBe("attentive");
  expect(report.attention).toBe("road");
});

test.each<[DriverEventKind, Action]>([
  ["blink", { does: "close-eyes", at: 10, seconds: 0.2 }],
  ["long-blink", { does: "close-eyes", at: 10, seconds: 0.7 }],
  ["microsleep", { does: "close-eyes", at: 10, seconds: 2 }],
  ["sleep", { does: "close-eyes", at: 10, seconds: 4 }],
  ["yawn", { does: "yawn", at: 10, seconds: 5 }],
  ["long-distraction", { does: "look", at: 10, seconds: 4, yaw: 50 }],
  ["driver-absent", { does: "leave", at: 10, seconds: 8 }],
  ["view-degraded", { does: "hide", at: 10, seconds: 12, part: "eyes" }],
])("one %s is one event with its start and end", (kind, action) => {
  for (const rate of [10, 15, 30]) {
    const { events } = doing([action], { rate });
    expect(events.map((event) => event.kind)).toEqual([kind]);
    const [event] = events;
    // Half a frame, and what the noise moves a slow mouth by.
    const tolerance = 0.5 / rate + (kind === "yawn" ? 0.15 : 0.05);
    expect(Math.abs((event?.start ?? 0) - action.at)).toBeLessThan(tolerance);
    expect(Math.abs((event?.end ?? 0) - action.at - action.seconds)).toBeLessThan(tolerance);
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
    const { events } = doing([{ does: "close-eyes", at: 10, seconds }], { seed });
    expect(events.map((event) => event.kind)).toEqual([kind]);
  }
});

test("one closure is one event that changes its kind as it grows", () => {
  const monitor = createDriverMonitor(known);
  const told: string[] = [];
  const states: string[] = [];
  const script: Script = { seconds: 16, actions: [{ does: "close-eyes", at: 5, seconds: 4 }] };
  for (const observation of observe(script)) {
    const report = monitor.update(observation);
    told.push(...report.changed.map(({ id, kind, end }) => `${id} ${kind} ${end === null}`));
    if (states.at(-1) !== report.state) states.push(report.state);
  }
  expect(told).toEqual(["1 long-blink true", "1 microsleep true", "1 sleep true", "1 sleep false"]);
  expect(states).toEqual(["attentive", "microsleep", "asleep", "attentive"]);
});

test.each([
  ["2.9 s away are none", 2.9, 0],
  ["3.1 s away are one", 3.1, 1],
])("long distraction: %s", (_, seconds, count) => {
  for (const look of [{ yaw: 50 }, { yaw: -50 }, { pitch: -30 }, { pitch: 40 }]) {
    for (const rate of [15, 30]) {
      const { of } = doing([{ does: "look", at: 10, seconds, ...look }], { rate });
      expect(of("long-distraction")).toHaveLength(count);
    }
  }
});

test("a look inside the road's limits is none, one beyond them is", () => {
  expect(doing([{ does: "look", at: 10, seconds: 5, yaw: 21 }]).events).toEqual([]);
  expect(
    doing([{ does: "look", at: 10, seconds: 5, yaw: 29 }]).of("long-distraction"),
  ).toHaveLength(1);
});

test("the side of a look is told in the driver's own terms", () => {
  const monitor = createDriverMonitor(known);
  const details = [
    ...observe({ seconds: 9, actions: [{ does: "look", at: 2, seconds: 5, yaw: 50 }] }),
  ]
    .flatMap((observation) => monitor.update(observation).ongoing)
    .map((event) => event.detail);
  expect(details[0]).toEqual({ kind: "direction", direction: "left" });
});

test.each([
  ["9.4 s in 30 s are none", 2.35, 1.5, 0],
  ["10.6 s in 30 s are one", 2.65, 1.5, 1],
  ["10.6 s with 2.2 s on the road in between are none", 2.65, 2.2, 0],
])("short repeated distraction: %s", (_, seconds, pause, count) => {
  const actions = [0, 1, 2, 3].map(
    (k): Action => ({ does: "look", at: 10 + k * (seconds + pause), seconds, yaw: 50 }),
  );
  const { of } = doing(actions);
  expect(of("short-distraction")).toHaveLength(count);
  expect(of("long-distraction")).toHaveLength(0);
});

test.each([
  [5.8, 0],
  [6.2, 1],
])("eyes away or closed for %f s: unresponsive %i times", (seconds, count) => {
  expect(doing([{ does: "look", at: 10, seconds, yaw: 45 }]).of("unresponsive")).toHaveLength(
    count,
  );
  expect(doing([{ does: "close-eyes", at: 10, seconds }]).of("unresponsive")).toHaveLength(count);
  const both: Action[] = [
    { does: "look", at: 10, seconds: 3, yaw: 45 },
    { does: "close-eyes", at: 12.8, seconds: seconds - 2.8 },
  ];
  expect(doing(both).of("unresponsive")).toHaveLength(count);
});

test("view: parts hidden for 5.5 s are not told, for 7 s they are, within 10 s, with part and cause", () => {
  for (const part of ["eyes", "mouth", "face"] as const) {
    expect(doing([{ does: "hide", at: 10, seconds: 5.5, part }]).of("view-degraded")).toEqual([]);
    const { of, toldAt, alerts } = doing([{ does: "hide", at: 10, seconds: 12, part }]);
    const events = of("view-degraded");
    expect(events.map(({ detail }) => detail)).toEqual([{ kind: "view", part, problem: "hidden" }]);
    expect(toldAt.get(events[0]?.id ?? 0)).toBeLessThan(20);
    expect(alerts.map(({ level }) => level)).toEqual(["information"]);
  }
  const dark = doing([{ does: "darken", at: 10, seconds: 12 }]);
  expect(dark.events.map(({ kind, detail }) => [kind, detail])).toEqual([
    ["view-degraded", { kind: "view", part: "face", problem: "too-dark" }],
  ]);
});

test("a driver is absent after 3 s and not before", () => {
  expect(doing([{ does: "leave", at: 10, seconds: 2.8 }]).events).toEqual([]);
  expect(doing([{ does: "leave", at: 10, seconds: 3.2 }]).of("driver-absent")).toHaveLength(1);
});

test("yawns: a wide mouth for long, also behind a hand; neither talk nor a hidden mouth nor a short gape", () => {
  expect(doing([{ does: "yawn", at: 10, seconds: 1.7 }]).events).toEqual([]);
  expect(doing([{ does: "yawn", at: 10, seconds: 2.4 }]).of("yawn")).toHaveLength(1);
  expect(doing([{ does: "talk", at: 10, seconds: 30 }]).events).toEqual([]);
  expect(doing([{ does: "hide", at: 10, seconds: 4, part: "mouth" }]).events).toEqual([]);
  const talkThenHand: Action[] = [
    { does: "talk", at: 10, seconds: 5 },
    { does: "hide", at: 14, seconds: 4, part: "mouth" },
  ];
  expect(doing(talkThenHand).events).toEqual([]);
  const open = doing([{ does: "yawn", at: 10, seconds: 5 }]).of("yawn");
  const covered = doing([{ does: "yawn", at: 10, seconds: 5, handAfter: 1.3 }]).of("yawn");
  expect(covered).toHaveLength(1);
  expect(covered[0]?.confidence).toBeLessThan(open[0]?.confidence ?? 0);
  expect(covered[0]?.detail).toEqual({ kind: "behind-hand" });
});

test("eyes pressed shut by a yawn are no microsleep", () => {
  const { of } = doing([{ does: "yawn", at: 10, seconds: 4, squint: true }]);
  expect(of("yawn")).toHaveLength(1);
  expect(of("microsleep")).toEqual([]);
});

test("nodding off is told, a look down and up with open eyes is not", () => {
  const nod = doing([{ does: "nod", at: 10, seconds: 2.5 }]);
  expect(nod.of("nod")).toHaveLength(1);
  expect(nod.of("nod")[0]?.start).toBeCloseTo(10, 0);
  const slowLook: Action[] = [0, 1, 2].map((k) => ({
    does: "look",
    at: 10 + 5 * k,
    seconds: 1.2,
    pitch: -22,
  }));
  expect(doing(slowLook).events).toEqual([]);
  const afterLongLook = doing([
    { does: "look", at: 10, seconds: 20, pitch: -25 },
    { does: "nod", at: 35, seconds: 2.5 },
  ]);
  expect(afterLongLook.of("nod").map(({ start }) => Math.round(start))).toEqual([35]);
});

test("drowsiness: heavy blinks of 10 % of a minute are told, of 4 % are not", () => {
  const blinking = (closed: number) =>
    watch(
      {
        seconds: 122,
        actions: Array.from(
          { length: 30 },
          (_, k): Action => ({ does: "close-eyes", at: 4 + 4 * k, seconds: closed }),
        ),
      },
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
  const actions = Array.from({ length: 15 }, (_, k): Action[] => [
    { does: "hide", at: 2 + 6 * k, seconds: 2, part: "eyes" },
    { does: "close-eyes", at: 5 + 6 * k, seconds: 0.64 },
  ]).flat();
  const { report, of } = watch({ seconds: 92, actions, noise: 0.5 }, known);
  const [minute] = report.perclos;
  expect(minute?.coverage).toBeCloseTo(2 / 3, 1);
  expect(Math.abs((minute?.value ?? 0) - 0.58 / 4)).toBeLessThan(0.01);
  expect(of("microsleep")).toEqual([]);
});

test("hidden eyes, dark glasses and a lost face never lead to a closure or an alert above information", () => {
  for (const action of [
    { does: "hide", at: 5, seconds: 40, part: "eyes" },
    { does: "hide", at: 5, seconds: 40, part: "face" },
    { does: "darken", at: 5, seconds: 40 },
    { does: "leave", at: 5, seconds: 40 },
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
  const { of, alerts } = doing([
    { does: "close-eyes", at: 10, seconds: 6 },
    { does: "hide", at: 11.5, seconds: 5, part: "eyes" },
  ]);
  expect(of("sleep")).toEqual([]);
  expect(of("microsleep")[0]?.end).toBeCloseTo(11.5, 1);
  expect(alerts.map(({ kind }) => kind)).toEqual(["microsleep"]);
});

test("a head turned away with unseen eyes is away, not asleep", () => {
  const { events } = doing([{ does: "look", at: 10, seconds: 5, yaw: 75 }]);
  expect(events.map(({ kind }) => kind)).toEqual(["long-distraction"]);
});

test("a look down lowers the lids, and is no closure", () => {
  const { events } = doing([{ does: "look", at: 10, seconds: 2.5, pitch: -28 }]);
  expect(events).toEqual([]);
});
