// What the parts of the monitor are given with each frame.

import type { Measured } from "./measure.ts";
import type { DriverProfile } from "./profile.ts";
import type { Interval } from "./spans.ts";

/** A frame and the one before it. */
export interface Step {
  readonly now: Measured;
  /** Null at the start and after a gap. */
  readonly before: Measured | null;
  readonly profile: DriverProfile;
}

export function intervalOf({ now, before }: Step): Interval {
  return { from: before?.time ?? null, to: now.time };
}

/** Whether a rule for speeds from `speedFrom` holds; it does when the speed is not known. */
export function gateOpen({ now }: Step, speedFrom: number): boolean {
  return now.speed === null || now.speed >= speedFrom;
}
