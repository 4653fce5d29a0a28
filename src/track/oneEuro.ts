// The 1€ filter (Casiez, Roussel, Vogel 2012): steady when a signal rests, quick when it moves.

export interface OneEuroOptions {
  /** Cut-off frequency at rest, Hz: lower is steadier. */
  readonly minCutoff: number;
  /** By how many Hz the cut-off rises for each unit a second of speed: higher lags less. */
  readonly beta: number;
  /** Cut-off frequency of the speed itself, Hz. */
  readonly speedCutoff: number;
}

/** What the filter knows after a sample. */
export interface OneEuroState {
  readonly value: number;
  /** Smoothed change a second. */
  readonly speed: number;
}

/** The filter's state after its first sample. */
export function startOneEuro(value: number): OneEuroState {
  return { value, speed: 0 };
}

/**
 * Takes one more sample (Casiez et al. 2012, algorithm 1).
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
