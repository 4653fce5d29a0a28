// From the signed peak of a heat map to a probability that the landmark is visible.

/** How a model's peaks are read; fitted on validation data, kept in the model card. */
export interface OcclusionCalibration {
  /** Of the logistic function of the peak's value; positive, since a positive peak speaks for "visible". */
  readonly slope: number;
  readonly intercept: number;
  /** A landmark is called occluded when its probability of being visible is below this. */
  readonly threshold: number;
}

/** A landmark's visibility as the result reports it. */
export interface Visibility {
  /** 0..1. */
  readonly probability: number;
  readonly occluded: boolean;
}

/**
 * The probability, 0..1, that a landmark is visible, from the signed peak of its heat map (about +1 surely
 * visible, −1 surely occluded): logistic(slope · peak + intercept), after Platt, *Probabilistic outputs for
 * support vector machines*, 1999.
 */
export function visibleProbability(
  peakValue: number,
  { slope, intercept }: Pick<OcclusionCalibration, "slope" | "intercept">,
): number {
  return 1 / (1 + Math.exp(-(slope * peakValue + intercept)));
}

/** Probability and decision for one peak. */
export function visibilityOf(peakValue: number, calibration: OcclusionCalibration): Visibility {
  const probability = visibleProbability(peakValue, calibration);
  return { probability, occluded: probability < calibration.threshold };
}
