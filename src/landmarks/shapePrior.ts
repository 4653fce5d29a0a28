// What faces look like, for landmarks that the heat maps leave open: a point distribution model and its most likely fit.

import type { Point } from "../image/geometry.ts";
import { fitSimilarity, type Similarity } from "../image/similarity.ts";
import { solveSymmetric } from "../math/cholesky.ts";
import type { Peak } from "./heatmap.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/**
 * A linear model of face shapes (Cootes, Taylor et al., *Active shape models*, CVIU 1995): mean + Σ cᵢ ·
 * modeᵢ with independent standard normal cᵢ, plus for each coordinate an independent remainder. Its unit is
 * the mean's root mean square distance from its centre. Kept in the model card.
 */
export interface ShapeModel {
  /** 136 numbers, x then y of each landmark in the scheme's order; upright, y down, centred. */
  readonly mean: readonly number[];
  /** The main ways in which faces differ, 136 numbers each, one standard deviation long. */
  readonly modes: readonly (readonly number[])[];
  /** 68 standard deviations of a coordinate around what the modes explain. */
  readonly residual: readonly number[];
}

/** How far a peak of a given strength lies from its landmark; fitted on validation data. */
export interface PeakErrorModel {
  /** The logarithm of a coordinate's scale of error in heat-map pixels at |value| 0 … */
  readonly intercept: number;
  /** … and its change with |value|; negative, since higher peaks are nearer. */
  readonly slope: number;
}

/** What `restoreShape` needs to know of faces and of a network. */
export interface ShapePrior extends ShapeModel {
  readonly peakError: PeakErrorModel;
}

/**
 * Degrees of freedom of Student's t, which the errors of peaks follow: their tails are so heavy that a
 * strong peak in a quite wrong place is let go rather than believed.
 */
export const PEAK_ERROR_FREEDOM = 2;

/**
 * Errors of neighbouring landmarks go together (a whole cheek line lies too far out), so that many peaks
 * say less than as many independent ones would: about this many count as one against the modes' variance.
 */
const PEAKS_THAT_ERR_ALIKE = 4;

const ROUNDS = 5;

/** The scale of error, in heat-map pixels a coordinate, of a peak with this value. */
export function peakErrorScale(value: number, { intercept, slope }: PeakErrorModel): number {
  return Math.exp(intercept + slope * Math.abs(value));
}

/**
 * The most likely landmarks of a face, given its heat maps' peaks: high peaks keep their places but for what
 * no face looks like, low ones go where the rest of the face says.
 *
 * Each round linearises the posterior at the present estimate and solves for the modes' coefficients and the
 * similarity that lays the model on the peaks together (Gauss–Newton); peaks far from the model for their
 * height lose weight (Student's t by reweighted least squares), gently in the first rounds so that a poor start
 * condemns nobody. At last each landmark is the mean of its peak and the model's point, weighted by their
 * precisions.
 *
 * @param peaks 68 peaks in heat-map pixels.
 * @returns 68 positions in heat-map pixels; the peaks' own where they all lie on one spot.
 * @throws {RangeError} when there are not 68 peaks.
 */
export function restoreShape(peaks: readonly Peak[], prior: ShapePrior): Point[] {
  if (peaks.length !== LANDMARK_COUNT) {
    throw new RangeError(`A face has ${LANDMARK_COUNT} peaks, got ${peaks.length}.`);
  }
  const problem = problemOf(peaks, prior);
  let shape = problem.mean;
  let similarity = layOn(problem);
  for (let round = 0; similarity !== null && round < ROUNDS; round++) {
    const tolerance = Math.max(1, 8 / (1 + 2 * round));
    const fit = fitRound(problem, { shape, similarity }, tolerance);
    if (fit === null) break;
    ({ shape, similarity } = fit);
  }
  if (similarity === null) return peaks.map(({ x, y }) => ({ x, y }));
  const laid = { shape, similarity };
  return peaks.map((peak, k) => {
    const model = place(laid, k);
    const { ofPeak, ofModel } = variancesAt(k, problem, laid, 1);
    const trust = ofModel / (ofModel + ofPeak);
    return { x: model.x + trust * (peak.x - model.x), y: model.y + trust * (peak.y - model.y) };
  });
}

/** Two coordinates for each landmark, x then y. */
const COORDINATES = 2 * LANDMARK_COUNT;

/** Peaks and model, laid out for the rounds' loops. */
interface Problem {
  readonly peaks: readonly Peak[];
  /** Of a coordinate of each peak, square heat-map pixels. */
  readonly peakVariances: Float64Array;
  readonly mean: Float64Array<ArrayBuffer>;
  readonly modes: number;
  /** One row of 136 numbers a mode, then four rows that each round fills with the similarity's directions. */
  readonly directions: Float64Array;
  readonly residual: readonly number[];
}

function problemOf(peaks: readonly Peak[], prior: ShapePrior): Problem {
  const { mean, modes, residual, peakError } = prior;
  const directions = new Float64Array((modes.length + 4) * COORDINATES);
  for (const [m, mode] of modes.entries()) directions.set(mode, m * COORDINATES);
  return {
    peaks,
    peakVariances: Float64Array.from(peaks, ({ value }) => peakErrorScale(value, peakError) ** 2),
    mean: Float64Array.from(mean),
    modes: modes.length,
    directions,
    residual,
  };
}

interface LaidShape {
  /** 136 numbers in the model's frame. */
  readonly shape: Float64Array<ArrayBuffer>;
  readonly similarity: Similarity;
}

