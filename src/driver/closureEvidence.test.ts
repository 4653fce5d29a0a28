// What tells a microsleep from other closed or lowered lids: both sides of each threshold.

import { expect, test } from "vitest";
import { closedEyes, stillScript } from "../../drives/builder.ts";
import { STILL_BASELINE } from "../../drives/monitorScript.ts";
import { observeScript } from "../../drives/observe.ts";
import { eyeCenter } from "../eyes/eyeCenter.ts";
import { MOUTH_CORNERS } from "../landmarks/scheme68.ts";
import type { DriverBaseline, DriverObservation } from "../report.ts";
import type { Face } from "../result.ts";
import { createDriverMonitor } from "./monitor.ts";

type Change = (face: Face, time: number) => Face;

/** Second at which the eyes close. */
const CLOSING = 10;

interface Closure {
  readonly seconds: number;
  /** Changes the face besides. */
  readonly change?: Change;
  /** What is known of the driver; null for nothing. */
  readonly baseline?: DriverBaseline | null;
  /** The second of the drive at which the first frame is seen. */
  readonly from?: number;
}

/** Kinds of the closures of a still driver. */
function closuresOf({
  seconds,
  change = (face) => face,
  baseline = STILL_BASELINE,
  from = 0,
}: Closure): string[] {
  const monitor = createDriverMonitor({ baseline: baseline ?? undefined });
  const kinds = new Map<number, string>();
  const script = stillScript({
    noise: 0,
    seconds: CLOSING + 10,
    actions: seconds > 0 ? [closedEyes(CLOSING, seconds)] : [],
    eyeState: true,
  });
  const take = (observation: DriverObservation) => monitor.update(observation).changed;
  for (const observation of observeScript(script)) {
    if (observation.timestamp < from) continue;
    const face = observation.face && change(observation.face, observation.timestamp);
    for (const { id, kind } of take({ ...observation, face })) kinds.set(id, kind);
  }
  for (const { id, kind } of monitor.finish().changed) kinds.set(id, kind);
  return [...kinds.values()].filter((kind) => /blink|sleep/.test(kind));
}

/** How far something has come that lasts from one second to another, 0..1. */
const progress = (time: number, from: number, to: number) =>
  Math.min(Math.max((time - from) / (to - from), 0), 1);

/** A mouth of this width, as a share of the distance between the centres of the eyes. */
function mouthOf(face: Face, width: number): Face {
  const [p, q] = [eyeCenter(face.landmarks, "right"), eyeCenter(face.landmarks, "left")];
  const corners: readonly number[] = MOUTH_CORNERS;
  const half = (width * Math.hypot(q.x - p.x, q.y - p.y)) / 2;
  const [left] = corners;
  const y = face.landmarks[left ?? 0]?.y ?? 0;
  return {
    ...face,
    landmarks: face.landmarks.map((landmark, index) =>
      corners.includes(index)
        ? { ...landmark, x: (p.x + q.x) / 2 + (index === left ? -half : half), y }
        : landmark,
    ),
  };
}

/** An eye that something covers from a second on. */
function coveredFrom(face: Face, time: number, from: number): Face {
  if (time < from) return face;
  const { left, right } = face.eyes;
  const covered = {
    ...right,
    openness: null,
    closed: null,
    valid: false,
    reason: "occluded",
  } as const;
  return { ...face, eyes: { left, right: covered } };
}

/** A head turned by these degrees more. */
function turnedBy(face: Face, { yaw = 0, pitch = 0 }: { yaw?: number; pitch?: number }): Face {
  const { pose } = face;
  return { ...face, pose: { ...pose, yaw: pose.yaw + yaw, pitch: pose.pitch + pitch } };
}

/** Eyes that the network calls shut while the landmarks see the lids lowered by a share of the open eye. */
function loweredLids(face: Face, lowered: number): Face {
  const eye = (state: Face["eyes"]["left"]): Face["eyes"]["left"] =>
    (state.closed ?? 0) > 0.5 && state.openness !== null
      ? { ...state, openness: (1 - lowered) * 0.3 }
      : state;
  return { ...face, eyes: { left: eye(face.eyes.left), right: eye(face.eyes.right) } };
}

