import { expect, test } from "vitest";
import { testScript } from "../testing/testScript.ts";
import type { DriverAction } from "./actions.ts";
import type { ActionInput } from "./driverScript.ts";
import { groundTruthEvents } from "./groundTruth.ts";
import { CLOSURE, DISTRACTION, DROWSINESS, NOD, ROAD, VIEW, YAWN } from "./groundTruthRules.ts";
import { motionOf } from "./motion.ts";

/** Scripts end soon after their last action: the shorter, the faster. */
const eventsOf = (actions: readonly ActionInput[]) => {
  const seconds = Math.max(...actions.map(({ at, for: lasts = 10 }) => at + lasts)) + 2;
  return groundTruthEvents(testScript(actions, { seconds }));
};
const kindsOf = (actions: readonly ActionInput[]) =>
  new Set(eventsOf(actions).map(({ kind, detail }) => (detail ? `${kind} ${detail}` : kind)));

test("an attentive driver only blinks, also with short looks about", () => {
  expect([
    ...kindsOf([
      { do: "glance", at: 5, to: "mirror" },
      { do: "glance", at: 15, to: "instruments" },
      { do: "talk", at: 20, for: 6 },
      { do: "second-person", at: 28 },
    ]),
  ]).toEqual(["blink"]);
});

test.each<[string, ActionInput[]]>([
  ["long-blink", [{ do: "long-blink", at: 2, for: 0.9 }]],
  ["microsleep", [{ do: "microsleep", at: 2, for: 2.2 }]],
  ["sleep", [{ do: "sleep", at: 2, for: 5 }]],
  ["unresponsive", [{ do: "sleep", at: 2, for: 8 }]],
  ["drowsiness", [20, 23, 26, 29].map((at): ActionInput => ({ do: "microsleep", at }))],
  ["yawn", [{ do: "yawn", at: 2 }]],
  ["yawn", [{ do: "yawn", at: 2, hand: "left" }]],
  ["nod", [{ do: "nod", at: 2 }]],
  ["long-distraction", [{ do: "glance", at: 2, for: 5, to: "knee" }]],
  [
    "short-distraction",
    [0, 1, 2, 3, 4, 5].map(
      (k): ActionInput => ({ do: "glance", at: 2 + 3.4 * k, for: 2.4, to: "console" }),
    ),
  ],
  ["view-degraded eyes", [{ do: "put-on", at: 2, what: "sunglasses" }]],
  ["view-degraded eyes", [{ do: "hand", at: 2, for: 9, place: "eyes" }]],
  ["view-degraded mouth", [{ do: "put-on", at: 2, what: "mask" }]],
  ["view-degraded mouth", [{ do: "hand", at: 2, for: 9, place: "mouth" }]],
  ["view-degraded face", [{ do: "cover-camera", at: 2 }]],
  ["view-degraded face", [{ do: "tunnel", at: 2 }]],
  [
    "view-degraded face",
    [
      { do: "put-on", at: 2, what: "sunglasses" },
      { do: "put-on", at: 5, what: "mask" },
    ],
  ],
  ["driver-absent", [{ do: "leave", at: 2, for: 8 }]],
])("%s follows from its action", (kind, actions) => {
  expect(kindsOf(actions)).toContain(kind);
});

test("a closure lasts from 65 % closed to 45 % closed, on the curve of the lids", () => {
  const script = testScript([{ do: "microsleep", at: 2, for: 2 }], { seconds: 6 });
  const event = groundTruthEvents(script).find(({ kind }) => kind === "microsleep");
  const closure = (t = Number.NaN) => motionOf(script)(t).closure;
  expect(closure(event?.start)).toBeCloseTo(0.65, 1);
  expect(closure(event?.end)).toBeCloseTo(0.45, 1);
  expect(event?.start).toBeGreaterThan(2.1);
  expect(event?.end).toBeLessThan(4);
});

/** The shortest and longest action of a kind, a tenth of a second apart, that fall on either side of a threshold. */
function bracket(
  make: (seconds: number) => ActionInput,
  kind: string,
  from: number,
): [number, number] {
  for (let seconds = from; seconds < from + 6; seconds += 0.1) {
    if (eventsOf([make(seconds)]).some((event) => event.kind === kind)) {
      return [seconds - 0.1, seconds];
    }
  }
  throw new Error(`No ${kind} found.`);
}

test.each<[string, string, DriverAction["do"], number, number]>([
  ["microsleep", "after 1 s closed", "microsleep", 1.05, 1],
  ["sleep", "after 3 s closed", "sleep", 3.05, 3],
  ["driver-absent", "after 3 s away", "leave", 3, 3],
])("%s begins %s, on both sides of the threshold", (kind, _when, action, from, threshold) => {
  const make = (seconds: number) => ({ do: action, at: 2, for: seconds }) as ActionInput;
  const [under, over] = bracket(make, kind, from);
  expect(eventsOf([make(under)]).some((event) => event.kind === kind)).toBe(false);
  const event = eventsOf([make(over)]).find((one) => one.kind === kind);
  const seconds = (event?.end ?? 0) - (event?.start ?? 0);
  expect(seconds).toBeGreaterThanOrEqual(threshold - 1e-6);
  expect(seconds).toBeLessThan(threshold + 0.12);
});

test("looks of under three seconds are not a long distraction, and two seconds back on the road reset", () => {
  expect(kindsOf([{ do: "glance", at: 2, for: 2.9, to: "knee" }])).not.toContain(
    "long-distraction",
  );
  const apart = [0, 1, 2, 3, 4].map(
    (k): ActionInput => ({ do: "glance", at: 2 + 5.5 * k, for: 2.8, to: "console" }),
  );
  expect(kindsOf(apart)).not.toContain("short-distraction");
});

test("no driver profile changes the ground truth: its numbers are fixed", () => {
  expect({ CLOSURE, DISTRACTION, DROWSINESS, NOD, ROAD, VIEW, YAWN }).toEqual({
    CLOSURE: { from: 0.65, until: 0.45, longBlink: 0.5, microsleep: 1, sleep: 3 },
    DISTRACTION: { long: 3, short: { total: 10, window: 30, reset: 2 }, unresponsive: 6 },
    DROWSINESS: { closure: 0.8, window: 60, from: 0.08, until: 0.06, coverage: 0.5 },
    NOD: { degrees: 12, seconds: 6 },
    ROAD: { yaw: 25, up: 20, down: 15 },
    VIEW: { degraded: 6, dark: 0.06, covered: 0.5, absent: 3 },
    YAWN: { openness: 0.25, seconds: 2 },
  });
});
