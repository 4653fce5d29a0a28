// Builds scripts in code: a driver who does the scripted actions and nothing else. Actions are given by the times at
// which their effect begins and ends, not by the times of the whole movement.

import type { FacePart } from "../src/report.ts";
import { inverse, minimumJerk } from "./curves.ts";
import {
  type ActionInput,
  type DriverScript,
  driverScript,
  type ScriptInput,
} from "./driverScript.ts";
import { YAWN_WAY } from "./face.ts";
import { VIEW, YAWN } from "./groundTruthRules.ts";
import { HAND_WAY } from "./handsAndWorn.ts";
import { HEAD_LAG, headTurnSeconds, OUT_OF_SEAT } from "./headAndGaze.ts";
import type { Direction } from "./moment.ts";
import { brightnessOf, OUT_OF_SIGHT, TUNNEL_END } from "./motion.ts";
import { mouthOpennessOf } from "./movingHead.ts";
import { HAND_HIDES } from "./occlusion.ts";

/** Openness of the eyes and the mouth of `stillScript`'s driver. */
export const STILL_PERSON = { openEye: 0.3, shutEye: 0.035, restingMouth: 0.03 };

/** One action, or several that make one effect. */
export type ActionGroup = ActionInput | readonly ActionInput[];

/** The options of `stillScript`; `DriverScript` explains each. */
export interface StillScriptOptions
  extends Pick<Parameters<typeof driverScript>[0], "seed" | "worn" | "speed"> {
  /** Default: six more than the actions take. */
  readonly seconds?: number;
  /** Actions, or groups of them that belong together. */
  readonly actions?: readonly ActionGroup[];
  readonly person?: Partial<typeof STILL_PERSON>;
  /** The camera's place, degrees to the driver's left and up; straight ahead by default. */
  readonly camera?: { readonly aside: number; readonly above: number };
  /** Frames a second; default 30. */
  readonly rate?: number;
  readonly jitter?: number;
  readonly gaps?: readonly (readonly [from: number, to: number])[];
  /** Scale of the errors of all measures; default 1: openness 0.02, angles 1°. */
  readonly noise?: number;
  readonly eyeState?: boolean;
  /** Whether gaze is estimated, and with which errors; default not. */
  readonly gaze?: NonNullable<ScriptInput["analysis"]>["gaze"];
}

/** The script of a driver who sits still, looks straight ahead and blinks only in actions. */
export function stillScript({
  seconds,
  seed,
  worn,
  speed,
  actions = [],
  person,
  camera = { aside: 0, above: 0 },
  rate = 30,
  jitter = 0,
  gaps = [],
  noise = 1,
  eyeState = false,
  gaze,
}: StillScriptOptions): DriverScript {
  const all = actions.flat();
  return driverScript({
    seconds: seconds ?? Math.max(0, ...all.map(endOfInput)) + 6,
    seed,
    worn,
    speed,
    frames: { rate, jitter, gaps: gaps.map(([from, to]) => [from, to]) },
    person: { ...STILL_PERSON, ...person },
    involuntary: false,
    camera: { ...camera, headAt: [0, 0] },
    analysis: {
      landmarkError: 0,
      opennessError: 0.02 * noise,
      angleError: noise,
      eyeState,
      gaze,
    },
    actions: all,
  });
}

/** The second at which an action whose length is given ends. */
export function endOfInput({ at, for: seconds = 0 }: ActionInput): number {
  return at + seconds;
}

/** Seconds in which lids close and open fast. */
const LIDS = { closing: 0.07, opening: 0.12 };

/** Lids that are half closed at `at` and half open again after `seconds`. */
export function closedEyes(at: number, seconds: number): ActionInput {
  const { closing, opening } = LIDS;
  const start = Math.max(0, at - closing / 2);
  return { do: "close-eyes", at: start, for: at + seconds + opening / 2 - start, ...LIDS };
}

/** Heavy lids, closed by the share `depth` from `at` for `seconds`. */
export function heavyLids(at: number, seconds: number, depth: number): ActionInput {
  return { do: "close-eyes", at, for: seconds, depth, closing: 0.5, opening: 0.5 };
}

/** A head that turns together with the eyes. It is half turned at `at`, and half back after `seconds`. */
export function turnedHead(
  at: number,
  seconds: number,
  { yaw = 0, pitch = 0 }: Partial<Direction>,
): ActionInput {
  const turn = headTurnSeconds(Math.hypot(yaw, pitch));
  return {
    do: "glance",
    at: at - HEAD_LAG - turn / 2,
    for: seconds + turn + HEAD_LAG,
    to: { yaw, pitch },
    head: 1,
    eyesLead: false,
  };
}

/** A mouth that is open wide enough for a yawn from `at` for `seconds`, behind a hand or not. */
export function yawn(
  at: number,
  seconds: number,
  hand: "none" | "left" | "right" = "none",
): ActionInput {
  const wide = 0.85;
  const jaw = inverse((drop) => mouthOpennessOf({ jaw: drop }), YAWN.openness);
  const before = YAWN_WAY.opening * inverse(minimumJerk, jaw / wide);
  const after = YAWN_WAY.closing * (1 - inverse(minimumJerk, 1 - jaw / wide));
  const whole = seconds / (1 - before - after);
  return { do: "yawn", at: at - before * whole, for: whole, wide, hand };
}

/** Hands that hide a part of the face from `at` for `seconds`. */
export function hidden(part: FacePart, at: number, seconds: number): ActionInput[] {
  const arriving = inverse(minimumJerk, HAND_HIDES);
  const short = seconds / (1 - 2 * arriving * HAND_WAY.share);
  const whole =
    HAND_WAY.share * short < HAND_WAY.seconds ? short : seconds + 2 * arriving * HAND_WAY.seconds;
  const hand = { do: "hand", at: at - (whole - seconds) / 2, for: whole } as const;
  const eyes = { ...hand, side: "left", place: "eyes" } as const;
  const mouth = { ...hand, side: "right", place: "mouth" } as const;
  return part === "face" ? [eyes, mouth] : [part === "eyes" ? eyes : mouth];
}

/** A driver who is out of view from `at` for `seconds`. */
export function absent(at: number, seconds: number): ActionInput {
  const { aside, leaving, returning } = OUT_OF_SEAT;
  const before = leaving * inverse(minimumJerk, OUT_OF_SIGHT / aside);
  const after = returning * (1 - inverse(minimumJerk, 1 - OUT_OF_SIGHT / aside));
  return { do: "leave", at: at - before, for: before + seconds + after };
}

/** A cabin that is too dark to see anything from `at` for `seconds`. */
export function darkness(at: number, seconds: number): ActionInput {
  const light = 0.004;
  const left = inverse((share) => brightnessOf({ light: share, covered: 0 }), VIEW.dark);
  const before = TUNNEL_END * inverse(minimumJerk, (1 - left) / (1 - light));
  return { do: "tunnel", at: at - before, for: seconds + 2 * before, light };
}
