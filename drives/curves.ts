// Movements over time: minimum-jerk steps that add up, and smooth seeded noise.

import { randomFrom } from "../src/math/random.ts";

/** A quantity that changes by `by` within [at, at + over] seconds and stays there. */
export interface Step {
  readonly at: number;
  readonly over: number;
  readonly by: number;
}

/**
 * Progress 0..1 of a point-to-point movement after the share `x` of its time: the minimum-jerk curve of Flash
 * and Hogan (1985), which arm, head and lid movements follow. Speed and acceleration are 0 at both ends.
 */
export function minimumJerk(x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x * x * x * (10 + x * (6 * x - 15));
}

/** The argument in 0..1 at which a function that rises over 0..1 has a value. */
export function inverse(rising: (x: number) => number, value: number): number {
  let [low, high] = [0, 1];
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    if (rising(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The highest speed of a minimum-jerk movement, as a multiple of its mean speed. */
export const PEAK_SPEED = 1.875;

/** The value at second `t` of a quantity that starts at 0. Steps may overlap: the sum stays smooth. */
export function levelAt(steps: readonly Step[], t: number): number {
  let sum = 0;
  for (const { at, over, by } of steps) {
    if (t > at) sum += by * minimumJerk((t - at) / over);
  }
  return sum;
}

/** There and back: rises from `from` on within `rise` seconds, and falls within `fall` seconds until `to`. */
export function pulse(from: number, to: number, by: number, rise: number, fall: number): Step[] {
  return [
    { at: from, over: rise, by },
    { at: to - fall, over: fall, by: -by },
  ];
}

/** Waves in one stream of noise: enough that no period is seen. */
const WAVES = 9;

/**
 * Noise that is smooth at every scale: a sum of sines with frequencies within the band.
 *
 * @param deviation its standard deviation over time.
 * @param band hertz, lowest and highest.
 */
export function smoothNoise(
  seed: number,
  deviation: number,
  [low, high]: readonly [number, number],
): (t: number) => number {
  const random = randomFrom(seed);
  const amplitude = deviation * Math.sqrt(2 / WAVES);
  const waves = Array.from({ length: WAVES }, (_, k) => ({
    // One wave in each part of the band, so that no seed draws them all slow or all fast.
    turns: 2 * Math.PI * (low + ((high - low) * (k + random.next())) / WAVES),
    phase: random.between(0, 2 * Math.PI),
  }));
  return (t) =>
    amplitude * waves.reduce((sum, { turns, phase }) => sum + Math.sin(turns * t + phase), 0);
}
