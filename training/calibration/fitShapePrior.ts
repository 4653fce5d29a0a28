// Fits the linear model of face shapes to annotated faces: alignment, mean, modes and residual.

import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { ShapeModel } from "../../src/landmarks/shapePrior.ts";
import { mirrorImage } from "./mirrorImage.ts";

const COORDINATES = 2 * LANDMARK_COUNT;
const ALIGNMENTS = 6;
/** Modes beyond these explain less than 0.1 % of the variance each. */
const MODES = 24;

/**
 * The point distribution model of faces and their mirror images (Cootes, Taylor et al., CVIU 1995):
 * generalised Procrustes alignment with the scale of the tangent space, then principal components.
 *
 * @param faces 68 landmarks each, in any pixels. They may be training faces.
 * @returns numbers rounded to a ten-thousandth of the face's size. Summed over the modes, rounding changes a point by a few
 * hundredths of a heat-map pixel at most.
 * @throws {RangeError} when there are no faces or one does not have 68 landmarks.
 */
export function fitShapePrior(faces: readonly (readonly Point[])[], modes = MODES): ShapeModel {
  const shapes = faces.flatMap((face) => {
    if (face.length !== LANDMARK_COUNT) {
      throw new RangeError(`A face has ${LANDMARK_COUNT} landmarks, got ${face.length}.`);
    }
    return [normalised(face), normalised(mirrorImage(face))];
  });
  const first = shapes[0];
  if (first === undefined) throw new RangeError("There are no faces to fit a shape to.");
  let mean = first;
  let aligned: Float64Array[] = [];
  for (let round = 0; round < ALIGNMENTS; round++) {
    aligned = shapes.map((shape) => alignedTo(mean, shape));
    mean = normalised(pointsOf(meanOf(aligned)));
  }
  const covariance = covarianceOf(aligned, mean);
  const main = symmetricEigen(covariance, COORDINATES).slice(0, modes);
  const scaled = main.map(({ value, vector }) => {
    const deviation = Math.sqrt(Math.max(0, value));
    return Array.from(vector, (part) => deviation * part);
  });
  const leftOver = (i: number) =>
    scaled.reduce((rest, mode) => rest - mode[i] ** 2, covariance[i * COORDINATES + i]);
  const residual = Array.from({ length: LANDMARK_COUNT }, (_, k) =>
    Math.sqrt(Math.max(0, (leftOver(2 * k) + leftOver(2 * k + 1)) / 2)),
  );
  return {
    mean: rounded(mean),
    modes: scaled.map(rounded),
    residual: rounded(residual),
  };
}

/** Interleaved coordinates, centred, with a root mean square distance of 1 from the centre. */
export function normalised(points: readonly Point[]): Float64Array {
  const centerX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const centerY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const shape = Float64Array.from(points.flatMap(({ x, y }) => [x - centerX, y - centerY]));
  const size = Math.sqrt(shape.reduce((sum, c) => sum + c * c, 0) / points.length);
  if (size === 0) throw new RangeError("All landmarks of a face lie on one point.");
  return shape.map((c) => c / size);
}

/** The shape rotated onto the mean, and scaled so that its projection onto the mean has the length of the mean. */
function alignedTo(mean: Float64Array, shape: Float64Array): Float64Array {
  let along = 0;
  let across = 0;
  for (let i = 0; i < COORDINATES; i += 2) {
    const [x, y] = [shape[i], shape[i + 1]];
    const [u, v] = [mean[i], mean[i + 1]];
    along += x * u + y * v;
    across += x * v - y * u;
  }
  const size = LANDMARK_COUNT / (along * along + across * across);
  const cos = along * size;
  const sin = across * size;
  return shape.map((c, i) =>
    i % 2 === 0 ? cos * c - sin * shape[i + 1] : sin * shape[i - 1] + cos * c,
  );
}

function meanOf(shapes: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(COORDINATES);
  for (const shape of shapes) {
    for (let i = 0; i < COORDINATES; i++) {
      mean[i] = mean[i] + shape[i] / shapes.length;
    }
  }
  return mean;
}

function covarianceOf(shapes: readonly Float64Array[], mean: Float64Array): Float64Array {
  const covariance = new Float64Array(COORDINATES * COORDINATES);
  for (const shape of shapes) {
    const deviation = shape.map((c, i) => c - mean[i]);
    for (let i = 0; i < COORDINATES; i++) {
      const part = deviation[i] / shapes.length;
      for (let j = 0; j < COORDINATES; j++) {
        const at = i * COORDINATES + j;
        covariance[at] = covariance[at] + part * deviation[j];
      }
    }
  }
  return covariance;
}

export function pointsOf(shape: ArrayLike<number>): Point[] {
  return Array.from({ length: LANDMARK_COUNT }, (_, k) => ({
    x: shape[2 * k],
    y: shape[2 * k + 1],
  }));
}

function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Math.round(value * 1e4) / 1e4);
}

/** Convergence is quadratic: matrices of a few hundred rows are diagonal to machine precision after about eight sweeps. */
const SWEEPS = 10;

interface EigenPair {
  readonly value: number;
  /** Of length 1. */
  readonly vector: Float64Array;
}

/**
 * All eigenpairs of a symmetric matrix, from the largest value down (cyclic Jacobi method; Golub and Van Loan,
 * *Matrix Computations*, §8.5).
 *
 * @param matrix `size` × `size`, row after row; left as it is.
 */
export function symmetricEigen(matrix: Float64Array, size: number): EigenPair[] {
  const a = Float64Array.from(matrix);
  // Row k holds the k-th eigenvector in the end.
  const vectors = new Float64Array(size * size);
  for (let k = 0; k < size; k++) vectors[k * size + k] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q];
        if (off === 0) continue;
        const ratio = (a[q * size + q] - a[p * size + p]) / (2 * off);
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
        const cos = 1 / Math.hypot(tangent, 1);
        const sin = tangent * cos;
        for (let k = 0; k < size; k++) rotate(a, k * size + p, k * size + q, cos, sin);
        for (let k = 0; k < size; k++) rotate(a, p * size + k, q * size + k, cos, sin);
        for (let k = 0; k < size; k++) rotate(vectors, p * size + k, q * size + k, cos, sin);
      }
    }
  }
  return Array.from({ length: size }, (_, k) => ({
    value: a[k * size + k],
    vector: vectors.slice(k * size, (k + 1) * size),
  })).sort((first, second) => second.value - first.value);
}

function rotate(a: Float64Array, p: number, q: number, cos: number, sin: number): void {
  const first = a[p];
  const second = a[q];
  a[p] = cos * first - sin * second;
  a[q] = sin * first + cos * second;
}
