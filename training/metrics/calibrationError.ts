// How far predicted probabilities are from observed frequencies.

/**
 * Expected calibration error (Naeini et al., AAAI 2015): cases are sorted into bins of equal width by
 * their probability; the result is the mean over all cases of |mean probability − share of positives| of their bin.
 */
export function expectedCalibrationError(
  cases: readonly { readonly probability: number; readonly positive: boolean }[],
  bins = 15,
): number {
  const sums = Array.from({ length: bins }, () => 0);
  for (const { probability, positive } of cases) {
    const bin = Math.min(bins - 1, Math.floor(probability * bins));
    sums[bin] = sums[bin] + probability - (positive ? 1 : 0);
  }
  return sums.reduce((sum, difference) => sum + Math.abs(difference), 0) / cases.length;
}

/** Cases whose probabilities lie in one bin. */
export interface ReliabilityBin {
  readonly cases: number;
  /** Mean probability of the bin's cases. */
  readonly predicted: number;
  /** Share of them that is positive. */
  readonly observed: number;
}

/** The reliability curve (DeGroot and Fienberg 1983): bins of equal width from low to high probability, empty ones left out. */
export function reliabilityCurve(
  cases: readonly { readonly probability: number; readonly positive: boolean }[],
  bins = 15,
): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, bin) =>
    cases.filter(({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)) === bin),
  )
    .filter((inBin) => inBin.length > 0)
    .map((inBin) => ({
      cases: inBin.length,
      predicted: inBin.reduce((sum, { probability }) => sum + probability, 0) / inBin.length,
      observed: inBin.filter(({ positive }) => positive).length / inBin.length,
    }));
}
