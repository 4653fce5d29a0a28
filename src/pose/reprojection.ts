// The reprojection error of a head pose: the robust cost that the pose fit minimises.

import type { Point } from "../image/geometry.ts";
import type { CameraIntrinsics } from "./camera.ts";
import { HEAD68 } from "./head68.ts";
import type { LeastSquaresProblem, Linearization } from "./levenbergMarquardt.ts";
import { multiplyMatrices, rotationFromVector } from "./rotation.ts";
import type { RigidPose } from "./weakPerspective.ts";

/** Numbers in a step: a rotation vector (radians, camera axes) and a shift (millimetres). */
export const POSE_PARAMETERS = 6;
/** No landmark of a head can be nearer to the camera than this, in millimetres. */
const NEAREST = 10;
const OUTER_EYE_DISTANCE = 89.2;

/** The points of the average head one after the other, x, y, z, x, …: the fit reads them most. */
const HEAD = Float64Array.from(HEAD68.flat());

/** Landmarks one after the other: x, y, x, … */
function coordinatesOf(landmarks: readonly Point[]): Float64Array {
  const coordinates = new Float64Array(2 * landmarks.length);
  for (let k = 0; k < landmarks.length; k++) {
    coordinates[2 * k] = landmarks[k].x;
    coordinates[2 * k + 1] = landmarks[k].y;
  }
  return coordinates;
}

/**
 * The cost of a pose: Σ weight · ρ(distance in pixels), with Huber's ρ (1964), which is linear beyond `huber`, so that
 * a few outliers have little influence.
 */
export function reprojectionProblem(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  huber: number,
): LeastSquaresProblem<RigidPose> {
  const coordinates = coordinatesOf(landmarks);
  const weighing = Float64Array.from(weights);
  const distances = new Float64Array(landmarks.length);
  return {
    cost(pose) {
      let cost = 0;
      writeDistances(coordinates, camera, pose, distances);
      for (let k = 0; k < distances.length; k++) {
        const weight = weighing[k];
        const distance = distances[k];
        if (weight === 0) continue;
        cost += weight * (distance <= huber ? distance ** 2 / 2 : huber * (distance - huber / 2));
      }
      return cost;
    },
    linearize: (pose) => linearize(coordinates, weighing, camera, huber, pose),
    move({ rotation, translation: [x, y, z] }, step) {
      const at = (i: number) => step[i];
      const turn = rotationFromVector([at(0), at(1), at(2)]);
      return {
        rotation: multiplyMatrices(turn, rotation),
        translation: [x + at(3), y + at(4), z + at(5)],
      };
    },
  };
}

/** Distance of each landmark from its projected head point, pixels; infinite for points behind the camera. */
export function reprojectionDistances(
  landmarks: readonly Point[],
  camera: CameraIntrinsics,
  pose: RigidPose,
): Float64Array {
  const distances = new Float64Array(landmarks.length);
  writeDistances(coordinatesOf(landmarks), camera, pose, distances);
  return distances;
}

function writeDistances(
  coordinates: Float64Array,
  { focalX, focalY, centerX, centerY }: CameraIntrinsics,
  { rotation, translation }: RigidPose,
  into: Float64Array,
): void {
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
  const [tx, ty, tz] = translation;
  for (let k = 0; k < into.length; k++) {
    const hx = HEAD[3 * k];
    const hy = HEAD[3 * k + 1];
    const hz = HEAD[3 * k + 2];
    const x = r0 * hx + r1 * hy + r2 * hz + tx;
    const y = r3 * hx + r4 * hy + r5 * hz + ty;
    const z = r6 * hx + r7 * hy + r8 * hz + tz;
    const dx = centerX + (focalX * x) / z - coordinates[2 * k];
    const dy = centerY + (focalY * y) / z - coordinates[2 * k + 1];
    into[k] = z < NEAREST ? Number.POSITIVE_INFINITY : Math.sqrt(dx * dx + dy * dy);
  }
}

/** The apparent size of a face: the outer-eye distance of the average head, in pixels. */
export function faceSize({ translation }: RigidPose, camera: CameraIntrinsics): number {
  const focal = (camera.focalX + camera.focalY) / 2;
  return (OUTER_EYE_DISTANCE * focal) / Math.hypot(...translation);
}

/** Gauss–Newton's JᵀWJ and JᵀWr at a pose. W holds the weights and Huber's down-weighting of outliers. */
export function linearizeReprojection(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  huber: number,
  pose: RigidPose,
): Linearization {
  return linearize(coordinatesOf(landmarks), Float64Array.from(weights), camera, huber, pose);
}