test.each([
  [2, 0.95, "microsleep"],
  [2, 0.99, "long-blink"],
  [4, 0.99, "sleep"],
])("laughing: eyes shut for %f s over a mouth of %f are a %s", (seconds, width, kind) => {
  expect(closuresOf({ seconds, change: (face) => mouthOf(face, width) })).toEqual([kind]);
});

test.each([
  [0.82, 0.86, "microsleep"],
  [0.78, 0.92, "long-blink"],
])("a mouth of %f that becomes %f wide while the eyes are shut: a %s", (usual, width, kind) => {
  const change: Change = (face, time) => mouthOf(face, time < CLOSING ? usual : width);
  expect(closuresOf({ seconds: 2, change })).toEqual([kind]);
});

test.each([
  { name: "covered as the eyes close", seconds: 2, from: CLOSING + 0.1, kind: "long-blink" },
  { name: "covered just before", seconds: 2, from: CLOSING - 0.5, kind: "long-blink" },
  { name: "covered long before, as by hair", seconds: 2, from: CLOSING - 5, kind: "microsleep" },
  { name: "covered at last", seconds: 2.4, from: CLOSING + 1.8, kind: "microsleep" },
  { name: "covered for as long as sleep", seconds: 4, from: CLOSING + 0.1, kind: "sleep" },
])("an eye of two that are shut is $name: $kind", ({ seconds, from, kind }) => {
  const change: Change = (face, time) => coveredFrom(face, time, from);
  expect(closuresOf({ seconds, change })).toEqual([kind]);
});

test.each([
  [2, 0.16, "microsleep"],
  [2, 0.08, "long-blink"],
  [4, 0.08, "long-blink"],
  [4, 0.16, "sleep"],
])(
  "eyes that the network calls shut for %f s while landmarks see lids lowered by %f are a %s",
  (seconds, lowered, kind) => {
    expect(closuresOf({ seconds, change: (face) => loweredLids(face, lowered) })).toEqual([kind]);
  },
);

test.each([
  [0.02, 0.06, "microsleep"],
  [0.06, 0.12, "long-blink"],
  [0.06, 0.2, "microsleep"],
  [null, 0.08, "microsleep"], // learned meanwhile: these eyes do not vary
])(
  "with open eyes that vary by %f, lids that landmarks see lowered by %f are a %s",
  (lidSpread, lowered, kind) => {
    const baseline = { ...STILL_BASELINE, lidSpread };
    expect(
      closuresOf({ seconds: 2, change: (face) => loweredLids(face, lowered), baseline }),
    ).toEqual([kind]);
  },
);

test.each([
  { name: "shut for a moment", from: 10, to: 10.16, shut: 0.3, lowered: 0.6, kinds: ["blink"] },
  { name: "lowered for a moment", from: 10, to: 10.16, shut: 0.05, lowered: 0.9, kinds: [] },
  { name: "half down for a moment", from: 10, to: 10.16, shut: 0.3, lowered: 0.3, kinds: [] },
  { name: "lowered for longer", from: 10, to: 10.6, shut: 0.3, lowered: 0.6, kinds: [] },
  { name: "down from the first frame on", from: 0, to: 0.16, shut: 0.3, lowered: 0.6, kinds: [] },
])(
  "lids $name by the gaze network, in eyes that the other network calls open: $kinds",
  ({ from, to, shut, lowered, kinds }) => {
    const change: Change = (face, time) => {
      const lids =
        time >= from && time < to
          ? { shut, lowered, squinting: 0, open: 1 - shut - lowered }
          : { shut: 0, lowered: 0.1, squinting: 0, open: 0.9 };
      const { left, right } = face.eyes;
      return { ...face, eyes: { left: { ...left, lids }, right: { ...right, lids } } };
    };
    expect(closuresOf({ seconds: 0, change })).toEqual(kinds);
  },
);

