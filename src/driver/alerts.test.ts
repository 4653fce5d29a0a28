// Which events give alerts, how urgent they are, and when alerts are held back.

import { expect, test } from "vitest";
import { type ActionGroup, closedEyes, stillScript, turnedHead } from "../../drives/builder.ts";
import { monitorScript, STILL_BASELINE } from "../../drives/monitorScript.ts";
import { profiles } from "./profiles.ts";

const known = { baseline: STILL_BASELINE };

function alertsOf(actions: readonly ActionGroup[], seconds: number, profile = profiles.default) {
  return monitorScript(stillScript({ seconds, actions }), { ...known, profile }).alerts;
}

test("sleep gives a warning when it is recognised and every three seconds after it, until unresponsive outranks it", () => {
  const alerts = alertsOf([closedEyes(10, 11)], 25);
  expect(alerts.map(({ kind, level }) => [kind, level])).toEqual([
    ["microsleep", "warning"],
    ["sleep", "warning"],
    ["unresponsive", "warning"],
    ["unresponsive", "warning"],
  ]);
  const times = alerts.map(({ timestamp }) => timestamp - 10);
  for (const [k, due] of [1, 3, 6, 9].entries()) {
    expect(times[k]).toBeGreaterThanOrEqual(due - 0.1);
    expect(times[k]).toBeLessThan(due + 0.2);
  }
});

test("a look away soon after another one gives no second alert", () => {
  const looks = [10, 15.5, 21, 40].map((at): ActionGroup => turnedHead(at, 3.3, { yaw: 50 }));
  const profile = {
    ...profiles.default,
    distraction: { ...profiles.default.distraction, short: null },
    alerts: {
      ...profiles.default.alerts,
      kinds: {
        "long-distraction": {
          levels: ["caution" as const],
          speedFrom: 0,
          repeatAfter: null,
          quiet: 8,
        },
      },
    },
  };
  expect(alertsOf(looks, 50, profile).map(({ timestamp }) => Math.round(timestamp))).toEqual([
    13, 24, 43,
  ]);
});

test("below warnings, alerts are limited to the profile's number a minute", () => {
  const looks = Array.from(
    { length: 20 },
    (_, k): ActionGroup => turnedHead(5 + 6 * k, 3.3, { yaw: 50 }),
  );
  const kinds = {
    "long-distraction": { levels: ["caution" as const], speedFrom: 0, repeatAfter: null, quiet: 0 },
  };
  const profile = { ...profiles.default, alerts: { confidence: 0.5, perMinute: 3, kinds } };
  const times = alertsOf(looks, 130, profile).map(({ timestamp }) => timestamp);
  expect(times.length).toBeGreaterThan(5);
  for (const [k, time] of times.entries()) {
    expect(time - (times[k - 3] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(59);
  }
});

test("drowsiness that gets worse is raised from caution to warning at once", () => {
  const blinks = Array.from(
    { length: 37 },
    (_, k): ActionGroup => closedEyes(3 + 4 * k, k < 16 ? 0.42 : 0.8),
  );
  const alerts = alertsOf(blinks, 150).filter(({ kind }) => kind === "drowsiness");
  expect(alerts.map(({ level }) => level)).toEqual(["caution", "warning"]);
  expect(new Set(alerts.map(({ event }) => event)).size).toBe(1);
});

test("an event of too low confidence gives no alert", () => {
  const closed: ActionGroup = closedEyes(10, 2);
  const strict = { ...profiles.default, alerts: { ...profiles.default.alerts, confidence: 0.99 } };
  expect(alertsOf([closed], 20)).toHaveLength(1);
  expect(alertsOf([closed], 20, strict)).toEqual([]);
});

test("Euro NCAP: impairment from 50 km/h, sleep and distraction from 20 km/h", () => {
  const kindsAt = (speed: number, action: ActionGroup) =>
    monitorScript(stillScript({ seconds: 20, actions: [action], speed }), {
      ...known,
      profile: profiles["euro-ncap"],
    }).alerts.map(({ kind }) => kind);
  const microsleep: ActionGroup = closedEyes(10, 2);
  expect(kindsAt(45, microsleep)).toEqual([]);
  expect(kindsAt(55, microsleep)).toEqual(["microsleep"]);
  expect(kindsAt(25, closedEyes(10, 4))).toEqual(["sleep"]);
  expect(kindsAt(25, turnedHead(10, 4, { yaw: 50 }))).toEqual(["long-distraction"]);
});
