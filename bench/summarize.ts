// What many timings come to.

export interface Summary {
  readonly median: number;
  /** The 95th percentile: one run in twenty took longer. */
  readonly p95: number;
  readonly mean: number;
}

/** @throws {RangeError} when there are no timings. */
export function summarize(timings: readonly number[]): Summary {
  if (timings.length === 0) throw new RangeError("No timings to summarise.");
  const sorted = timings.toSorted((p, q) => p - q);
  return {
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    mean: timings.reduce((sum, value) => sum + value, 0) / timings.length,
  };
}

/** Linear interpolation between the nearest ranks. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  return low + (position - below) * (high - low);
}
