// One frame measured relative to what is normal for the driver: eyes, mouth, head, and what cannot be seen.

import * as z from "zod";
import { lineOfSight } from "../eyes/lineOfSight.ts";
import {
  LANDMARK_COUNT,
  landmarkAt,
  MOUTH_CORNERS,
  OUTER_EYE_CORNERS,
  REGIONS,
} from "../landmarks/scheme68.ts";
import {
  type DriverBaseline,
  type DriverObservation,
  SIGHT_PROBLEMS,
  VIEW_PROBLEMS,
} from "../report.ts";
import type { Face } from "../result.ts";
import { nullableNumber, sightSchema } from "../schemas.ts";
import { attentionFields, measureAttention, UNKNOWN_ATTENTION } from "./attention.ts";
import { CALIBRATION, HEAD, VIEW } from "./constants.ts";
import {
  coveredEyes,
  eyesViewProblem,
  gazeLids,
  measureEyeClosure,
  openingProblem,
  visibility,
} from "./eyeClosure.ts";
import type { DriverProfile } from "./profile.ts";
import { measureSight, steadySight, steadySightSchema } from "./sight.ts";
import { attentionOutOfView, turnedFromViewSchema } from "./turnedFromView.ts";

const problem = z.enum(VIEW_PROBLEMS).nullable();

const NOSE_TIP = 30;

export const measuredSchema = z.object({
  time: z.number(),
  /** Whether the driver's face was found. */
  face: z.boolean(),
  dark: z.boolean(),
  /** Seconds since the last new image, once nothing can be known of the driver because of it; otherwise null. */
  noImageFor: nullableNumber.default(null),
  speed: nullableNumber,
  eyeClosure: nullableNumber,
  eyesProblem: problem,
  eyesConfidence: z.number(),
  /** See EyesMeasure. */
  lids: nullableNumber,
  lidDeviations: nullableNumber.default(null),
  gazeLids: z.object({ down: z.number(), shut: z.number() }).nullable().default(null),
  /** How many eyes something covers. */
  coveredEyes: z.number().default(0),
  mouthOpenness: nullableNumber,
  mouthProblem: problem,
  mouthConfidence: z.number(),
  /** Width of the mouth / distance between the outer eye corners; null when the mouth cannot be seen. */
  mouthWidth: nullableNumber.default(null),
  /** Angles relative to the neutral direction. */
  head: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }).nullable(),
  /** The head's yaw relative to the camera; null when the head's direction is unknown. */
  cameraYaw: nullableNumber.default(null),
  turnedFromView: turnedFromViewSchema.nullable().default(null),
  /** Where the eyes look in this frame, and why that is unknown. */
  sight: sightSchema.nullable().default(null),
  sightProblem: z.enum(SIGHT_PROBLEMS).nullable().default("no-network"),
  steadySight: steadySightSchema.nullable().default(null),
  ...attentionFields,
  occludedShare: nullableNumber,
  /** Why the whole face, the eyes and the mouth cannot be seen, even where a measure of them is known. */
  view: z.object({ face: problem, eyes: problem, mouth: problem }),
  /** Whether the tip of the nose is visible. */
  noseTip: z.boolean().default(false),
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
  if (isWithoutImage(observation)) return unseenFrame(observation);
  const frame = {
    time,
    noImageFor: null,
    speed: observation.speed ?? null,
    dark: brightness < profile.view.dark,
    face: face !== null,
  };
  if (face === null) {
    const nothing = frame.dark ? ("too-dark" as const) : ("unsure" as const);
    return {
      ...frame,
      ...NO_FACE,
      ...(!frame.dark && attentionOutOfView(time, before)),
      eyesProblem: nothing,
      mouthProblem: nothing,
      sightProblem: "no-head",
    };
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
  const line = lineOfSight(face);
  const { sight, problem: sightProblem } =
    line.known && !isKnown
      ? { sight: null, problem: "no-head" as const }
      : measureSight(face, line, baseline);
  const seenLids = gazeLids(face);
  const steady = steadySight(
    sight,
    { time, head, lidsDown: seenLids?.down ?? null },
    before?.steadySight ?? null,
    profile.attention.mostUncertainSight,
  );
  const lowered = line.known ? Math.max(0, (baseline?.gaze?.pitch ?? 0) - line.pitch) : null;
  const eyes = measureEyeClosure(
    face,
    baseline,
    { pitch: head?.pitch ?? 0, pitchRate: motion?.rate ?? 0, lowered, wereClosed, shut },
    profile,
  );
  const eyesView = darkened(eyesViewProblem(face));
  const mouthView = darkened(openingProblem(face.mouth, face, REGIONS.mouth));
  return {
    ...frame,
    eyeClosure: eyes.closure,
    eyesProblem: darkened(eyes.problem),
    eyesConfidence: eyes.confidence * weight,
    lids: eyes.lids,
    lidDeviations: eyes.lidDeviations,
    gazeLids: eyes.closure === null ? null : seenLids,
    coveredEyes: coveredEyes(face),
    mouthOpenness: face.mouth.openness,
    mouthProblem: mouthView,
    mouthConfidence: face.mouth.openness === null ? 0 : visibility(face, REGIONS.mouth),
    mouthWidth: face.mouth.openness === null ? null : mouthWidth(face),
    head,
    cameraYaw: head === null ? null : face.pose.yaw,
    turnedFromView: null,
    sight,
    sightProblem,
    steadySight: steady,
    ...measureAttention(head, steady, before, weight, profile),
    ...(head === null && steady === null && attentionOutOfView(time, before)),
    occludedShare,
    view: {
      face: faceProblem(occludedShare, eyesView, mouthView, profile),
      eyes: eyesView,
      mouth: mouthView,
    },
    noseTip: landmarkAt(face.landmarks, NOSE_TIP).probability >= VIEW.noseTip,
    motion,
    steadyYaw: isKnown ? steadyYaw(face.pose.yaw, time, before) : null,
  };
}

