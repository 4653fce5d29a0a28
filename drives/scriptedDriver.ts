// A driver who does exactly what a script says, as the analysed frames that a camera would give of it: for tests
// of the monitor, where the truth must be known to the millisecond. scriptedTruth.ts tells it.
//
// Noise is put on the measures themselves (openness, angles), half of it new in each frame and half of it slow, as
// a tracked face's errors are; landmarks carry visibility alone.

import { faceBoxOf } from "../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../src/landmarks/meanShape.ts";
import { REGIONS } from "../src/landmarks/scheme68.ts";
import { type Random, randomFrom } from "../src/math/random.ts";
import type { DriverObservation } from "../src/report.ts";
import type { EyeOpenness, Face, Landmark, Openness } from "../src/result.ts";

/** What a driver does. Times in seconds; `at` and `seconds` are when it is half there and half gone. */
export type Action = { readonly at: number; readonly seconds: number } & (
  | { readonly does: "close-eyes" }
  /** Lids so heavy that they close this share of the eye. */
  | { readonly does: "droop"; readonly closure: number }
  /** Turns the head so many degrees from the neutral direction. */
  | { readonly does: "look"; readonly yaw?: number; readonly pitch?: number }
  /** Opens the mouth wide; a hand may cover it after some seconds, and the eyes may be pressed shut. */
  | { readonly does: "yawn"; readonly handAfter?: number; readonly squint?: boolean }
  | { readonly does: "talk" }
  /** The head sinks with the eyes closing and jerks up at the end. */
  | { readonly does: "nod"; readonly depth?: number }
  | { readonly does: "hide"; readonly part: "eyes" | "mouth" | "face" }
  | { readonly does: "leave" }
  /** The camera is covered, or the cabin dark. */
  | { readonly does: "darken" }
  /** The camera drops its frames. */
  | { readonly does: "drop-frames" }
);

/** How a driver looks to the camera. */
export interface Person {
  readonly openEye: number;
  readonly shutEye: number;
  readonly restingMouth: number;
  readonly yaw: number;
  readonly pitch: number;
}

export const USUAL_PERSON: Person = {
  openEye: 0.3,
  shutEye: 0.035,
  restingMouth: 0.03,
  yaw: 0,
  pitch: 0,
};

export interface Script {
  readonly seconds: number;
  readonly actions: readonly Action[];
  readonly person?: Partial<Person>;
  /** Frames a second; default 30. */
  readonly rate?: number;
  /** Time between frames varies by this share; default 0. */
  readonly jitter?: number;
  /** Scale of all noise; default 1: openness 0.02, angles 1°. */
  readonly noise?: number;
  readonly seed?: number;
  /** km/h; default unknown. */
  readonly speed?: (time: number) => number;
  /** Whether the eye-state network speaks too; default false. */
  readonly network?: boolean;
}

/** Seconds that lids, head and mouth take for their way. */
export const LID_CLOSES = 0.07;
export const LID_OPENS = 0.12;
export const HEAD_TURNS = 0.3;
const MOUTH_OPENS = 0.9;
/** A yawn's opening, and how deep a nod goes by default. */
const YAWN_OPENING = 0.45;
export const NOD_DEPTH = 20;
/** A nod's jerk up. */
export const NOD_JERK = 0.3;
/** The lid follows a head that goes down, a share for each degree. */
const LID_PER_DEGREE = 0.012;

/** The frames of a script, in order. */
export function* observe(script: Script): Generator<DriverObservation> {
  const { seconds, rate = 30, jitter = 0, seed = 1 } = script;
  const random = randomFrom(seed);
  const noise = noiseOf(random, script.noise ?? 1);
  for (let k = 0; k / rate < seconds; k++) {
    const time = (k + (jitter === 0 ? 0 : jitter * random.between(0, 0.9))) / rate;
    const errors = noise(1 / rate);
    if (doing(script, "drop-frames", time)) continue;
    yield observationAt(script, time, errors);
  }
}

type Errors = Readonly<Record<(typeof CHANNELS)[number], number>>;
const CHANNELS = ["left", "right", "mouth", "yaw", "pitch", "syllable"] as const;

