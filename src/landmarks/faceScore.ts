// The refined face score: whether the heat maps' peaks together form a face, occluded or not.

import { MEAN_SHAPE } from "./meanShape.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/** A heat map's peak: position in any unit that is equal on both axes, and signed height (negative: occluded). */
export interface ScoredPeak {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** The features of the score. The weights in the model card have the same names. */
export interface FaceScoreFeatures {
  /** Mean of |peak|: the confidence of the network in the landmarks, visible or occluded. */
  readonly meanPeak: number;
  /** The tenth percentile of |peak|: a face has all landmarks, a face-like pattern only some. */
  readonly lowPeak: number;
  /**
   * How far the points are from any view of the mean face: the square root of the share of their variance that
   * the best affine view of the 3-D mean shape leaves unexplained, 0..1. About 0.07 for faces, 0.98 for random
   * points.
   */
  readonly shapeResidual: number;
}

/** Logistic regression on the features; fitted on validation data, kept in the model card. */
export interface FaceScoreSettings {
  readonly intercept: number;
  readonly weights: FaceScoreFeatures;
}

/**
 * The refined face score, 0..1: the probability that the window holds a face, from the peaks of its 68 heat maps
 * (the paper's refined detection score). It uses |peak|, so an occluded face counts as a face.
 *
 * @param peaks 68 peaks in the scheme's order.
 * @throws {RangeError} when there are not 68.
 */
export function faceScore(peaks: readonly ScoredPeak[], settings: FaceScoreSettings): number {
  return faceScoreOf(faceScoreFeatures(peaks), settings);
}

/** The score of features that are computed already. */
export function faceScoreOf(
  features: FaceScoreFeatures,
  { intercept, weights }: FaceScoreSettings,
): number {
  const logit =
    intercept +
    weights.meanPeak * features.meanPeak +
    weights.lowPeak * features.lowPeak +
    weights.shapeResidual * features.shapeResidual;
  return 1 / (1 + Math.exp(-logit));
}

/** The features of `faceScore`. @throws {RangeError} when there are not 68 peaks. */
export function faceScoreFeatures(peaks: readonly ScoredPeak[]): FaceScoreFeatures {
  if (peaks.length !== LANDMARK_COUNT) {
    throw new RangeError(`A face has ${LANDMARK_COUNT} peaks, got ${peaks.length}.`);
  }
  const strengths = peaks.map(({ value }) => Math.abs(value)).sort((p, q) => p - q);
  return {
    meanPeak: strengths.reduce((sum, s) => sum + s, 0) / LANDMARK_COUNT,
    lowPeak: strengths[Math.floor(LANDMARK_COUNT / 10)],
    shapeResidual: shapeResidual(peaks),
  };
}

/**
 * The best affine view of the mean shape is the projection of the points' x, and of their y, onto the span of the
 * shape's three axes and a constant. Centring removes the constant.
 */
function shapeResidual(points: readonly ScoredPeak[]): number {
  const xs = centred(points.map(({ x }) => x));
  const ys = centred(points.map(({ y }) => y));
  const total = dot(xs, xs) + dot(ys, ys);
  if (total === 0) return 1;
  let explained = 0;
  for (const axis of SHAPE_AXES) explained += dot(axis, xs) ** 2 + dot(axis, ys) ** 2;
  return Math.sqrt(Math.max(0, 1 - explained / total));
}

/** The mean shape's x, y and z, centred and orthonormal (Gram–Schmidt). */
const SHAPE_AXES: readonly (readonly number[])[] = (() => {
  const axes: number[][] = [];
  for (const coordinate of [0, 1, 2] as const) {
    let axis = centred(MEAN_SHAPE.map((point) => point[coordinate]));
    for (const other of axes) {
      const along = dot(axis, other);
      axis = axis.map((value, k) => value - along * other[k]);
    }
    const length = Math.sqrt(dot(axis, axis));
    axes.push(axis.map((value) => value / length));
  }
  return axes;
})();

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, value, k) => sum + value * q[k], 0);
}
