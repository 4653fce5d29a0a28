// Fits the head model to the 68 landmarks of a photograph: pose, person and expression.

import type { Point } from "../../../src/image/geometry.ts";
import { solveSymmetric } from "../../../src/math/cholesky.ts";
import { landmarkWeights } from "../../../src/pose/landmarkWeights.ts";
import { estimateHeadPose } from "../../../src/pose/pnp.ts";
import {
  anglesFromRotation,
  type Matrix3,
  multiplyMatrices,
  rotateVector,
  rotationFromAngles,
  rotationFromVector,
  type Vector3,
} from "../../../src/pose/rotation.ts";
import type { FittableHead } from "./readHead.ts";

/**
 * A head fitted to a photograph by scaled orthographic projection: a point X of the head is at scale · R · X + (x, y), in
 * pixels; its depth, which grows away from the camera, is scale · (R · X)_z.
 */
export interface FittedHead {
  readonly rotation: Matrix3;
  /** Pixels per millimetre. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  /** Weights of the head's shapes, in their order. */
  readonly weights: Float64Array;
  /** The 68 annotated landmarks on this head, millimetres in its axes. */
  readonly landmarks: readonly Vector3[];
  /** Median error of the projected landmarks, as a share of the distance between the outer corners of the eyes. */
  readonly error: number;
}

const ROUNDS = 6;
/** Standard deviation of annotation errors, millimetres. */
const ANNOTATION_ERROR = 1.5;
/** Standard deviations of the shapes' weights. */
const SPREAD = { identity: 1, expression: 0.35 } as const;
const POSE_UNKNOWNS = 6;
/** Focal length in face sizes: so long that perspective vanishes. */
const LONG_LENS = 200;
const [RIGHT_CORNER, LEFT_CORNER] = [36, 45];

/**
 * Fits a head by Gauss–Newton on all unknowns together. Weights have a normal prior around 0; expressions are not
 * negative. Jaw points have less weight the more the head is turned, because annotators mark the outline there.
 *
 * @param landmarks 68 points, pixels.
 * @returns null where the landmarks do not determine a head.
 */
export function fitHead(landmarks: readonly Point[], head: FittableHead): FittedHead | null {
  const size = distance(landmarks[RIGHT_CORNER], landmarks[LEFT_CORNER]);
  if (!(size > 1)) return null;
  const focal = LONG_LENS * size;
  const middle = landmarks[27];
  const camera = {
    focalX: focal,
    focalY: focal,
    centerX: middle.x,
    centerY: middle.y,
    assumed: false,
  };
  const pose = estimateHeadPose(
    landmarks,
    landmarks.map(() => 1),
    camera,
  );
  const scale = focal / pose.translation[2];
  let state: State = {
    rotation: rotationFromAngles(pose),
    scale,
    x: middle.x + scale * pose.translation[0],
    y: middle.y + scale * pose.translation[1],
    weights: new Float64Array(head.shapes.length),
  };
  for (let round = 0; round < ROUNDS; round++) {
    const next = step(landmarks, head, state);
    if (next === null) return null;
    state = next;
  }
  const points = shapedLandmarks(head, state.weights);
  const errors = points
    .map((point, k) => distance(project(state, point), landmarks[k]) / size)
    .sort((p, q) => p - q);
  return { ...state, landmarks: points, error: errors[errors.length >> 1] };
}

type State = Pick<FittedHead, "rotation" | "scale" | "x" | "y" | "weights">;

/** Projects a point of the head to the photograph, pixels. */
export function project({ rotation, scale, x, y }: Omit<State, "weights">, point: Vector3): Point {
  const [px, py] = rotateVector(rotation, point);
  return { x: scale * px + x, y: scale * py + y };
}

function step(landmarks: readonly Point[], head: FittableHead, state: State): State | null {
  const { rotation, scale, weights } = state;
  const count = POSE_UNKNOWNS + weights.length;
  const matrix = new Float64Array(count * count);
  const right = new Float64Array(count);
  const weightOf = turnedWeights(rotation);
  const row = new Float64Array(count);
  const add = (residual: number, weight: number) => {
    for (let i = 0; i < count; i++) {
      const weighted = weight * row[i];
      right[i] = right[i] + weighted * residual;
      for (let j = 0; j <= i; j++) {
        matrix[i * count + j] = matrix[i * count + j] + weighted * row[j];
      }
    }
  };
  for (const [k, point] of shapedLandmarks(head, weights).entries()) {
    const [rx, ry, rz] = rotateVector(rotation, point);
    const [sx, sy, sz] = [scale * rx, scale * ry, scale * rz];
    const at = project(state, point);
    const wanted = landmarks[k];
    const weight = weightOf[k] / (ANNOTATION_ERROR * scale) ** 2;
    const moved = head.shapes.map(({ landmarks: all }) => rotateVector(rotation, all[k]));
    // A small rotation ω moves a point by ω × point; the scale is fitted as its logarithm.
    row.set([0, sz, -sy, sx, 1, 0]);
    for (const [s, [dx]] of moved.entries()) row[POSE_UNKNOWNS + s] = scale * dx;
    add(wanted.x - at.x, weight);
    row.set([-sz, 0, sx, sy, 0, 1]);
    for (const [s, [, dy]] of moved.entries()) row[POSE_UNKNOWNS + s] = scale * dy;
    add(wanted.y - at.y, weight);
  }
  for (const [s, { kind }] of head.shapes.entries()) {
    const hold = 1 / SPREAD[kind] ** 2;
    const at = POSE_UNKNOWNS + s;
    matrix[at * count + at] = matrix[at * count + at] + hold;
    right[at] = right[at] - hold * weights[s];
  }
  const solution = solveSymmetric(matrix, right);
  if (solution === null) return null;
  const [wx = 0, wy = 0, wz = 0, grow = 0, dx = 0, dy = 0] = solution;
  return {
    rotation: multiplyMatrices(rotationFromVector([wx, wy, wz]), rotation),
    scale: scale * Math.exp(grow),
    x: state.x + dx,
    y: state.y + dy,
    weights: weights.map((weight, s) => {
      const next = weight + solution[POSE_UNKNOWNS + s];
      return head.shapes[s]?.kind === "expression" ? Math.max(0, next) : next;
    }),
  };
}

/** Weight of each landmark: lower where it turns out of view. */
function turnedWeights(rotation: Matrix3): number[] {
  const { yaw } = anglesFromRotation(rotation);
  const frontal = landmarkWeights(0);
  // Brows and mouth have full weight, because the shape is fitted too; the jaw loses weight by rotation only.
  return landmarkWeights(yaw).map((weight, k) => weight / frontal[k]);
}

function shapedLandmarks(
  { landmarks, shapes }: FittableHead,
  weights: ArrayLike<number>,
): Vector3[] {
  return landmarks.map(([x, y, z], k) => {
    const sum: [number, number, number] = [x, y, z];
    for (const [s, shape] of shapes.entries()) {
      const weight = weights[s];
      const [dx, dy, dz] = shape.landmarks[k];
      sum[0] += weight * dx;
      sum[1] += weight * dy;
      sum[2] += weight * dz;
    }
    return sum;
  });
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}
