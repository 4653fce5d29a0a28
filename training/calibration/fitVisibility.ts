// Fits the probability of visibility to signed peaks, and the threshold of "occluded".

import {
  type OcclusionCalibration,
  scaledPeak,
  visibleProbability,
} from "../../src/landmarks/visibility.ts";
import { expectedCalibrationError } from "../metrics/calibrationError.ts";
import {
  averagePrecision,
  bestRecallAtPrecision,
  precisionRecallCurve,
} from "../metrics/precisionRecall.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** One landmark of one validation photograph: the network's signed peak and the annotation. */
export interface PeakCase {
  readonly photograph: number;
  readonly peak: number;
  readonly visible: boolean;
}

/** A calibration and its quality. */
export interface VisibilityFit {
  readonly calibration: OcclusionCalibration;
  readonly landmarks: number;
  readonly occludedLandmarks: number;
  /** Of probabilities for photographs that were not fitted on (two folds), 0..1. */
  readonly expectedCalibrationError: number;
  /** Of the occluded class at the threshold, and over all thresholds. */
  readonly precision: number;
  readonly recall: number;
  readonly averagePrecision: number;
}

export interface VisibilityFitOptions {
  /** Least precision of the occluded class at the threshold; 0.85 by default. */
  readonly precision?: number;
  readonly scale?: OcclusionCalibration["scale"];
}

/**
 * Fits slope and intercept by logistic regression (Platt 1999) and takes the threshold with the highest
 * recall of the occluded class at a precision of at least `precision`; where no threshold reaches it, 0.5.
 *
 * @throws {RangeError} when the cases are not of both kinds in either half of the photographs.
 */
export function fitVisibility(
  cases: readonly PeakCase[],
  { precision = 0.85, scale }: VisibilityFitOptions = {},
): VisibilityFit {
  const fitted = fitSlope(cases, scale);
  const heldOut = [0, 1].flatMap((fold) => {
    const other = fitSlope(
      cases.filter(({ photograph }) => photograph % 2 !== fold),
      scale,
    );
    return cases
      .filter(({ photograph }) => photograph % 2 === fold)
      .map(({ peak, visible }) => ({
        probability: visibleProbability(peak, other),
        positive: visible,
      }));
  });
  const scored = cases.map(({ peak, visible }) => ({
    score: 1 - visibleProbability(peak, fitted),
    positive: !visible,
  }));
  const curve = precisionRecallCurve(scored);
  const chosen = bestRecallAtPrecision(curve, precision);
  const threshold = chosen === undefined ? 0.5 : thresholdAt(curve, chosen.threshold);
  const flagged = scored.filter(({ score }) => 1 - score < threshold);
  const right = flagged.filter(({ positive }) => positive).length;
  const occludedLandmarks = cases.filter(({ visible }) => !visible).length;
  return {
    calibration: { ...fitted, threshold },
    landmarks: cases.length,
    occludedLandmarks,
    expectedCalibrationError: expectedCalibrationError(heldOut),
    precision: flagged.length === 0 ? 0 : right / flagged.length,
    recall: right / occludedLandmarks,
    averagePrecision: averagePrecision(curve),
  };
}

function fitSlope(
  cases: readonly PeakCase[],
  scale: OcclusionCalibration["scale"],
): Omit<OcclusionCalibration, "threshold"> {
  const { weights, intercept } = fitLogistic(
    cases.map(({ peak, visible }) => ({ features: [scaledPeak(peak, scale)], positive: visible })),
  );
  return { ...(scale && { scale }), slope: weights[0], intercept };
}

/** The probability half-way between the last case classified as occluded and the first classified as visible. */
function thresholdAt(curve: readonly { readonly threshold: number }[], score: number): number {
  const next = curve.find(({ threshold }) => threshold < score)?.threshold ?? 0;
  return 1 - (score + next) / 2;
}
