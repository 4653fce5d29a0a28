// Whether a frame's time follows the last one's, and what to make of it when it does not.

import type { ClockProblem } from "../report.ts";
import type { DriverProfile } from "./profile.ts";

/** How a frame's time relates to the last one's: null when it simply follows or is the first. */
export function readClock(
  last: number | null,
  time: number,
  { time: limits }: DriverProfile,
): ClockProblem | null {
  if (last === null) return null;
  if (time === last) return "repeated";
  if (time < last) return last - time > limits.resetBy ? "reset" : "backwards";
  return time - last > limits.longestGap ? "gap" : null;
}
