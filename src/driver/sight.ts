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
  /** Another direction, seen with lids down: the beginning of a new look, or the middle of a blink. */
  candidate: z
    .object({ yaw: z.number(), pitch: z.number(), time: z.number() })
    .nullable()
    .default(null),
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
  const inHead = directionOf({
    yaw: unshrunk(sight.yaw - offset.yaw, sight.deviation, SIGHT.spread.yaw),
    pitch: unshrunk(sight.pitch - offset.pitch, sight.deviation, SIGHT.spread.pitch),
  });
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
 * An angle as the eyes show it. A network that answers with what is most likely shrinks its answer towards straight ahead:
 * by the share of its variance in that of all directions. Over many frames that would count again and again.
 */
function unshrunk(angle: number, deviation: number, spread: number): number {
  return angle / (1 - Math.min(SIGHT.mostShrunk, (deviation / spread) ** 2));
}

/** What else a frame shows that tells fixations, saccades and blinks apart. */
interface Moment {
  readonly time: number;
  /** The head's angles relative to the neutral direction; null when unknown. */
  readonly head: SightAngles | null;
  /** Probability that the lids are shut or lowered; null when unknown. */
  readonly lidsDown: number | null;
}

/**
 * Steadies the direction: while the eyes fixate, errors are averaged; a saccade is followed at once. While the eyes are not
 * seen, or hardly, the last direction is kept for as long as a blink, unless the head turns meanwhile. In the middle of a
 * blink lids hide most of the iris and the direction is anywhere: with lids down a new one counts once it is seen again.
 *
 * @param mostUncertain degrees from which a direction shows too little.
 */
export function steadySight(
  sight: DriverSight | null,
  now: Moment,
  before: SteadySight | null,
  mostUncertain: number,
): SteadySight | null {
  const { time, head } = now;
  const isSeen = sight !== null && sight.deviation <= mostUncertain;
  if (!isSeen && before !== null && isKept(before, now)) return before;
  if (sight === null) return null;
  const seen = { time, headYaw: head?.yaw ?? null, headPitch: head?.pitch ?? null };
  const begun = { ...sight, frames: 1, candidate: null, ...seen };
  if (before === null) return begun;
  if (isElsewhere(sight, before)) {
    const isDoubtful = (now.lidsDown ?? 0) > SIGHT.lidsDown && !isConfirmed(sight, time, before);
    if (!isDoubtful || !isKept(before, now)) return begun;
    const { yaw, pitch } = sight;
    return { ...before, candidate: { yaw, pitch, time } };
  }
  const frames = before.frames + 1;
  const weight = Math.max(1 / frames, 1 - Math.exp(-(time - before.time) / SIGHT.steadyTime));
  const steadied = (name: "yaw" | "pitch" | "deviation") =>
    before[name] + weight * (sight[name] - before[name]);
  return {
    yaw: steadied("yaw"),
    pitch: steadied("pitch"),
    deviation: steadied("deviation"),
    frames,
    candidate: null,
    ...seen,
  };
}

/** Whether a direction differs from another one by more than its error. */
function isElsewhere(sight: DriverSight, from: SightAngles): boolean {
  const jump = Math.hypot(sight.yaw - from.yaw, sight.pitch - from.pitch);
  return jump > Math.max(SIGHT.saccade, SIGHT.saccadeErrors * sight.deviation);
}

/** Whether a frame before has shown the same new direction. */
function isConfirmed(sight: DriverSight, time: number, { candidate }: SteadySight): boolean {
  return candidate !== null && time > candidate.time && !isElsewhere(sight, candidate);
}

function isKept(before: SteadySight, { time, head }: Moment): boolean {
  if (time - before.time > SIGHT.blink) return false;
  if (head === null || before.headYaw === null || before.headPitch === null) return true;
  return Math.hypot(head.yaw - before.headYaw, head.pitch - before.headPitch) <= SIGHT.headTurn;
}
