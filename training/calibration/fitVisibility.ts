// Fits how a model's signed peaks become probabilities, and where "occluded" begins.

import { type OcclusionCalibration, visibleProbability } from "../../src/landmarks/visibility.ts";
import {
  averagePrecision,
  bestRecallAtPrecision,
  precisionRecallCurve,
} from "../metrics/precisionRecall.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** One landmark on one validation photograph: what the network answered and what is true. */
export interface PeakCase {
  readonly photograph: number;
  readonly peak: number;
  readonly visible: boolean;
}

/** A calibration with the figures that tell how good it is. */
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

/**
 * Fits slope and intercept by logistic regression (Platt 1999) and takes the threshold with the highest
 * recall of the occluded class at a precision of at least `precision`; where no threshold reaches it, 0.5.
 *
 * @throws {RangeError} when the cases are not of both kinds in either half of the photographs.
 */
export function fitVisibility(cases: readonly PeakCase[], precision = 0.85): VisibilityFit {
  const { slope, intercept } = fitSlope(cases);
  const heldOut = [0, 1].flatMap((fold) => {
    const other = fitSlope(cases.filter(({ photograph }) => photograph % 2 !== fold));
    return cases
      .filter(({ photograph }) => photograph % 2 === fold)
      .map(({ peak, visible }) => ({ probability: visibleProbability(peak, other), visible }));
  });
  const scored = cases.map(({ peak, visible }) => ({
    score: 1 - visibleProbability(peak, { slope, intercept }),
    positive: !visible,
  }));
  const curve = precisionRecallCurve(scored);
  const chosen = bestRecallAtPrecision(curve, precision);
  const threshold = chosen === undefined ? 0.5 : thresholdAt(curve, chosen.threshold);
  const called = scored.filter(({ score }) => 1 - score < threshold);
  const right = called.filter(({ positive }) => positive).length;
  const occludedLandmarks = cases.filter(({ visible }) => !visible).length;
  return {
    calibration: { slope, intercept, threshold },
    landmarks: cases.length,
    occludedLandmarks,
    expectedCalibrationError: expectedCalibrationError(heldOut),
    precision: called.length === 0 ? 0 : right / called.length,
    recall: right / occludedLandmarks,
    averagePrecision: averagePrecision(curve),
  };
}

/**
 * Expected calibration error (Naeini et al., AAAI 2015): cases are put into bins of equal width by their
 * probability; the mean over all cases of |mean probability − share visible| of their bin.
 */
export function expectedCalibrationError(
  cases: readonly { readonly probability: number; readonly visible: boolean }[],
  bins = 15,
): number {
  const sums = Array.from({ length: bins }, () => 0);
  for (const { probability, visible } of cases) {
    const bin = Math.min(bins - 1, Math.floor(probability * bins));
    sums[bin] = sums[bin] + probability - (visible ? 1 : 0);
  }
  return sums.reduce((sum, difference) => sum + Math.abs(difference), 0) / cases.length;
}

function fitSlope(cases: readonly PeakCase[]): { slope: number; intercept: number } {
  const { weights, intercept } = fitLogistic(
    cases.map(({ peak, visible }) => ({ features: [peak], positive: visible })),
  );
  return { slope: weights[0], intercept };
}

/** The probability half-way between the last case called occluded and the first called visible. */
function thresholdAt(curve: readonly { readonly threshold: number }[], score: number): number {
  const next = curve.find(({ threshold }) => threshold < score)?.threshold ?? 0;
  return 1 - (score + next) / 2;
}
