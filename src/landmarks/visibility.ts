// From the signed peak of a heat map to the probability that the landmark is visible.

import type { Landmark } from "../result.ts";
import type { LocalizedFace } from "./localize.ts";
import { type Part, partOf } from "./scheme68.ts";

/** How a model's peaks are read; fitted on validation data, kept in the model card. */
export interface OcclusionCalibration {
  /**
   * What the logistic function is applied to: the peak's value v (default), or its log-odds ln((1 + v) / (1 − v)).
   * Squared error teaches v = P(visible) − P(hidden) where labels are uncertain, so the log-odds fit better there.
   */
  readonly scale?: "peak" | "log-odds";
  /** Of the logistic function; positive, because a positive peak means "visible". */
  readonly slope: number;
  readonly intercept: number;
  /** A landmark with a lower probability of being visible is reported as occluded. */
  readonly threshold: number;
  /** Thresholds of parts of the face that have their own. */
  readonly parts?: Readonly<Partial<Record<Part, number>>>;
}

/** Peaks are limited to ± this value before their log-odds are taken, which would be infinite at ±1. */
const LARGEST_PEAK = 0.985;

/**
 * The probability, 0..1, that a landmark is visible, from the signed peak of its heat map (near +1 visible,
 * near −1 occluded): logistic(slope · scaled peak + intercept), after Platt, *Probabilistic outputs for support vector
 * machines*, 1999.
 */
export function visibleProbability(
  peakValue: number,
  { scale, slope, intercept }: Pick<OcclusionCalibration, "scale" | "slope" | "intercept">,
): number {
  return 1 / (1 + Math.exp(-(slope * scaledPeak(peakValue, scale) + intercept)));
}

/** What the logistic function is applied to. */
export function scaledPeak(peakValue: number, scale: OcclusionCalibration["scale"]): number {
  if (scale !== "log-odds") return peakValue;
  const value = Math.min(LARGEST_PEAK, Math.max(-LARGEST_PEAK, peakValue));
  return Math.log((1 + value) / (1 - value));
}

/** Probability and decision for the peak of one landmark, 0..67. */
export function visibilityOf(
  peakValue: number,
  calibration: OcclusionCalibration,
  landmark: number,
): Pick<Landmark, "probability" | "occluded"> {
  const probability = visibleProbability(peakValue, calibration);
  const threshold = calibration.parts?.[partOf(landmark)] ?? calibration.threshold;
  return { probability, occluded: probability < threshold };
}

const OUTSIDE_FRAME = { occluded: true, probability: 0, hiddenBy: "object" } as const;

/** A face's landmarks with their visibility. Outside the frame every landmark is occluded, whatever its peak. */
export function withVisibility(
  { landmarks, peaks }: LocalizedFace,
  { width, height }: { readonly width: number; readonly height: number },
  calibration: OcclusionCalibration,
): Landmark[] {
  return landmarks.map(({ x, y }, k) => {
    const inside = x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5;
    return { x, y, ...(inside ? visibilityOf(peaks[k].value, calibration, k) : OUTSIDE_FRAME) };
  });
}
