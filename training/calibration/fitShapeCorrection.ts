// Fits the correction of systematic landmark errors: reduced-rank regression of what landmarks miss on the shape they form.

import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT, REGIONS } from "../../src/landmarks/scheme68.ts";
import {
  alignTo,
  correctShape,
  type ShapeCorrection,
} from "../../src/landmarks/shapeCorrection.ts";
import { solveSymmetricColumns } from "../../src/math/cholesky.ts";
import { mean } from "../../src/math/statistics.ts";
import { pointErrorsPercent } from "../metrics/landmarkMetrics.ts";
import { normalised, pointsOf, symmetricEigen } from "./fitShapePrior.ts";
import { mirrorImage } from "./mirrorImage.ts";

/** A face as the network sees it and as it was annotated. */
export interface AnnotatedShape {
  readonly found: readonly Point[];
  readonly true: readonly Point[];
}

export interface ShapeCorrectionFit {
  readonly correction: ShapeCorrection;
  readonly faces: number;
  /** Mean error of each group, as a share of the inter-ocular distance: uncorrected, and by a fit without the face. */
  readonly groups: readonly { readonly before: number; readonly after: number }[];
}

/** Terms of the map. On photographs eight bring nine tenths of what all 136 bring. */
const TERMS = 16;
/** Strength of the L2 penalty, as a share of the mean variance of a coordinate. */
const RIDGE = 1e-4;
/** Directions with a smaller variance add nothing: a ten-thousandth of the face's size. */
const SMALLEST = 1e-8;
/** Alignments to the mean shape and new means. */
const ALIGNMENTS = 4;
/** Parts of the faces that are left out in turn. Consecutive faces may show the same person, so parts are stretches. */
const PARTS = 5;

const COORDINATES = 2 * LANDMARK_COUNT;

/**
 * Fits the correction to faces and their mirror images, so that it turns no symmetric face aside: annotations that lie
 * shifted to one side do not shift the landmarks.
 *
 * @param groups faces of one kind of annotation each; every group has the same weight.
 * @throws {RangeError} when a group is empty, a face lacks landmarks, or the faces do not determine the map.
 */
export function fitShapeCorrection(
  groups: readonly (readonly AnnotatedShape[])[],
): ShapeCorrectionFit {
  const correction = fitOn(groups);
  const parts = Array.from({ length: PARTS }, (_, part) => {
    const isLeftOut = (k: number, of: number) => Math.floor((k * PARTS) / of) === part;
    const others = groups.map((faces) => faces.filter((_, k) => !isLeftOut(k, faces.length)));
    return { fitted: fitOn(others), isLeftOut };
  });
  const left = (k: number, of: number) => parts.find(({ isLeftOut }) => isLeftOut(k, of));
  return {
    correction,
    faces: groups.reduce((sum, { length }) => sum + length, 0),
    groups: groups.map((faces) => ({
      before: meanError(faces, ({ found }) => found),
      after: meanError(faces, ({ found }, k) => {
        const part = left(k, faces.length);
        return part === undefined ? found : correctShape(found, part.fitted);
      }),
    })),
  };
}

/** A face's shape, what it misses, and its weight, aligned to a mean shape. */
interface Row {
  readonly shape: readonly number[];
  readonly missing: readonly number[];
  readonly weight: number;
}

