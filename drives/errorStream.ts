// Errors of a measure over time: half of their variance is new in each frame, half lasts, as errors of a tracked face do.

import type { Random } from "../src/math/random.ts";

/** The error at the time of a frame, with deviation 1; times must rise. */
export type ErrorStream = (timestamp: number) => number;

/** Seconds for which the slow half lasts. */
const SLOW = 0.5;

/** Errors from a stream of random numbers, which other errors may share. */
export function errorStream(random: Random): ErrorStream {
  let slow = random.normal();
  let before = 0;
  return (timestamp) => {
    const keep = Math.exp(-(timestamp - before) / SLOW);
    before = timestamp;
    slow = keep * slow + Math.sqrt(1 - keep * keep) * random.normal();
    return Math.SQRT1_2 * (slow + random.normal());
  };
}
