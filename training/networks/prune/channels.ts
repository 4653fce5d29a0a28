// Chooses the channels of a tensor from which the layers that read it can best be computed.

import { invertSymmetric } from "../../../src/math/cholesky.ts";

/** A layer that reads the tensor. */
export interface Reader {
  /** The tensor's channels at sampled positions, row-major [positions, channels]. */
  readonly rows: Float32Array;
  /** What the layer makes of each channel, row-major [channels, outputs]. */
  readonly weights: Float64Array;
}

/** Added to the diagonal of the matrix of products, relative to its mean, so that it can be inverted. */
const RIDGE = 1e-4;

/**
 * Removes channels one by one, always the one whose removal adds least to the squared error of the readers' outputs when
 * the remaining channels' weights are fitted anew by least squares. Each reader's error counts relative to its output.
 *
 * @returns the `keep` channels that remain, in their order.
 * @throws {Error} when a reader sees no signal at all.
 */
export function chooseChannels(
  readers: readonly Reader[],
  channels: number,
  keep: number,
): number[] {
  const states = readers.map((reader) => openState(reader, channels));
  const kept = Array.from({ length: channels }, (_, k) => k);
  while (kept.length > keep) {
    const costs = kept.map((_, at) =>
      states.reduce((sum, state) => sum + removalCost(state, kept.length, at), 0),
    );
    const least = costs.indexOf(Math.min(...costs));
    for (const state of states) removeChannel(state, kept.length, least);
    kept.splice(least, 1);
  }
  return kept;
}

interface State {
  /** Inverse of the kept channels' matrix of products. */
  inverse: Float64Array;
  /** Fitted weights of the kept channels, [kept, outputs]. */
  fitted: Float64Array;
  readonly outputs: number;
  readonly energy: number;
}

function openState({ rows, weights }: Reader, channels: number): State {
  const products = productsOf(rows, channels);
  const outputs = weights.length / channels;
  let energy = 0;
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < channels; j++) {
      let dot = 0;
      for (let o = 0; o < outputs; o++) dot += weights[i * outputs + o] * weights[j * outputs + o];
      energy += dot * products[i * channels + j];
    }
  }
  addRidge(products, channels, RIDGE);
  const inverse = invertSymmetric(products, channels);
  if (inverse === null || !(energy > 0)) throw new Error("A layer reads nothing but zeros.");
  return { inverse, fitted: Float64Array.from(weights), outputs, energy };
}

/** Squared error that the removal adds, relative to the output: |w|² ÷ the inverse's diagonal element. */
function removalCost({ inverse, fitted, outputs, energy }: State, size: number, at: number) {
  let square = 0;
  for (let o = 0; o < outputs; o++) square += fitted[at * outputs + o] ** 2;
  return square / inverse[at * size + at] / energy;
}

/** Updates inverse and fitted weights for the removal of one channel. */
function removeChannel(state: State, size: number, at: number): void {
  const { inverse, fitted, outputs } = state;
  const less = size - 1;
  const [nextInverse, nextFitted] = [
    new Float64Array(less * less),
    new Float64Array(less * outputs),
  ];
  const pivot = inverse[at * size + at];
  for (let i = 0; i < less; i++) {
    const from = i < at ? i : i + 1;
    const share = inverse[from * size + at] / pivot;
    for (let j = 0; j < less; j++) {
      const other = j < at ? j : j + 1;
      nextInverse[i * less + j] = inverse[from * size + other] - share * inverse[at * size + other];
    }
    for (let o = 0; o < outputs; o++) {
      nextFitted[i * outputs + o] = fitted[from * outputs + o] - share * fitted[at * outputs + o];
    }
  }
  state.inverse = nextInverse;
  state.fitted = nextFitted;
}

/** Sums of products of the columns, [columns, columns], weighted by row where weights are given. */
export function productsOf(
  rows: Float32Array,
  columns: number,
  rowWeights?: Float32Array,
): Float64Array {
  const sums = new Float64Array(columns * columns);
  const count = rows.length / columns;
  for (let row = 0; row < count; row++) {
    const at = row * columns;
    const weight = rowWeights?.[row] ?? 1;
    for (let i = 0; i < columns; i++) {
      const value = rows[at + i] * weight;
      if (value === 0) continue;
      for (let j = 0; j <= i; j++) sums[i * columns + j] += value * rows[at + j];
    }
  }
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < i; j++) sums[j * columns + i] = sums[i * columns + j];
  }
  return sums;
}

/** Adds `share` of the mean diagonal element to the diagonal. */
export function addRidge(matrix: Float64Array, size: number, share: number): void {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i];
  const ridge = (share * trace) / size + Number.MIN_VALUE;
  for (let i = 0; i < size; i++) matrix[i * size + i] += ridge;
}