/** The similarity that brings the mean shape nearest to the peaks in the weighted least-squares sense. */
function layOn({ peaks, peakVariances, mean }: Problem): Similarity | null {
  const model = peaks.map((_, k) => ({ x: mean[2 * k], y: mean[2 * k + 1] }));
  const laid = fitSimilarity(
    model,
    peaks,
    peakVariances.map((variance) => 1 / variance),
  );
  return laid !== null && Math.hypot(laid.a, laid.b) > SMALLEST_SCALE ? laid : null;
}

/** Below this many heat-map pixels a unit all peaks lie on one spot, and there is no shape to speak of. */
const SMALLEST_SCALE = 0.1;

/** One Gauss–Newton step on coefficients and similarity; null where it leads nowhere. */
function fitRound(problem: Problem, laid: LaidShape, tolerance: number): LaidShape | null {
  const { peaks, mean, modes, directions } = problem;
  const { a, b, x, y } = laid.similarity;
  const square = a * a + b * b;
  // Everything is compared in the model's frame, where modes and similarity act linearly.
  const wanted = new Float64Array(COORDINATES);
  const weights = new Float64Array(COORDINATES);
  for (const [k, peak] of peaks.entries()) {
    const dx = peak.x - x;
    const dy = peak.y - y;
    wanted[2 * k] = (a * dx + b * dy) / square - mean[2 * k];
    wanted[2 * k + 1] = (a * dy - b * dx) / square - mean[2 * k + 1];
    const { ofPeak, ofModel } = variancesAt(k, problem, laid, tolerance);
    weights.fill(square / (ofPeak + ofModel), 2 * k, 2 * k + 2);
  }
  writeSimilarityDirections(laid.shape, directions.subarray(modes * COORDINATES));
  const solution = solveRidge(directions, weights, wanted, modes);
  if (solution === null) return null;
  const shape = Float64Array.from(mean);
  for (let m = 0; m < modes; m++) {
    const coefficient = solution[m];
    for (let i = 0; i < COORDINATES; i++) {
      const part = coefficient * directions[m * COORDINATES + i];
      shape[i] = shape[i] + part;
    }
  }
  const [grow = 0, turn = 0, shiftX = 0, shiftY = 0] = solution.subarray(modes);
  const similarity = {
    a: a * (1 + grow) - b * turn,
    b: b * (1 + grow) + a * turn,
    x: x + a * shiftX - b * shiftY,
    y: y + b * shiftX + a * shiftY,
  };
  return Math.hypot(similarity.a, similarity.b) > SMALLEST_SCALE ? { shape, similarity } : null;
}

/** How a shape's 136 numbers change as it grows, turns, and shifts in x and in y: four rows. */
function writeSimilarityDirections(shape: Float64Array, into: Float64Array): void {
  into.set(shape);
  for (let i = 0; i < COORDINATES; i += 2) {
    into[COORDINATES + i] = -shape[i + 1];
    into[COORDINATES + i + 1] = shape[i];
    into[2 * COORDINATES + i] = 1;
    into[3 * COORDINATES + i + 1] = 1;
  }
}

/** Weighted least squares over the rows of `directions`, the first `modes` of them held to be standard normal. */
function solveRidge(
  directions: Float64Array,
  weights: Float64Array,
  wanted: Float64Array,
  modes: number,
): Float64Array | null {
  const size = directions.length / COORDINATES;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const weighted = new Float64Array(COORDINATES);
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < COORDINATES; i++) {
      weighted[i] = weights[i] * directions[row * COORDINATES + i];
    }
    right[row] = dot(weighted, wanted, 0);
    for (let column = 0; column <= row; column++) {
      matrix[row * size + column] = dot(weighted, directions, column * COORDINATES);
    }
    // The similarity is free; a trifle keeps the matrix regular.
    const held = row < modes ? PEAKS_THAT_ERR_ALIKE : 1e-6;
    matrix[row * size + row] = matrix[row * size + row] + held;
  }
  return solveSymmetric(matrix, right);
}

/** Four sums side by side: one alone would wait for itself at every addition, and this is where the time goes. */
function dot(p: Float64Array, q: Float64Array, start: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let i = 0; i < COORDINATES; i += 4) {
    first += p[i] * q[start + i];
    second += p[i + 1] * q[start + i + 1];
    third += p[i + 2] * q[start + i + 2];
    fourth += p[i + 3] * q[start + i + 3];
  }
  return first + second + (third + fourth);
}

/**
 * The variances, in square heat-map pixels, of peak k around its landmark and of the landmark around the
 * model. The peak's is raised where it lies farther from the model than its height allows; `tolerance`
 * multiplies what is allowed.
 */
function variancesAt(
  k: number,
  { peaks, peakVariances, residual }: Problem,
  laid: LaidShape,
  tolerance: number,
): { readonly ofPeak: number; readonly ofModel: number } {
  const { a, b } = laid.similarity;
  const peak = peaks[k];
  const model = place(laid, k);
  const variance = peakVariances[k];
  const ofModel = (a * a + b * b) * residual[k] ** 2;
  const distance = (peak.x - model.x) ** 2 + (peak.y - model.y) ** 2;
  const surprise = distance / ((variance + ofModel) * tolerance);
  const belief = (PEAK_ERROR_FREEDOM + 2) / (PEAK_ERROR_FREEDOM + surprise);
  return { ofPeak: variance / belief, ofModel };
}

/** Where landmark k of a laid shape lies on the heat map. */
function place({ shape, similarity: { a, b, x, y } }: LaidShape, k: number): Point {
  const u = shape[2 * k];
  const v = shape[2 * k + 1];
  return { x: a * u - b * v + x, y: b * u + a * v + y };
}
