// Fits how far heat-map peaks lie from their landmarks, by their height.

import { PEAK_ERROR_FREEDOM, type PeakErrorModel } from "../../src/landmarks/shapePrior.ts";

/** A peak on a validation photograph. */
export interface PeakError {
  readonly value: number;
  /** From the true landmark, heat-map pixels. */
  readonly distance: number;
}

const STEPS = 100;
/** Annotations are no better than this many heat-map pixels, so no peak is proven to be. */
const ANNOTATION_ERROR = 0.1;

/**
 * The log-linear scale of the peaks' errors under which they are most likely to be as far off as they are,
 * when errors in the plane follow Student's t: most peaks count nearly as they would under a normal
 * distribution, those far astray hardly. The negative logarithm of the likelihood is convex in both numbers;
 * Fisher scoring finds its minimum.
 *
 * @throws {RangeError} when there are no peaks.
 */
export function fitPeakError(peaks: readonly PeakError[]): PeakErrorModel {
  if (peaks.length === 0) throw new RangeError("There are no peaks to fit errors to.");
  let intercept = 1;
  let slope = 0;
  // With its information 4ν / (ν + 4) a peak, the same at every step, scoring is a regression on scores.
  const information = (4 * PEAK_ERROR_FREEDOM) / (PEAK_ERROR_FREEDOM + 4);
  const count = peaks.length;
  const middle = peaks.reduce((sum, { value }) => sum + Math.abs(value), 0) / count;
  const spread = peaks.reduce((sum, { value }) => sum + (Math.abs(value) - middle) ** 2, 0) / count;
  for (let step = 0; step < STEPS; step++) {
    let level = 0;
    let tilt = 0;
    for (const { value, distance } of peaks) {
      const height = Math.abs(value);
      const scale = Math.exp(intercept + slope * height);
      const surprise = (distance ** 2 + ANNOTATION_ERROR ** 2) / scale ** 2;
      const score = ((PEAK_ERROR_FREEDOM + 2) * surprise) / (PEAK_ERROR_FREEDOM + surprise) - 2;
      level += score / count;
      tilt += (score * (height - middle)) / count;
    }
    // Where all peaks are of one height there is no slope to learn; the trifle keeps it where it is.
    const turn = tilt / (information * (spread + 1e-6));
    slope += turn;
    intercept += level / information - turn * middle;
  }
  return { intercept: Number(intercept.toFixed(3)), slope: Number(slope.toFixed(3)) };
}
