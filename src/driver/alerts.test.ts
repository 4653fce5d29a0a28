// When the monitor speaks, how urgently, and when it keeps quiet.

import { expect, test } from "vitest";
import type { Action } from "../../drives/scriptedDriver.ts";
import { USUAL_BASELINE, watch } from "../../drives/watchDriver.ts";
import { profiles } from "./profiles.ts";

const known = { baseline: USUAL_BASELINE };

function alertsOf(actions: readonly Action[], seconds: number, profile = profiles.default) {
  return watch({ seconds, actions }, { ...known, profile }).alerts;
}

test("sleep is warned of when it is reached and again every three seconds, then unresponsive outranks it", () => {
  const alerts = alertsOf([{ does: "close-eyes", at: 10, seconds: 11 }], 25);
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

test("looks away soon after another one are not spoken of each time", () => {
  const looks = [10, 15.5, 21, 40].map(
    (at): Action => ({ does: "look", at, seconds: 3.3, yaw: 50 }),
  );
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

test("below warnings, no more than the profile's number a minute", () => {
  const looks = Array.from(
    { length: 20 },
    (_, k): Action => ({ does: "look", at: 5 + 6 * k, seconds: 3.3, yaw: 50 }),
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

test("drowsiness that grows worse is raised from caution to warning at once", () => {
  const blinks = Array.from(
    { length: 40 },
    (_, k): Action => ({
      does: "close-eyes",
      at: 3 + 4 * k,
      seconds: k < 16 ? 0.42 : 0.8,
    }),
  );
  const alerts = alertsOf(blinks, 150).filter(({ kind }) => kind === "drowsiness");
  expect(alerts.map(({ level }) => level)).toEqual(["caution", "warning"]);
  expect(new Set(alerts.map(({ event }) => event)).size).toBe(1);
});

test("an event that is not sure enough gives none", () => {
  const closed: Action = { does: "close-eyes", at: 10, seconds: 2 };
  const strict = { ...profiles.default, alerts: { ...profiles.default.alerts, confidence: 0.99 } };
  expect(alertsOf([closed], 20)).toHaveLength(1);
  expect(alertsOf([closed], 20, strict)).toEqual([]);
});

test("Euro NCAP: impairment from 50 km/h, sleep and distraction from 20 km/h", () => {
  const kindsAt = (speed: number, action: Action) =>
    watch(
      { seconds: 20, actions: [action], speed: () => speed },
      { ...known, profile: profiles["euro-ncap"] },
    ).alerts.map(({ kind }) => kind);
  const microsleep: Action = { does: "close-eyes", at: 10, seconds: 2 };
  expect(kindsAt(45, microsleep)).toEqual([]);
  expect(kindsAt(55, microsleep)).toEqual(["microsleep"]);
  expect(kindsAt(25, { does: "close-eyes", at: 10, seconds: 4 })).toEqual(["sleep"]);
  expect(kindsAt(25, { does: "look", at: 10, seconds: 4, yaw: 50 })).toEqual(["long-distraction"]);
});
