// AdamW (Kingma & Ba 2015; Loshchilov & Hutter 2019) with an exponential moving average of the weights.

import type { ParameterTable } from "./parameters.ts";

export interface AdamOptions {
  readonly beta1: number; // first moment's decay
  readonly beta2: number; // second moment's decay
  readonly epsilon: number;
  /** Decoupled weight decay, times the learning rate, for parameters that decay. */
  readonly weightDecay: number;
  /** Largest decay of the weights' moving average; early in training it is (1 + t) / (10 + t). */
  readonly averageDecay: number;
}

export const DEFAULT_ADAM: AdamOptions = {
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 1e-4,
  averageDecay: 0.998,
};

/** The optimiser's state: arrays of equal length. */
export interface AdamState {
  /** Number of updates so far. */
  step: number;
  readonly weights: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  /** Moving average of the weights: it is validated and shipped. */
  readonly average: Float32Array;
}

/** A new state for starting weights; the array is used, not copied. */
export function startAdam(weights: Float32Array): AdamState {
  return {
    step: 0,
    weights,
    firstMoment: new Float32Array(weights.length),
    secondMoment: new Float32Array(weights.length),
    average: Float32Array.from(weights),
  };
}

/**
 * Updates the weights and their average once, in place.
 *
 * @param gradients laid out by the table; each is multiplied by `gradientScale` first.
 */
export function updateAdam(
  state: AdamState,
  table: ParameterTable,
  gradients: Float32Array,
  learningRate: number,
  gradientScale = 1,
  options: AdamOptions = DEFAULT_ADAM,
): void {
  const { beta1, beta2, epsilon, weightDecay, averageDecay } = options;
  const { weights, firstMoment, secondMoment, average } = state;
  state.step += 1;
  const t = state.step;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  const follow = 1 - Math.min(averageDecay, (1 + t) / (10 + t));
  for (const { offset, length, decays } of table.entries) {
    const shrink = decays ? 1 - learningRate * weightDecay : 1;
    for (let at = offset; at < offset + length; at++) {
      const g = gradients[at] * gradientScale;
      const m = beta1 * firstMoment[at] + (1 - beta1) * g;
      const v = beta2 * secondMoment[at] + (1 - beta2) * g * g;
      const w = weights[at] * shrink - (rate * m) / (Math.sqrt(v) + epsilon);
      firstMoment[at] = m;
      secondMoment[at] = v;
      weights[at] = w;
      const a = average[at];
      average[at] = a + follow * (w - a);
    }
  }
}

/** The Euclidean length of a vector. */
export function euclideanNorm(vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i] ** 2;
  return Math.sqrt(sum);
}