/** White noise, and as much that lasts for half a second. */
function noiseOf(random: Random, scale: number): (elapsed: number) => Errors {
  const slow = CHANNELS.map(() => random.normal());
  return (elapsed) => {
    const keep = Math.exp(-elapsed / 0.5);
    const values = CHANNELS.map((_, k) => {
      slow[k] = keep * slow[k] + Math.sqrt(1 - keep * keep) * random.normal();
      return scale * Math.SQRT1_2 * (slow[k] + random.normal());
    });
    return Object.fromEntries(CHANNELS.map((name, k) => [name, values[k]])) as Errors;
  };
}

function observationAt(script: Script, time: number, errors: Errors): DriverObservation {
  const { actions } = script;
  const person = { ...USUAL_PERSON, ...script.person };
  const speed = script.speed === undefined ? {} : { speed: script.speed(time) };
  const dark = doing(script, "darken", time);
  const brightness = dark ? 0.01 : 0.4;
  const turn = sum(actions, (a) =>
    a.does === "look" ? (a.yaw ?? 0) * ramp(a, time, HEAD_TURNS) : 0,
  );
  const tilt = sum(actions, (a) =>
    a.does === "look"
      ? (a.pitch ?? 0) * ramp(a, time, HEAD_TURNS)
      : a.does === "nod"
        ? -(a.depth ?? NOD_DEPTH) * sinking(a, time)
        : 0,
  );
  const yaw = person.yaw + turn + errors.yaw;
  const pitch = person.pitch + tilt + errors.pitch;
  if (dark || doing(script, "leave", time) || Math.abs(yaw) > 85) {
    return { timestamp: time, face: null, brightness, ...speed };
  }

  const closure = Math.max(0, ...actions.map((action) => closureBy(action, time)));
  const lid = 1 - LID_PER_DEGREE * Math.min(Math.max(-tilt, 0), 40);
  const opening = person.shutEye + (person.openEye * lid - person.shutEye) * (1 - closure);
  const mouth =
    person.restingMouth +
    Math.max(0, ...actions.map((action) => mouthBy(action, time, errors.syllable)));
  const hidden = {
    eyes: hides(actions, "eyes", time),
    mouth: hides(actions, "mouth", time) || actions.some((action) => handBy(action, time)),
  };
  const face: Face = {
    ...BASE_FACE,
    landmarks: landmarksWith(hidden.eyes, hidden.mouth, hides(actions, "face", time)),
    pose: { ...BASE_FACE.pose, yaw, pitch },
    eyes: {
      left: eye(opening + 0.02 * errors.left, hidden.eyes, -yaw, pitch, closure, script),
      right: eye(opening + 0.02 * errors.right, hidden.eyes, yaw, pitch, closure, script),
    },
    mouth: part(mouth + 0.02 * errors.mouth, hidden.mouth, Math.abs(yaw) > 60),
  };
  return { timestamp: time, face, brightness, ...speed };
}

/** @param away degrees by which the head turns this eye out of view. */
function eye(
  openness: number,
  hidden: boolean,
  away: number,
  pitch: number,
  closure: number,
  { network = false }: Script,
): EyeOpenness {
  const turned = -away > 45 || away > 70 || Math.abs(pitch) > 45;
  const measured = part(openness, hidden, turned);
  if (!network) return measured;
  return { ...measured, closed: measured.valid ? 1 / (1 + Math.exp(-20 * (closure - 0.6))) : null };
}

function part(openness: number, hidden: boolean, turned: boolean): Openness {
  if (turned) return { openness: null, valid: false, reason: "turned-away" };
  if (hidden) return { openness: null, valid: false, reason: "occluded" };
  return { openness: Math.max(openness, 0), valid: true };
}

/** 0 before and after, 1 in between, half at the action's start and end. */
function ramp({ at, seconds }: Action, time: number, begins: number, ends = begins): number {
  const up = (time - at) / begins + 0.5;
  const down = (at + seconds - time) / ends + 0.5;
  return Math.min(Math.max(Math.min(up, down), 0), 1);
}

