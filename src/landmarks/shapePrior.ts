// A prior over face shapes for landmarks with low peaks: a point distribution model and its most likely fit.

import type { Point } from "../image/geometry.ts";
import { fitSimilarity, type Similarity } from "../image/similarity.ts";
import { solveSymmetric } from "../math/cholesky.ts";
import type { Peak } from "./heatmap.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/**
 * A linear model of face shapes (Cootes, Taylor et al., *Active shape models*, CVIU 1995): mean + Σ cᵢ ·
 * modeᵢ with independent standard normal cᵢ, plus an independent residual for each coordinate. Its unit is the
 * mean shape's root mean square distance from its centre. Kept in the model card.
 */
export interface ShapeModel {
  /** 136 numbers, x then y of each landmark in the scheme's order; upright, y down, centred. */
  readonly mean: readonly number[];
  /** The principal modes of variation, 136 numbers each, scaled to one standard deviation. */
  readonly modes: readonly (readonly number[])[];
  /** For each landmark the standard deviation of a coordinate that the modes do not explain. */
  readonly residual: readonly number[];
}

/** The error of a peak as a function of its height; fitted on validation data. */
export interface PeakErrorModel {
  /** The logarithm of a coordinate's error scale in heat-map pixels at |value| 0 … */
  readonly intercept: number;
  /** … and its slope over |value|; negative, because higher peaks are more accurate. */
  readonly slope: number;
}

/** The shape model of faces and the error model of a network's peaks. */
export interface ShapePrior extends ShapeModel {
  readonly peakError: PeakErrorModel;
}

/**
 * Degrees of freedom of the Student's t distribution of peak errors. Its tails are heavy, so a high peak in a
 * clearly wrong place loses its influence.
 */
export const PEAK_ERROR_FREEDOM = 2;

/**
 * Errors of neighbouring peaks are correlated (a whole cheek line lies too far out). About this many peaks
 * carry the information of one independent peak.
 */
const CORRELATED_PEAKS = 4;

const ROUNDS = 5;

/** The error scale of a coordinate of a peak with this value, heat-map pixels. */
function peakErrorScale(value: number, { intercept, slope }: PeakErrorModel): number {
  return Math.exp(intercept + slope * Math.abs(value));
}

/**
 * The most likely landmarks of a face, given the peaks of its heat maps. High peaks almost keep their positions;
 * low peaks move to where the rest of the face suggests.
 *
 * Each round linearises the posterior at the current estimate and solves for the coefficients of the modes
 * together with the similarity that maps the model to the peaks (Gauss–Newton). Peaks that are too far from the
 * model for their height lose weight (Student's t by iteratively reweighted least squares). The first rounds
 * tolerate more, so that a poor start excludes no peak. At the end each landmark is the mean of its peak and the
 * model's point, weighted by their precisions.
 *
 * @param peaks 68 peaks in heat-map pixels.
 * @returns 68 positions in heat-map pixels; those of the peaks where all peaks coincide.
 * @throws {RangeError} when there are not 68 peaks.
 */
export function restoreShape(peaks: readonly Peak[], prior: ShapePrior): Point[] {
  if (peaks.length !== LANDMARK_COUNT) {
    throw new RangeError(`A face has ${LANDMARK_COUNT} peaks, got ${peaks.length}.`);
  }
  const problem = problemOf(peaks, prior);
  let shape = problem.mean;
  let similarity = placeMeanShape(problem);
  for (let round = 0; similarity !== null && round < ROUNDS; round++) {
    const tolerance = Math.max(1, 8 / (1 + 2 * round));
    const fit = fitRound(problem, { shape, similarity }, tolerance);
    if (fit === null) break;
    ({ shape, similarity } = fit);
  }
  if (similarity === null) return peaks.map(({ x, y }) => ({ x, y }));
  const placed = { shape, similarity };
  return peaks.map((peak, k) => {
    const model = pointOf(placed, k);
    const { ofPeak, ofModel } = variancesAt(k, problem, placed, 1);
    const trust = ofModel / (ofModel + ofPeak);
    return { x: model.x + trust * (peak.x - model.x), y: model.y + trust * (peak.y - model.y) };
  });
}

/** Two coordinates for each landmark, x then y. */
const COORDINATES = 2 * LANDMARK_COUNT;

/** Peaks and model in flat arrays, for the inner loops. */
interface Problem {
  readonly peaks: readonly Peak[];
  /** Variance of a coordinate of each peak, square heat-map pixels. */
  readonly peakVariances: Float64Array;
  readonly mean: Float64Array<ArrayBuffer>;
  readonly modes: number;
  /** One row of 136 numbers per mode, then four rows for the similarity, which each round fills. */
  readonly directions: Float64Array;
  readonly residual: readonly number[];
}

function problemOf(peaks: readonly Peak[], prior: ShapePrior): Problem {
  const { modes, residual, peakError } = prior;
  const { mean, directions } = flatModel(prior);
  return {
    peaks,
    peakVariances: Float64Array.from(peaks, ({ value }) => peakErrorScale(value, peakError) ** 2),
    mean,
    modes: modes.length,
    directions: directions.slice(),
    residual,
  };
}