function fitOn(groups: readonly (readonly AnnotatedShape[])[]): ShapeCorrection {
  const faces = groups.flatMap((group) => {
    if (group.length === 0) throw new RangeError("A group of faces is empty.");
    const weight = 1 / (2 * group.length * groups.length);
    const mirrored = group.map((face): AnnotatedShape => {
      return { found: mirrorImage(face.found), true: mirrorImage(face.true) };
    });
    return [...group, ...mirrored].map((face) => ({ ...face, weight }));
  });
  let meanShape = Array.from(normalised(faces[0].found));
  let rows: Row[] = [];
  for (let round = 0; round < ALIGNMENTS; round++) {
    rows = faces.flatMap((face) => rowOf(face, meanShape) ?? []);
    if (round < ALIGNMENTS - 1) {
      meanShape = Array.from(normalised(pointsOf(weightedSum(rows, ({ shape }) => shape))));
    }
  }
  const offset = weightedSum(rows, ({ missing }) => missing);
  const middle = weightedSum(rows, ({ shape }) => shape);
  // Lids that close must not move the rest of the face, from which the head's pose is measured.
  const from = rows.map(({ shape }) => withWholeEyes(shape.map((value, i) => value - middle[i])));
  const to = rows.map(({ missing }) => missing.map((value, i) => value - offset[i]));
  const weights = rows.map(({ weight }) => weight);
  const variances = products(from, from, weights);
  const penalised = variances.slice();
  let trace = 0;
  for (let i = 0; i < COORDINATES; i++) trace += variances[i * (COORDINATES + 1)];
  for (let i = 0; i < COORDINATES; i++) {
    penalised[i * (COORDINATES + 1)] += (RIDGE * trace) / COORDINATES;
  }
  // Row i: the weights of all coordinates of the shape in coordinate i of what is missing.
  const map = solveSymmetricColumns(penalised, COORDINATES, products(to, from, weights));
  if (map === null) throw new RangeError("The shape correction is not determined by these faces.");
  // The directions of what the map adds, those that it adds most in first.
  const added = from.map((shape) => times(map, shape));
  const directions = symmetricEigen(products(added, added, weights), COORDINATES)
    .slice(0, TERMS)
    .filter(({ value }) => value > SMALLEST);
  const terms = directions.map(({ value, vector }) => {
    const deviation = Math.sqrt(value);
    return {
      from: rounded(timesTransposed(map, vector).map((part) => part / deviation)),
      to: rounded(Array.from(vector, (part) => part * deviation)),
    };
  });
  return { mean: rounded(meanShape), offset: rounded(offset), terms };
}

function rowOf(
  { found, true: truth, weight }: AnnotatedShape & { readonly weight: number },
  meanShape: readonly number[],
): Row | null {
  const aligned = alignTo(meanShape, found);
  if (aligned === null) return null;
  const { a, b } = aligned.similarity;
  const missing = found.flatMap(({ x, y }, k) => {
    const [u, v] = [truth[k].x - x, truth[k].y - y];
    return [a * u - b * v, b * u + a * v];
  });
  return { shape: aligned.shape, missing: withWholeEyes(missing), weight };
}

/**
 * The same coordinates, with the mean of each eye's landmarks for all of them. An eye is moved as a whole, because its
 * openness and the networks of eyes depend on how the landmark network sees lids.
 */
function withWholeEyes(coordinates: readonly number[]): number[] {
  const whole = [...coordinates];
  for (const [first, end] of [REGIONS.rightEye, REGIONS.leftEye]) {
    for (const axis of [0, 1]) {
      let sum = 0;
      for (let k = first; k < end; k++) sum += coordinates[2 * k + axis];
      for (let k = first; k < end; k++) whole[2 * k + axis] = sum / (end - first);
    }
  }
  return whole;
}

function weightedSum(rows: readonly Row[], of: (row: Row) => readonly number[]): number[] {
  const sum = new Array<number>(COORDINATES).fill(0);
  for (const row of rows) for (const [i, value] of of(row).entries()) sum[i] += row.weight * value;
  return sum;
}

/** The weighted sum of the outer products of rows, row-major. */
function products(
  left: readonly (readonly number[])[],
  right: readonly (readonly number[])[],
  weights: readonly number[],
): Float64Array {
  const sum = new Float64Array(COORDINATES * COORDINATES);
  for (const [k, row] of left.entries()) {
    for (let i = 0; i < COORDINATES; i++) {
      const value = weights[k] * row[i];
      for (let j = 0; j < COORDINATES; j++) sum[i * COORDINATES + j] += value * right[k][j];
    }
  }
  return sum;
}

function times(matrix: Float64Array, vector: readonly number[]): number[] {
  return Array.from({ length: COORDINATES }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < COORDINATES; j++) sum += matrix[i * COORDINATES + j] * vector[j];
    return sum;
  });
}

function timesTransposed(matrix: Float64Array, vector: ArrayLike<number>): number[] {
  return Array.from({ length: COORDINATES }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < COORDINATES; i++) sum += matrix[i * COORDINATES + j] * vector[i];
    return sum;
  });
}

function meanError(
  faces: readonly AnnotatedShape[],
  landmarksOf: (face: AnnotatedShape, k: number) => readonly Point[],
): number {
  const percent = faces.map((face, k) => mean(pointErrorsPercent(face.true, landmarksOf(face, k))));
  return mean(percent) / 100;
}

/** Rounded for the card. */
function rounded(values: readonly number[]): number[] {
  return values.map((value) => Number(value.toPrecision(4)));
}
