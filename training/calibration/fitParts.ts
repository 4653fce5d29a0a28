// Fits how signed peaks are read on faces on which people marked what is hidden, with a threshold for each part of the face.

import { PARTS, type Part } from "../../src/landmarks/scheme68.ts";
import { type OcclusionCalibration, visibleProbability } from "../../src/landmarks/visibility.ts";
import { bestRecallAtPrecision, precisionRecallCurve } from "../metrics/precisionRecall.ts";
import { fitVisibility, type PeakCase, type VisibilityFit } from "./fitVisibility.ts";

/** One landmark of a marked face. */
export interface MarkedCase extends PeakCase {
  /** 0..67. */
  readonly landmark: number;
}

interface PartsFit {
  /** For the model card. */
  readonly calibration: OcclusionCalibration;
  readonly whole: VisibilityFit;
}

/** Least precision of "occluded" in every part. */
const PRECISION = 0.8;
/** Thresholds stay within these limits, so that clearly visible and clearly hidden landmarks are reported as such. */
const THRESHOLD_RANGE = [0.3, 0.6] as const;

/**
 * Fits one logistic curve of the peaks' log-odds for all landmarks, and a threshold for each part: the highest recall at a
 * precision of 80 %. Curves of single parts, fitted on a hundred faces, were worse.
 *
 * @throws {RangeError} when the cases are not of both kinds in either half of the photographs.
 */
export function fitParts(cases: readonly MarkedCase[]): PartsFit {
  const whole = fitVisibility(cases, { precision: PRECISION, scale: "log-odds" });
  const thresholds = Object.entries(PARTS).map(([part, [from, to]]) => {
    const own = cases.filter(({ landmark }) => landmark >= from && landmark < to);
    return [part, thresholdFor(own, whole.calibration)] as const;
  });
  const parts = Object.fromEntries(thresholds) as Record<Part, number>;
  return { calibration: { ...whole.calibration, parts }, whole };
}

function thresholdFor(cases: readonly PeakCase[], calibration: OcclusionCalibration): number {
  const curve = precisionRecallCurve(
    cases.map(({ peak, visible }) => ({
      score: 1 - visibleProbability(peak, calibration),
      positive: !visible,
    })),
  );
  const chosen = bestRecallAtPrecision(curve, PRECISION);
  const [low, high] = THRESHOLD_RANGE;
  // Just above the last case that is reported as hidden.
  const reached = chosen === undefined ? 0.5 : 1 - chosen.threshold + 1e-6;
  return Math.min(high, Math.max(low, reached));
}