function linearize(
  coordinates: Float64Array,
  weights: Float64Array,
  { focalX, focalY, centerX, centerY }: CameraIntrinsics,
  huber: number,
  { rotation, translation }: RigidPose,
): Linearization {
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
  const [tx, ty, tz] = translation;
  // Sums in variables, and no products with the zeros of both rows: half the time of loops over arrays.
  let g0 = 0;
  let g1 = 0;
  let g2 = 0;
  let g3 = 0;
  let g4 = 0;
  let g5 = 0;
  let h00 = 0;
  let h10 = 0;
  let h11 = 0;
  let h20 = 0;
  let h21 = 0;
  let h22 = 0;
  let h30 = 0;
  let h31 = 0;
  let h32 = 0;
  let h33 = 0;
  let h40 = 0;
  let h41 = 0;
  let h42 = 0;
  let h44 = 0;
  let h50 = 0;
  let h51 = 0;
  let h52 = 0;
  let h53 = 0;
  let h54 = 0;
  let h55 = 0;
  for (let k = 0; k < weights.length; k++) {
    if (weights[k] === 0) continue;
    const hx = HEAD[3 * k];
    const hy = HEAD[3 * k + 1];
    const hz = HEAD[3 * k + 2];
    const x = r0 * hx + r1 * hy + r2 * hz + tx;
    const y = r3 * hx + r4 * hy + r5 * hz + ty;
    const z = r6 * hx + r7 * hy + r8 * hz + tz;
    // The point relative to the centre of rotation.
    const px = x - tx;
    const py = y - ty;
    const pz = z - tz;
    const dx = centerX + (focalX * x) / z - coordinates[2 * k];
    const dy = centerY + (focalY * y) / z - coordinates[2 * k + 1];
    const distance = Math.sqrt(dx * dx + dy * dy);
    const weight = weights[k] * (distance <= huber ? 1 : huber / distance);
    // A rotation δ moves the point by δ × p; a motion d projects to focal · (dx − x·dz/z) / z, and likewise for y.
    const ax = focalX / z;
    const bx = (-ax * x) / z;
    const ay = focalY / z;
    const by = (-ay * y) / z;
    // The residuals' derivatives: x's by all but the shift in y, y's by all but the shift in x.
    const x0 = bx * py;
    const x1 = ax * pz - bx * px;
    const x2 = -ax * py;
    const y0 = by * py - ay * pz;
    const y1 = -by * px;
    const y2 = ay * px;
    const wx0 = weight * x0;
    const wx1 = weight * x1;
    const wx2 = weight * x2;
    const wx3 = weight * ax;
    const wx5 = weight * bx;
    const wy0 = weight * y0;
    const wy1 = weight * y1;
    const wy2 = weight * y2;
    const wy4 = weight * ay;
    const wy5 = weight * by;
    g0 = g0 + wx0 * dx + wy0 * dy;
    g1 = g1 + wx1 * dx + wy1 * dy;
    g2 = g2 + wx2 * dx + wy2 * dy;
    g3 += wx3 * dx;
    g4 += wy4 * dy;
    g5 = g5 + wx5 * dx + wy5 * dy;
    h00 = h00 + wx0 * x0 + wy0 * y0;
    h10 = h10 + wx1 * x0 + wy1 * y0;
    h11 = h11 + wx1 * x1 + wy1 * y1;
    h20 = h20 + wx2 * x0 + wy2 * y0;
    h21 = h21 + wx2 * x1 + wy2 * y1;
    h22 = h22 + wx2 * x2 + wy2 * y2;
    h30 += wx3 * x0;
    h31 += wx3 * x1;
    h32 += wx3 * x2;
    h33 += wx3 * ax;
    h40 += wy4 * y0;
    h41 += wy4 * y1;
    h42 += wy4 * y2;
    h44 += wy4 * ay;
    h50 = h50 + wx5 * x0 + wy5 * y0;
    h51 = h51 + wx5 * x1 + wy5 * y1;
    h52 = h52 + wx5 * x2 + wy5 * y2;
    h53 += wx5 * ax;
    h54 += wy5 * ay;
    h55 = h55 + wx5 * bx + wy5 * by;
  }
  // The lower triangle: the matrix is symmetric.
  const hessian = new Float64Array(POSE_PARAMETERS * POSE_PARAMETERS);
  hessian.set([h00]);
  hessian.set([h10, h11], 6);
  hessian.set([h20, h21, h22], 12);
  hessian.set([h30, h31, h32, h33], 18);
  hessian.set([h40, h41, h42, 0, h44], 24);
  hessian.set([h50, h51, h52, h53, h54, h55], 30);
  return { hessian, gradient: Float64Array.of(g0, g1, g2, g3, g4, g5) };
}
