// Where the driver's eyes look relative to the road: line of sight, corrected by what calibration learned of this person,
// and steadied while the eyes fixate.

import * as z from "zod";
import {
  anglesOfDirection,
  directionOf,
  type LineOfSight,
  type SightAngles,
} from "../eyes/lineOfSight.ts";
import { rotateVector, rotateVectorBack, rotationFromAngles } from "../pose/rotation.ts";
import type { DriverBaseline, DriverSight, SightProblem } from "../report.ts";
import type { Face } from "../result.ts";
import { nullableNumber } from "../schemas.ts";
import { SIGHT } from "./constants.ts";

/** The eyes' direction over the current fixation, and what is needed to outlast a blink with it. */
export const steadySightSchema = z.object({
  yaw: z.number(),
  pitch: z.number(),
  deviation: z.number(),
  /** Frames of this fixation. */
  frames: z.int(),
  /** When the eyes were last seen, and where the head pointed then. */
  time: z.number(),
  headYaw: nullableNumber,
  headPitch: nullableNumber,
});

export type SteadySight = Readonly<z.infer<typeof steadySightSchema>>;

/**
 * Where the eyes look in one frame, in degrees from straight ahead of the driver.
 *
 * @param sight of the face.
 */
export function measureSight(
  { pose }: Pick<Face, "pose">,
  sight: LineOfSight,
  baseline: DriverBaseline | null,
): { readonly sight: DriverSight | null; readonly problem: SightProblem | null } {
  if (!sight.known) return { sight: null, problem: sight.reason };
  const offset = baseline?.gaze ?? null;
  if (baseline === null || offset === null) return { sight: null, problem: "not-calibrated" };
  const inHead = directionOf({ yaw: sight.yaw - offset.yaw, pitch: sight.pitch - offset.pitch });
  const inCamera = rotateVector(rotationFromAngles(pose), inHead);
  const ahead = rotateVectorBack(rotationFromAngles(baseline), inCamera);
  // Relative to the driver's own direction: what the average head gets wrong about a person is in both.
  const { yaw, pitch } = pose.fit ?? pose.uncertainty;
  return {
    sight: {
      ...anglesOfDirection(ahead),
      deviation: Math.hypot(sight.deviation, Math.max(yaw, pitch)),
    },
    problem: null,
  };
}

/**
 * Steadies the direction: while the eyes fixate, errors are averaged; a saccade is followed at once. Without sight the
 * last direction is kept for as long as a blink, unless the head turns meanwhile.
 *
 * @param head the head's angles relative to the neutral direction; null when unknown.
 */
export function steadySight(
  sight: DriverSight | null,
  time: number,
  head: SightAngles | null,
  before: SteadySight | null,
): SteadySight | null {
  if (sight === null) return before !== null && isKept(before, time, head) ? before : null;
  const seen = { time, headYaw: head?.yaw ?? null, headPitch: head?.pitch ?? null };
  const jump = before === null ? 0 : Math.hypot(sight.yaw - before.yaw, sight.pitch - before.pitch);
  const isSaccade = jump > Math.max(SIGHT.saccade, SIGHT.saccadeErrors * sight.deviation);
  if (before === null || isSaccade) return { ...sight, frames: 1, ...seen };
  const frames = before.frames + 1;
  const weight = Math.max(1 / frames, 1 - Math.exp(-(time - before.time) / SIGHT.steadyTime));
  const steadied = (name: "yaw" | "pitch" | "deviation") =>
    before[name] + weight * (sight[name] - before[name]);
  return {
    yaw: steadied("yaw"),
    pitch: steadied("pitch"),
    deviation: steadied("deviation"),
    frames,
    ...seen,
  };
}

function isKept(before: SteadySight, time: number, head: SightAngles | null): boolean {
  if (time - before.time > SIGHT.blink) return false;
  if (head === null || before.headYaw === null || before.headPitch === null) return true;
  return Math.hypot(head.yaw - before.headYaw, head.pitch - before.headPitch) <= SIGHT.headTurn;
}