/** Whether the head's direction is known. */
export function hasDirection(face: Face, { attention, view }: DriverProfile): boolean {
  const { yaw, pitch } = face.pose.fit ?? face.pose.uncertainty;
  const hidden = face.landmarks.filter(({ occluded }) => occluded).length;
  return (
    Math.max(yaw, pitch) <= attention.mostUncertain && hidden < view.hiddenFace * LANDMARK_COUNT
  );
}

/** Whether the source has shown nothing new for so long that the driver may have changed unseen. */
export function isWithoutImage({ noImageFor = 0 }: Pick<DriverObservation, "noImageFor">): boolean {
  return noImageFor >= VIEW.noImage;
}

/** The measures of a time without a new image: none. */
export function unseenFrame({
  timestamp,
  speed = null,
  noImageFor = 0,
}: Pick<DriverObservation, "timestamp" | "noImageFor"> & {
  readonly speed?: number | null;
}): Measured {
  return {
    time: timestamp,
    noImageFor,
    speed,
    dark: false,
    face: false,
    ...NO_FACE,
    eyesProblem: "no-image",
    mouthProblem: "no-image",
    sightProblem: "no-head",
    view: { face: "no-image", eyes: "no-image", mouth: "no-image" },
  };
}

const NO_FACE = {
  eyeClosure: null,
  eyesConfidence: 0,
  lids: null,
  lidDeviations: null,
  gazeLids: null,
  coveredEyes: 0,
  mouthOpenness: null,
  mouthConfidence: 0,
  mouthWidth: null,
  head: null,
  cameraYaw: null,
  turnedFromView: null,
  sight: null,
  steadySight: null,
  ...UNKNOWN_ATTENTION,
  occludedShare: null,
  view: { face: null, eyes: null, mouth: null },
  noseTip: false,
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
