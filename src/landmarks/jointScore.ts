// Whether a box holds a face, from both that looked at it: the detector's score and the refined one together.

/** Logistic regression on the log-odds of both scores; fitted on validation data, kept in the model card. */
export interface JointScoreSettings {
  readonly intercept: number;
  readonly detector: number;
  readonly refined: number;
}

/** Scores nearer to 0 or 1 than this say no more than this. */
const SUREST = 0.001;

/**
 * The probability, 0..1, that a detected box holds a face. A box that one of both is sure of passes with less from
 * the other: thresholds on each alone lose blurred faces that the landmarks confirm, and keep face-like
 * patterns that neither is sure of.
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
  const p = Math.min(1 - SUREST, Math.max(SUREST, score));
  return Math.log(p / (1 - p));
}
