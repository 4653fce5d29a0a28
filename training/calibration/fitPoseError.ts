// Fits what remains of the error of a pose beyond the uncertainty of its fit, so that both together are the real error.

import { ANGLES, type Angles } from "../../src/pose/poseCorrection.ts";
import type { KnownPose } from "./knownPoses.ts";

/** Larger errors, in degrees, are faces whose landmarks are wrong altogether: they are no part of a deviation. */
const LARGEST = 30;
const STEPS = 40;

/**
 * The remaining error: the one with which errors, divided by their joined standard deviations, have a mean square of 1.
 *
 * @param poses as reported: corrected, with the uncertainty of the fit alone.
 * @returns one standard deviation of each angle, degrees; 0 where the fit's own uncertainty is enough.
 */
export function fitPoseError(poses: readonly KnownPose[]): Angles {
  const [yaw = 0, pitch = 0, roll = 0] = ANGLES.map((angle) =>
    remainingError(
      poses.map(({ estimated, true: truth }) => ({
        error: wrapped(estimated[angle] - truth[angle]),
        fit: estimated.uncertainty[angle],
      })),
    ),
  );
  return { yaw, pitch, roll };
}

/** The share of errors within one and within two reported standard deviations; 0.68 and 0.95 for normal errors. */
export function sharesWithin(poses: readonly KnownPose[], error: Angles): [number, number] {
  const ratios = poses.flatMap(({ estimated, true: truth }) =>
    ANGLES.map((angle) => {
      const deviation = Math.hypot(estimated.uncertainty[angle], error[angle]);
      return Math.abs(wrapped(estimated[angle] - truth[angle])) / deviation;
    }),
  );
  const within = (most: number) => ratios.filter((ratio) => ratio <= most).length / ratios.length;
  return [within(1), within(2)];
}

function remainingError(all: readonly { readonly error: number; readonly fit: number }[]): number {
  const usual = all.filter(({ error }) => Math.abs(error) <= LARGEST);
  const meanSquare = (added: number) =>
    usual.reduce((sum, { error, fit }) => sum + error ** 2 / (fit ** 2 + added ** 2), 0) /
    usual.length;
  let [low, high] = [0, LARGEST];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (meanSquare(middle) > 1) low = middle;
    else high = middle;
  }
  return Number(high.toFixed(2));
}

function wrapped(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}
