// Corrects the systematic errors of a network's landmarks: a linear map of the face's shape, fitted on training faces.

import { type Point, transformPoint } from "../image/geometry.ts";
import { affineOfSimilarity, fitSimilarity } from "../image/similarity.ts";
import { clamp } from "../math/statistics.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/**
 * What landmarks miss on average, given the shape that they form. Lengths are in units of the mean shape, whose root mean
 * square distance from its centre is 1. Kept in the model card; `vigil calibrate shape` fits it (reduced-rank regression,
 * Izenman 1975).
 */
export interface ShapeCorrection {
  /** The mean shape of the network's faces: 136 numbers, x then y of each landmark in the scheme's order; upright, y down. */
  readonly mean: readonly number[];
  /** What is added to the mean shape, 136 numbers. */
  readonly offset: readonly number[];
  /** What is added besides: `to` times the product of `from` and the difference from the mean shape, 136 numbers each. */
  readonly terms: readonly { readonly from: readonly number[]; readonly to: readonly number[] }[];
}

/** The products are in standard deviations of training faces. Shapes further out than this are beyond what was fitted. */
const FURTHEST = 3;

const EVENLY = new Float64Array(LANDMARK_COUNT).fill(1);

/**
 * The landmarks with the correction added. Scaling, turning and shifting all landmarks does the same to the result.
 *
 * @param landmarks 68 positions, in any unit of length, y down.
 * @returns the same landmarks where all of them coincide.
 * @throws {RangeError} when there are not 68 landmarks.
 */
export function correctShape(
  landmarks: readonly Point[],
  { mean, offset, terms }: ShapeCorrection,
): Point[] {
  const aligned = alignTo(mean, landmarks);
  if (aligned === null) return [...landmarks];
  const { shape, similarity } = aligned;
  const added = [...offset];
  for (const { from, to } of terms) {
    let product = 0;
    for (let i = 0; i < shape.length; i++) product += from[i] * (shape[i] - mean[i]);
    const share = clamp(product, -FURTHEST, FURTHEST);
    for (let i = 0; i < added.length; i++) added[i] += share * to[i];
  }
  // Back with the inverse of scale and rotation.
  const { a, b } = similarity;
  const size = a * a + b * b;
  return landmarks.map(({ x, y }, k) => {
    const [u, v] = [added[2 * k], added[2 * k + 1]];
    return { x: x + (a * u + b * v) / size, y: y + (a * v - b * u) / size };
  });
}

/** A shape scaled, turned and shifted onto the mean shape, 136 numbers; null where all landmarks coincide. */
export function alignTo(mean: readonly number[], landmarks: readonly Point[]) {
  const target = Array.from({ length: LANDMARK_COUNT }, (_, k): Point => {
    return { x: mean[2 * k], y: mean[2 * k + 1] };
  });
  const similarity = fitSimilarity(landmarks, target, EVENLY);
  if (similarity === null) return null;
  const onto = affineOfSimilarity(similarity);
  const shape = landmarks.flatMap((point) => {
    const { x, y } = transformPoint(onto, point);
    return [x, y];
  });
  return { shape, similarity };
}
