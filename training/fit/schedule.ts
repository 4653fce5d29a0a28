// Learning-rate schedules: the rate as a function of the step.

export interface Schedule {
  readonly peak: number;
  /** Steps of linear increase from 0. */
  readonly warmup: number;
  /** Steps of the whole run. */
  readonly steps: number;
  /**
   * `cosine`: decreases to 0 along half a cosine. `constant-decay`: stays at the peak, then decreases to 0 over the last
   * `decayShare` of the steps as 1 − √x (Hägele et al. 2024), so that a run can be extended before the decay.
   */
  readonly shape: "cosine" | "constant-decay";
  readonly decayShare?: number;
}

/** The learning rate at a step, counted from 0. */
export function learningRateAt(schedule: Schedule, step: number): number {
  const { peak, warmup, steps, shape, decayShare = 0.3 } = schedule;
  if (step < warmup) return (peak * (step + 1)) / warmup;
  if (shape === "cosine") {
    const done = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
    return (peak * (1 + Math.cos(Math.PI * done))) / 2;
  }
  const decayStart = steps * (1 - decayShare);
  if (step < decayStart) return peak;
  return peak * (1 - Math.sqrt(Math.min(1, (step - decayStart) / (steps - decayStart))));
}