test("a blink that both networks see counts once", () => {
  const change: Change = (face) => {
    const shut = (face.eyes.left.closed ?? 0) > 0.5 ? 0.9 : 0;
    const lids = { shut, lowered: 0.05, squinting: 0, open: 0.95 - shut };
    const { left, right } = face.eyes;
    return { ...face, eyes: { left: { ...left, lids }, right: { ...right, lids } } };
  };
  expect(closuresOf({ seconds: 0.2, change })).toEqual(["blink"]);
});

test.each([
  ["turns aside by 6°", { yaw: 6 }, "sleep"],
  ["turns aside by 10°", { yaw: 10 }, "long-blink"],
  ["rises by 6°", { pitch: 6 }, "sleep"],
  ["rises by 10°", { pitch: 10 }, "long-blink"],
  ["sinks by 25°", { pitch: -25 }, "sleep"],
])(
  "eyes shut for 4 s while the head %s",
  (_, { yaw = 0, pitch = 0 }: { yaw?: number; pitch?: number }, kind) => {
    const moving: Change = (face, time) => {
      const share = progress(time, CLOSING, CLOSING + 0.7);
      return turnedBy(face, { yaw: share * yaw, pitch: share * pitch });
    };
    expect(closuresOf({ seconds: 4, change: moving })).toEqual([kind]);
  },
);

test("a microsleep stays one when the driver wakes and the head rises before the eyes open", () => {
  const waking: Change = (face, time) =>
    turnedBy(face, {
      pitch: -20 * (progress(time, CLOSING, CLOSING + 1.5) - progress(time, 11.7, 12)),
    });
  expect(closuresOf({ seconds: 2, change: waking })).toEqual(["microsleep"]);
});

test.each([
  [2, -8, "microsleep"],
  [2, -12, "long-blink"],
  [4, -12, "sleep"],
])(
  "eyes shut for %f s with the head at %f° before they closed are a %s",
  (seconds, pitch, kind) => {
    expect(closuresOf({ seconds, change: (face) => turnedBy(face, { pitch }) })).toEqual([kind]);
  },
);

test.each([
  [2.8, "long-blink"],
  [3.2, "sleep"],
])(
  "eyes that have not been seen open, shut for %f s from the first frame on, are a %s",
  (seconds, kind) => {
    expect(closuresOf({ seconds: seconds + 0.2, baseline: null, from: CLOSING + 0.2 })).toEqual([
      kind,
    ]);
  },
);

test.each([
  [0.6, "long-blink"],
  [1.6, "microsleep"],
])(
  "eyes seen open for %f s before they are shut for 2 s: a %s, because there must be something to compare with",
  (open, kind) => {
    expect(closuresOf({ seconds: 2, baseline: null, from: CLOSING - open })).toEqual([kind]);
  },
);

test("a monitor that was saved without this evidence opens, and goes on", () => {
  const monitor = createDriverMonitor({ baseline: STILL_BASELINE });
  const script = stillScript({ noise: 0, actions: [closedEyes(CLOSING, 2)], eyeState: true });
  const observations = observeScript(script);
  const split = observations.findIndex(({ timestamp }) => timestamp > CLOSING - 1);
  for (const observation of observations.slice(0, split)) monitor.update(observation);
  const text = JSON.stringify(monitor.save(), (name, value) =>
    ["evidence", "openTime", "usualMouth", "mouthWidth", "steadyYaw"].includes(name) &&
    value?.frames === undefined
      ? undefined
      : value,
  );
  expect(text).not.toMatch(/openTime|lidFrames|usualMouth|mouthWidth|steadyYaw/);
  const restored = createDriverMonitor({ saved: JSON.parse(text) });
  const kinds = observations
    .slice(split)
    .flatMap((observation) => restored.update(observation).changed.map(({ kind }) => kind));
  expect(kinds.at(-1)).toBe("microsleep");
});
