// Stretches of time in which something holds, on a grid of samples.

/** Seconds, from and to. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The stretches in which something holds, at least `shortest` seconds long.
 *
 * @param count samples, `step` seconds apart from 0.
 * @param holds whether it holds at a sample, given whether it held before (for hysteresis).
 */
export function spansOf(
  count: number,
  step: number,
  holds: (sample: number, before: boolean) => boolean,
  shortest = 0,
): Span[] {
  const spans: Span[] = [];
  let from = -1;
  for (let k = 0; k <= count; k++) {
    const on = k < count && holds(k, from >= 0);
    if (on && from < 0) from = k;
    if (!on && from >= 0) {
      const span = { start: from * step, end: k * step };
      if (span.end - span.start >= shortest - 1e-9) spans.push(span);
      from = -1;
    }
  }
  return spans;
}
