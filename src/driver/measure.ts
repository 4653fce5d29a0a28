// One frame measured relative to what is normal for the driver: eyes, mouth, head, and what cannot be seen.

import * as z from "zod";
import {
  LANDMARK_COUNT,
  landmarkAt,
  MOUTH_CORNERS,
  OUTER_EYE_CORNERS,
  REGIONS,
} from "../landmarks/scheme68.ts";
import {
  ATTENTIONS,
  type DriverBaseline,
  type DriverObservation,
  VIEW_PROBLEMS,
} from "../report.ts";
import type { Face } from "../result.ts";
import { nullableNumber } from "../schemas.ts";
import { CALIBRATION, HEAD, TYPICAL_ERROR } from "./constants.ts";
import { eyesViewProblem, measureEyeClosure, openingProblem, visibility } from "./eyeClosure.ts";
import type { DriverProfile } from "./profile.ts";

const problem = z.enum(VIEW_PROBLEMS).nullable();

export const measuredSchema = z.object({
  time: z.number(),
  /** Whether the driver's face was found. */
  face: z.boolean(),
  dark: z.boolean(),
  speed: nullableNumber,
  eyeClosure: nullableNumber,
  eyesProblem: problem,
  eyesConfidence: z.number(),
  /** See EyesMeasure. */
  lids: nullableNumber,
  mouthOpenness: nullableNumber,
  mouthProblem: problem,
  mouthConfidence: z.number(),
  /** Width of the mouth / distance between the outer eye corners; null when the mouth cannot be seen. */
  mouthWidth: nullableNumber.default(null),
  /** Angles relative to the neutral direction. */
  head: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }).nullable(),
  attention: z.enum(ATTENTIONS),
  attentionConfidence: z.number(),
  occludedShare: nullableNumber,
  /** Why the whole face, the eyes and the mouth cannot be seen, even where a measure of them is known. */
  view: z.object({ face: problem, eyes: problem, mouth: problem }),
  /**
   * The head's pitch smoothed over time, how much this frame's pitch exceeds it, and its rate in degrees a second;
   * null when the head's direction is unknown.
   */
  motion: z.object({ pitch: z.number(), lead: z.number(), rate: z.number() }).nullable(),
  /** The head's yaw smoothed over time; null when the head's direction is unknown. */
  steadyYaw: nullableNumber.default(null),
});

/** A frame's measures. */
export type Measured = Readonly<z.infer<typeof measuredSchema>>;

/** What every part of the monitor gets with a frame. */
export interface FrameStep {
  readonly now: Measured;
  /** The frame before; null at the start and after a gap. */
  readonly before: Measured | null;
  readonly profile: DriverProfile;
}

/** The time between a frame and the one before. */
export interface FrameInterval {
  /** Null when there is no frame before or a gap lies between. */
  readonly from: number | null;
  readonly to: number;
}

export function frameInterval({ now, before }: FrameStep): FrameInterval {
  return { from: before?.time ?? null, to: now.time };
}

/** Whether a rule that holds from `speedFrom` km/h on is in force. An unknown speed puts every rule in force. */
export function isFastEnough({ now }: FrameStep, speedFrom: number): boolean {
  return now.speed === null || now.speed >= speedFrom;
}

/**
 * Confidence that a measured margin is above 0, for measures with this typical error: 0.5 at a margin of 0, 0.85 at
 * twice the error.
 */
export function marginConfidence(margin: number, error: number): number {
  return 1 / (1 + Math.exp((-1.7 * margin) / (2 * error)));
}

/** What is normal for the driver. */
export interface Normal {
  readonly baseline: DriverBaseline | null;
  /** False while the baseline is provisional. */
  readonly fixed: boolean;
  /** Openness of a shut eye as a share of the open eye's. */
  readonly shut: number;
}

/**
 * Measures a frame.
 *
 * @param wereClosed whether the eyes were closed in the frame before.
 */