type FlatModel = Pick<Problem, "mean" | "directions">;

/** Those of priors that are in use: turning a card's lists into flat arrays takes longer than a round. */
const flatModels = new WeakMap<ShapeModel, FlatModel>();

function flatModel(prior: ShapeModel): FlatModel {
  const known = flatModels.get(prior);
  if (known !== undefined) return known;
  const { mean, modes } = prior;
  const directions = new Float64Array((modes.length + 4) * COORDINATES);
  for (const [m, mode] of modes.entries()) directions.set(mode, m * COORDINATES);
  const made = { mean: Float64Array.from(mean), directions };
  flatModels.set(prior, made);
  return made;
}

interface PlacedShape {
  /** 136 numbers in model coordinates. */
  readonly shape: Float64Array<ArrayBuffer>;
  readonly similarity: Similarity;
}

/** The similarity that maps the mean shape to the peaks, by weighted least squares. */
function placeMeanShape({ peaks, peakVariances, mean }: Problem): Similarity | null {
  const model = peaks.map((_, k) => ({ x: mean[2 * k], y: mean[2 * k + 1] }));
  const placed = fitSimilarity(
    model,
    peaks,
    peakVariances.map((variance) => 1 / variance),
  );
  return placed !== null && Math.hypot(placed.a, placed.b) > SMALLEST_SCALE ? placed : null;
}

/** With a scale below this (heat-map pixels per model unit) all peaks coincide, and there is no shape. */
const SMALLEST_SCALE = 0.1;

/** One Gauss–Newton step on coefficients and similarity; null where the system is singular. */
function fitRound(problem: Problem, placed: PlacedShape, tolerance: number): PlacedShape | null {
  const { peaks, mean, modes, directions } = problem;
  const { a, b, x, y } = placed.similarity;
  const square = a * a + b * b;
  // The comparison is in model coordinates, where modes and similarity act linearly.
  const wanted = new Float64Array(COORDINATES);
  const weights = new Float64Array(COORDINATES);
  for (const [k, peak] of peaks.entries()) {
    const dx = peak.x - x;
    const dy = peak.y - y;
    wanted[2 * k] = (a * dx + b * dy) / square - mean[2 * k];
    wanted[2 * k + 1] = (a * dy - b * dx) / square - mean[2 * k + 1];
    const { ofPeak, ofModel } = variancesAt(k, problem, placed, tolerance);
    weights.fill(square / (ofPeak + ofModel), 2 * k, 2 * k + 2);
  }
  writeSimilarityDirections(placed.shape, directions.subarray(modes * COORDINATES));
  const solution = solveRidge(directions, weights, wanted, modes);
  if (solution === null) return null;
  const shape = mean.slice();
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

/** The derivative of a shape's 136 numbers by scale, rotation and translation in x and y: four rows. */
function writeSimilarityDirections(shape: Float64Array, into: Float64Array): void {
  into.set(shape);
  for (let i = 0; i < COORDINATES; i += 2) {
    into[COORDINATES + i] = -shape[i + 1];
    into[COORDINATES + i + 1] = shape[i];
    into[2 * COORDINATES + i] = 1;
    into[3 * COORDINATES + i + 1] = 1;
  }
}

/** Weighted least squares over the rows of `directions`; the first `modes` coefficients have a standard normal prior. */
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
    // The similarity has no prior; the small value keeps the matrix regular.
    const ridge = row < modes ? CORRELATED_PEAKS : 1e-6;
    matrix[row * size + row] = matrix[row * size + row] + ridge;
  }
  return solveSymmetric(matrix, right);
}

/** Four partial sums: with a single one each addition would wait for the one before. Most time is spent here. */
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
 * The variances, in square heat-map pixels, of peak k around its landmark and of the landmark around the model.
 * The peak's variance is raised when it is farther from the model than its height suggests; `tolerance` scales
 * the distance at which this begins.
 */
function variancesAt(
  k: number,
  { peaks, peakVariances, residual }: Problem,
  placed: PlacedShape,
  tolerance: number,
): { readonly ofPeak: number; readonly ofModel: number } {
  const { a, b } = placed.similarity;
  const peak = peaks[k];
  const model = pointOf(placed, k);
  const variance = peakVariances[k];
  const ofModel = (a * a + b * b) * residual[k] ** 2;
  const distance = (peak.x - model.x) ** 2 + (peak.y - model.y) ** 2;
  const surprise = distance / ((variance + ofModel) * tolerance);
  const weight = (PEAK_ERROR_FREEDOM + 2) / (PEAK_ERROR_FREEDOM + surprise);
  return { ofPeak: variance / weight, ofModel };
}

/** Where landmark k of a placed shape lies on the heat map. */
function pointOf({ shape, similarity: { a, b, x, y } }: PlacedShape, k: number): Point {
  const u = shape[2 * k];
  const v = shape[2 * k + 1];
  return { x: a * u - b * v + x, y: b * u + a * v + y };
}
