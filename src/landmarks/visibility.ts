// From the signed peak of a heat map to the probability that the landmark is visible.

import type { Landmark } from "../result.ts";
import type { LocalizedFace } from "./localize.ts";

/** How a model's peaks are read; fitted on validation data, kept in the model card. */
export interface OcclusionCalibration {
  /** Of the logistic function of the peak's value; positive, because a positive peak means "visible". */
  readonly slope: number;
  readonly intercept: number;
  /** A landmark with a lower probability of being visible is reported as occluded. */
  readonly threshold: number;
}

/**
 * The probability, 0..1, that a landmark is visible, from the signed peak of its heat map (near +1 visible,
 * near −1 occluded): logistic(slope · peak + intercept), after Platt, *Probabilistic outputs for support vector
 * machines*, 1999.
 */
export function visibleProbability(
  peakValue: number,
  { slope, intercept }: Pick<OcclusionCalibration, "slope" | "intercept">,
): number {
  return 1 / (1 + Math.exp(-(slope * peakValue + intercept)));
}

/** Probability and decision for one peak. */
export function visibilityOf(
  peakValue: number,
  calibration: OcclusionCalibration,
): Pick<Landmark, "probability" | "occluded"> {
  const probability = visibleProbability(peakValue, calibration);
  return { probability, occluded: probability < calibration.threshold };
}

const OUTSIDE_FRAME = { occluded: true, probability: 0 };

/** A face's landmarks with their visibility. Outside the frame every landmark is occluded, whatever its peak. */
export function withVisibility(
  { landmarks, peaks }: LocalizedFace,
  { width, height }: { readonly width: number; readonly height: number },
  calibration: OcclusionCalibration,
): Landmark[] {
  return landmarks.map(({ x, y }, k) => {
    const inside = x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5;
    return { x, y, ...(inside ? visibilityOf(peaks[k].value, calibration) : OUTSIDE_FRAME) };
  });
}
