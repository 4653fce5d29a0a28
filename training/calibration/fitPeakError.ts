// Fits the error of heat-map peaks as a function of their height.

import { PEAK_ERROR_FREEDOM, type PeakErrorModel } from "../../src/landmarks/shapePrior.ts";

/** A peak on a validation photograph. */
export interface PeakError {
  readonly value: number;
  /** Distance from the annotated landmark, heat-map pixels. */
  readonly distance: number;
}

const STEPS = 100;
/** The accuracy of annotations, heat-map pixels. Smaller errors of peaks cannot be measured. */
const ANNOTATION_ERROR = 0.1;

/**
 * Fits log(scale) = intercept + slope · |peak| by maximum likelihood. Errors in the plane follow Student's t distribution, so
 * that outliers have little weight. The negative log-likelihood is convex in both parameters; Fisher scoring finds its
 * minimum.
 *
 * @throws {RangeError} when there are no peaks.
 */
export function fitPeakError(peaks: readonly PeakError[]): PeakErrorModel {
  if (peaks.length === 0) throw new RangeError("There are no peaks to fit errors to.");
  let intercept = 1;
  let slope = 0;
  // The Fisher information of one peak is 4ν / (ν + 4) at every step, so each step is a linear regression on the scores.
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
    // The small constant keeps the slope unchanged when all peaks have the same height.
    const turn = tilt / (information * (spread + 1e-6));
    slope += turn;
    intercept += level / information - turn * middle;
  }
  return { intercept: Number(intercept.toFixed(3)), slope: Number(slope.toFixed(3)) };
}
