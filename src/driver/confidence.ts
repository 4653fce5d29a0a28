// Confidence in a measure that has passed a limit.

/**
 * Confidence that a measured margin is above 0, for measures with this typical error: 0.5 at a margin of 0, 0.85 at
 * twice the error.
 */
export function marginConfidence(margin: number, error: number): number {
  return 1 / (1 + Math.exp((-1.7 * margin) / (2 * error)));
}