export function measureFrame(
  observation: DriverObservation,
  { baseline, fixed, shut }: Normal,
  before: Measured | null,
  wereClosed: boolean,
  profile: DriverProfile,
): Measured {
  const { face, timestamp: time, brightness } = observation;
  const frame = {
    time,
    speed: observation.speed ?? null,
    dark: brightness < profile.view.dark,
    face: face !== null,
  };
  if (face === null) {
    const nothing = frame.dark ? ("too-dark" as const) : ("unsure" as const);
    return { ...frame, ...NO_FACE, eyesProblem: nothing, mouthProblem: nothing };
  }

  const weight = fixed ? 1 : CALIBRATION.provisionalConfidence;
  const occludedShare = face.landmarks.filter(({ occluded }) => occluded).length / LANDMARK_COUNT;
  /** In the dark, darkness is the reason for every problem. */
  const darkened = <P extends string>(found: P | null) =>
    found !== null && frame.dark ? ("too-dark" as const) : found;
  const isKnown = hasDirection(face, profile);
  const head =
    isKnown && baseline !== null
      ? {
          yaw: face.pose.yaw - baseline.yaw,
          pitch: face.pose.pitch - baseline.pitch,
          roll: face.pose.roll - baseline.roll,
        }
      : null;
  const motion = isKnown ? headMotion(face.pose.pitch, time, before) : null;
  const eyes = measureEyeClosure(
    face,
    baseline,
    { pitch: head?.pitch ?? 0, pitchRate: motion?.rate ?? 0, wereClosed, shut },
    profile,
  );
  const eyesView = darkened(eyesViewProblem(face));
  const mouthView = darkened(openingProblem(face.mouth));
  return {
    ...frame,
    eyeClosure: eyes.closure,
    eyesProblem: darkened(eyes.problem),
    eyesConfidence: eyes.confidence * weight,
    lids: eyes.lids,
    mouthOpenness: face.mouth.openness,
    mouthProblem: mouthView,
    mouthConfidence: face.mouth.openness === null ? 0 : visibility(face, REGIONS.mouth),
    mouthWidth: face.mouth.openness === null ? null : mouthWidth(face),
    head,
    ...attentionOf(head, before, weight, profile),
    occludedShare,
    view: {
      face: faceProblem(occludedShare, eyesView, mouthView, profile),
      eyes: eyesView,
      mouth: mouthView,
    },
    motion,
    steadyYaw: isKnown ? steadyYaw(face.pose.yaw, time, before) : null,
  };
}

/** Whether the head's direction is known. */
export function hasDirection(face: Face, { attention, view }: DriverProfile): boolean {
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
  mouthWidth: null,
  head: null,
  attention: "unknown",
  attentionConfidence: 0,
  occludedShare: null,
  view: { face: null, eyes: null, mouth: null },
  motion: null,
  steadyYaw: null,
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

/** Smooths the pitch and its rate with a first-order low-pass filter. */
function headMotion(pitch: number, time: number, before: Measured | null): Measured["motion"] {
  if (before === null || before.motion === null) return { pitch, lead: 0, rate: 0 };
  const elapsed = time - before.time;
  const weight = 1 - Math.exp(-elapsed / HEAD.motionTime);
  const smoothed = before.motion.pitch + weight * (pitch - before.motion.pitch);
  const rate = (smoothed - before.motion.pitch) / elapsed;
  return {
    pitch: smoothed,
    lead: pitch - smoothed,
    rate: before.motion.rate + weight * (rate - before.motion.rate),
  };
}

function steadyYaw(yaw: number, time: number, before: Measured | null): number {
  if (before === null || before.steadyYaw === null) return yaw;
  const weight = 1 - Math.exp(-(time - before.time) / HEAD.motionTime);
  return before.steadyYaw + weight * (yaw - before.steadyYaw);
}

function mouthWidth({ landmarks }: Face): number | null {
  const between = ([from, to]: readonly [number, number]) => {
    const [p, q] = [landmarkAt(landmarks, from), landmarkAt(landmarks, to)];
    return Math.hypot(p.x - q.x, p.y - q.y);
  };
  const eyes = between(OUTER_EYE_CORNERS);
  return eyes > 0 ? between(MOUTH_CORNERS) / eyes : null;
}

/** On the road or away from it, by limits around the neutral direction, with hysteresis. */
function attentionOf(
  head: Measured["head"],
  before: Measured | null,
  weight: number,
  { attention: limits }: DriverProfile,
): Pick<Measured, "attention" | "attentionConfidence"> {
  if (head === null) return { attention: "unknown", attentionConfidence: 0 };
  const beyond = Math.max(
    Math.abs(head.yaw) - limits.yaw,
    head.pitch - limits.up,
    -head.pitch - limits.down,
  );
  const isAway = beyond > (before?.attention === "away" ? -limits.hysteresis : 0);
  const margin = isAway ? beyond + limits.hysteresis : -beyond;
  return {
    attention: isAway ? "away" : "road",
    attentionConfidence: marginConfidence(margin, TYPICAL_ERROR.head) * weight,
  };
}
