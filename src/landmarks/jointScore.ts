// Whether a box holds a face: the detector's score and the refined face score together.

import { clamp } from "../math/statistics.ts";

/** Logistic regression on the log-odds of both scores; fitted on validation data, kept in the model card. */
export interface JointScoreSettings {
  readonly intercept: number;
  readonly detector: number;
  readonly refined: number;
}

/** Scores are limited to this distance from 0 and 1. */
const LEAST_DISTANCE = 0.001;

/**
 * The probability, 0..1, that a detected box holds a face.
 *
 * A high score of one makes up for a lower score of the other. Separate thresholds would lose blurred faces that
 * the landmarks confirm, and keep face-like patterns with two uncertain scores.
 *
 * @param detectorScore the detector's own score, 0..1.
 * @param refinedScore `faceScore` of the heat maps' peaks, 0..1.
 */
export function jointScore(
  detectorScore: number,
  refinedScore: number,
  { intercept, detector, refined }: JointScoreSettings,
): number {
  const logit = intercept + detector * logOdds(detectorScore) + refined * logOdds(refinedScore);
  return 1 / (1 + Math.exp(-logit));
}

/** log(p / (1 − p)), for scores of 0 and 1 too. */
export function logOdds(score: number): number {
  const p = clamp(score, LEAST_DISTANCE, 1 - LEAST_DISTANCE);
  return Math.log(p / (1 - p));
}
