// The 1€ filter (Casiez, Roussel, Vogel 2012): strong smoothing at rest, little delay in motion.

export interface OneEuroOptions {
  /** Cut-off frequency at rest, Hz: a lower one smooths more. */
  readonly minCutoff: number;
  /** Increase of the cut-off in Hz per unit of speed (1/s): a higher one lags less. */
  readonly beta: number;
  /** Cut-off frequency of the speed itself, Hz. */
  readonly speedCutoff: number;
}

/** The state of the filter after a sample. */
export interface OneEuroState {
  readonly value: number;
  /** Smoothed change per second. */
  readonly speed: number;
}

/** The filter's state after its first sample. */
export function startOneEuro(value: number): OneEuroState {
  return { value, speed: 0 };
}

/**
 * The state after the next sample (Casiez et al. 2012, algorithm 1).
 *
 * @param elapsed seconds since the last sample, above 0.
 */
export function oneEuro(
  { value, speed }: OneEuroState,
  sample: number,
  elapsed: number,
  { minCutoff, beta, speedCutoff }: OneEuroOptions,
): OneEuroState {
  const measured = (sample - value) / elapsed;
  const nextSpeed = speed + weightOf(speedCutoff, elapsed) * (measured - speed);
  const cutoff = minCutoff + beta * Math.abs(nextSpeed);
  return { value: value + weightOf(cutoff, elapsed) * (sample - value), speed: nextSpeed };
}

/** The weight of the newest sample in a first-order low-pass filter. */
function weightOf(cutoff: number, elapsed: number): number {
  return 1 / (1 + 1 / (2 * Math.PI * cutoff * elapsed));
}