/** The head's way in a nod: down over the whole time but the jerk. */
function sinking({ at, seconds }: Action, time: number): number {
  const down = (time - at) / (seconds - NOD_JERK);
  const up = (at + seconds - time) / NOD_JERK;
  return Math.min(Math.max(Math.min(down, up), 0), 1);
}

function closureBy(action: Action, time: number): number {
  switch (action.does) {
    case "close-eyes":
      return ramp(action, time, LID_CLOSES, LID_OPENS);
    case "droop":
      return action.closure * ramp(action, time, 0.5);
    case "nod": {
      const { at, seconds } = action;
      const shut = { does: "close-eyes", at: at + 0.4, seconds: seconds - NOD_JERK - 0.4 } as const;
      return ramp(shut, time, 0.4, LID_OPENS);
    }
    case "yawn": {
      const { at, seconds } = action;
      if (action.squint !== true) return 0;
      return ramp({ does: "talk", at: at + 0.8, seconds: seconds - 1 }, time, 0.3);
    }
    default:
      return 0;
  }
}

function mouthBy(action: Action, time: number, chance: number): number {
  if (action.does === "yawn") return YAWN_OPENING * ramp(action, time, MOUTH_OPENS);
  if (action.does !== "talk" || !isDuring(action, time)) return 0;
  // Syllables, five a second, of which some are loud.
  return 0.25 * Math.abs(Math.sin(5 * Math.PI * time)) * (1 + 0.6 * Math.tanh(chance));
}

function handBy(action: Action, time: number): boolean {
  if (action.does !== "yawn" || action.handAfter === undefined) return false;
  return time >= action.at + action.handAfter && time < action.at + action.seconds + 0.6;
}

function hides(actions: readonly Action[], part: "eyes" | "mouth" | "face", time: number): boolean {
  return actions.some(
    (action) =>
      action.does === "hide" &&
      (action.part === part || action.part === "face") &&
      isDuring(action, time),
  );
}

function doing({ actions }: Script, does: Action["does"], time: number): boolean {
  return actions.some((action) => action.does === does && isDuring(action, time));
}

function isDuring({ at, seconds }: Action, time: number): boolean {
  return time >= at && time < at + seconds;
}

function sum(actions: readonly Action[], value: (action: Action) => number): number {
  return actions.reduce((total, action) => total + value(action), 0);
}

/** The mean face in the middle of a 320 × 240 image, 60 pixels per unit of the mean shape. */
const BASE_LANDMARKS = MEAN_SHAPE.map(
  ([x, y]): Landmark => ({
    x: 160 + 60 * x,
    y: 130 + 60 * y,
    occluded: false,
    probability: 0.96,
  }),
);

const BASE_FACE: Face = {
  box: faceBoxOf(BASE_LANDMARKS),
  score: 0.9,
  detectorScore: 0.8,
  landmarks: BASE_LANDMARKS,
  pose: {
    yaw: 0,
    pitch: 0,
    roll: 0,
    translation: [12, -7, 600],
    reprojectionError: 1.5,
    uncertainty: { yaw: 1.6, pitch: 1.7, roll: 0.7 },
  },
  eyes: { left: { openness: 0.3, valid: true }, right: { openness: 0.3, valid: true } },
  mouth: { openness: 0.02, valid: true },
};

/** The eight ways in which parts may be hidden, made once. */
const LANDMARKS: ReadonlyMap<string, readonly Landmark[]> = new Map(
  [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => {
    const [eyes, mouth, face] = [(bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0];
    const landmarks = BASE_FACE.landmarks.map((landmark, k): Landmark => {
      const isEye = k >= REGIONS.rightEye[0] && k < REGIONS.leftEye[1];
      const occluded = face || (eyes && isEye) || (mouth && k >= REGIONS.mouth[0]);
      return { ...landmark, occluded, probability: occluded ? 0.06 : 0.96 };
    });
    return [`${eyes} ${mouth} ${face}`, landmarks];
  }),
);

function landmarksWith(eyes: boolean, mouth: boolean, face: boolean): readonly Landmark[] {
  return LANDMARKS.get(`${eyes} ${mouth} ${face}`) as readonly Landmark[];
}
