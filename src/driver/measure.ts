// One frame, measured against what is normal for the driver: eyes, mouth, direction, and what is in the way.

import * as z from "zod";
import { LANDMARK_COUNT, REGIONS } from "../landmarks/scheme68.ts";
import {
  ATTENTIONS,
  type DriverBaseline,
  type DriverObservation,
  VIEW_PROBLEMS,
} from "../report.ts";
import type { Face } from "../result.ts";
import { perhaps } from "../schemas.ts";
import { eyesViewProblem, measureEyeClosure, openingProblem, visibility } from "./eyeClosure.ts";
import { sureOf } from "./numbers.ts";
import type { DriverProfile } from "./profile.ts";

const problem = z.enum(VIEW_PROBLEMS).nullable();

export const measuredSchema = z.object({
  time: z.number(),
  face: z.boolean(),
  dark: z.boolean(),
  speed: perhaps,
  eyeClosure: perhaps,
  eyesProblem: problem,
  eyesConfidence: z.number(),
  /** See EyesMeasure. */
  lids: perhaps,
  mouthOpenness: perhaps,
  mouthProblem: problem,
  mouthConfidence: z.number(),
  head: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }).nullable(),
  attention: z.enum(ATTENTIONS),
  attentionConfidence: z.number(),
  occludedShare: perhaps,
  /** Why the face as a whole, the eyes and the mouth cannot be seen, whatever is known of their measures. */
  view: z.object({ face: problem, eyes: problem, mouth: problem }),
  /**
   * The head's pitch smoothed, by how much this frame's own pitch leads it, and how fast it changes, degrees a
   * second; null when the head's direction is unknown.
   */
  motion: z.object({ pitch: z.number(), lead: z.number(), rate: z.number() }).nullable(),
});

export type Measured = Readonly<z.infer<typeof measuredSchema>>;

/** What came before the frame. */
export interface Before {
  /** The frame before; null when there is none or a gap lies between. */
  readonly measured: Measured | null;
  /** Whether the eyes were closed in it. */
  readonly closing: boolean;
}

/** Seconds over which the head's motion is smoothed. */
const MOTION_TIME = 0.1;
/** Degrees by which a head's direction errs in most frames. */
const USUAL_ERROR = 2;
/** What measures are worth before the baseline is fixed. */
const PROVISIONAL = 0.75;

/** What is normal for the driver. */
export interface Normal {
  readonly baseline: DriverBaseline | null;
  /** False while it is a first guess. */
  readonly fixed: boolean;
  /** Openness of a shut eye as a share of the open one's. */
  readonly shut: number;
}

/** Measures a frame. */
export function measureFrame(
  observation: DriverObservation,
  { baseline, fixed, shut }: Normal,
  before: Before,
  profile: DriverProfile,
): Measured {
  const { face, timestamp: time, brightness } = observation;
  const frame = {
    time,
    speed: observation.speed ?? null,
    dark: brightness < profile.view.dark,
    face: face !== null,
  };
  const worth = fixed ? 1 : PROVISIONAL;
  if (face === null) {
    const nothing = frame.dark ? ("too-dark" as const) : ("unsure" as const);
    return { ...frame, ...NO_FACE, eyesProblem: nothing, mouthProblem: nothing };
  }

  const occludedShare = face.landmarks.filter(({ occluded }) => occluded).length / LANDMARK_COUNT;
  const darkened = <P extends string>(found: P | null) =>
    found !== null && frame.dark ? ("too-dark" as const) : found;
  const known = isDirected(face, profile);
  const head =
    known && baseline !== null
      ? {
          yaw: face.pose.yaw - baseline.yaw,
          pitch: face.pose.pitch - baseline.pitch,
          roll: face.pose.roll - baseline.roll,
        }
      : null;
  const motion = known ? motionOf(face.pose.pitch, time, before.measured) : null;
  const eyes = measureEyeClosure(
    face,
    baseline,
    { pitch: head?.pitch ?? 0, pitchRate: motion?.rate ?? 0, closing: before.closing, shut },
    profile,
  );
  const eyesView = darkened(eyesViewProblem(face));
  const mouthView = darkened(openingProblem(face.mouth));
  return {
    ...frame,
    eyeClosure: eyes.closure,
    eyesProblem: darkened(eyes.problem),
    eyesConfidence: eyes.confidence * worth,
    lids: eyes.lids,
    mouthOpenness: face.mouth.openness,
    mouthProblem: mouthView,
    mouthConfidence: face.mouth.openness === null ? 0 : visibility(face, REGIONS.mouth),
    head,
    ...attentionOf(head, before.measured, worth, profile),
    occludedShare,
    view: {
      face: faceProblem(occludedShare, eyesView, mouthView, profile),
      eyes: eyesView,
      mouth: mouthView,
    },
    motion,
  };
}

/** Whether it is known where the face points. */
export function isDirected(face: Face, { attention, view }: DriverProfile): boolean {
  const { yaw, pitch } = face.pose.uncertainty;
  const hidden = face.landmarks.filter(({ occluded }) => occluded).length;
  return (
    Math.max(yaw, pitch) <= attention.mostUncertain && hidden < view.hiddenFace * LANDMARK_COUNT
  );
}

const NO_FACE = {
  eyeClosure: null,
  eyesConfidence: 0,
  lids: null,
  mouthOpenness: null,
  mouthConfidence: 0,
  head: null,
  attention: "unknown",
  attentionConfidence: 0,
  occludedShare: null,
  view: { face: null, eyes: null, mouth: null },
  motion: null,
} as const;

function faceProblem(
  occludedShare: number,
  eyes: Measured["view"]["eyes"],
  mouth: Measured["view"]["mouth"],
  { view }: DriverProfile,
): Measured["view"]["face"] {
  if (eyes === "too-dark" && mouth === "too-dark") return "too-dark";
  return occludedShare >= view.hiddenFace ? "hidden" : null;
}

function motionOf(pitch: number, time: number, before: Measured | null): Measured["motion"] {
  if (before === null || before.motion === null) return { pitch, lead: 0, rate: 0 };
  const elapsed = time - before.time;
  const weight = 1 - Math.exp(-elapsed / MOTION_TIME);
  const smoothed = before.motion.pitch + weight * (pitch - before.motion.pitch);
  const rate = (smoothed - before.motion.pitch) / elapsed;
  return {
    pitch: smoothed,
    lead: pitch - smoothed,
    rate: before.motion.rate + weight * (rate - before.motion.rate),
  };
}

/** On the road or away, with hysteresis, by the limits around the neutral direction. */
function attentionOf(
  head: Measured["head"],
  before: Measured | null,
  worth: number,
  { attention: limits }: DriverProfile,
): Pick<Measured, "attention" | "attentionConfidence"> {
  if (head === null) return { attention: "unknown", attentionConfidence: 0 };
  const beyond = Math.max(
    Math.abs(head.yaw) - limits.yaw,
    head.pitch - limits.up,
    -head.pitch - limits.down,
  );
  const away = beyond > (before?.attention === "away" ? -limits.hysteresis : 0);
  const margin = away ? beyond + limits.hysteresis : -beyond;
  return {
    attention: away ? "away" : "road",
    attentionConfidence: sureOf(margin, 2 * USUAL_ERROR) * worth,
  };
}
