// The measures of one frame, as the parts of the monitor get them.

import * as z from "zod";
import { SIGHT_PROBLEMS, VIEW_PROBLEMS } from "../report.ts";
import { nullableNumber, sightSchema } from "../schemas.ts";
import { attentionFields } from "./attention.ts";
import type { DriverProfile } from "./profile.ts";
import { steadySightSchema } from "./sight.ts";
import { turnedFromViewSchema } from "./turnedFromView.ts";

const problem = z.enum(VIEW_PROBLEMS).nullable();

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
  /** Width of the mouth / distance between the centres of the eyes; null when the mouth cannot be seen. */
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
