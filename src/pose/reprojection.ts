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
  return {
    cost(pose) {
      let cost = 0;
      const distances = reprojectionDistances(landmarks, camera, pose);
      for (let k = 0; k < distances.length; k++) {
        const weight = weights[k];
        const distance = distances[k];
        if (weight === 0) continue;
        cost += weight * (distance <= huber ? distance ** 2 / 2 : huber * (distance - huber / 2));
      }
      return cost;
    },
    linearize: (pose) => linearizeReprojection(landmarks, weights, camera, huber, pose),
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
  const points = headInCamera(pose);
  const distances = new Float64Array(HEAD68.length);
  for (let k = 0; k < HEAD68.length; k++) {
    const z = points[3 * k + 2];
    const landmark = landmarks[k];
    const dx = camera.centerX + (camera.focalX * points[3 * k]) / z - landmark.x;
    const dy = camera.centerY + (camera.focalY * points[3 * k + 1]) / z - landmark.y;
    distances[k] = z < NEAREST ? Number.POSITIVE_INFINITY : Math.sqrt(dx * dx + dy * dy);
  }
  return distances;
}

/** The apparent size of a face: the outer-eye distance of the average head, in pixels. */
export function faceSize({ translation }: RigidPose, camera: CameraIntrinsics): number {
  const focal = (camera.focalX + camera.focalY) / 2;
  return (OUTER_EYE_DISTANCE * focal) / Math.hypot(...translation);
}

/** All head points in camera axes, millimetres: x, y, z, x, … (a flat array, for speed: the fit calls this most). */
function headInCamera({ rotation, translation }: RigidPose): Float64Array {
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
  const [tx, ty, tz] = translation;
  const points = new Float64Array(3 * HEAD68.length);
  for (let k = 0; k < HEAD68.length; k++) {
    const head = HEAD68[k];
    const x = head[0];
    const y = head[1];
    const z = head[2];
    points[3 * k] = r0 * x + r1 * y + r2 * z + tx;
    points[3 * k + 1] = r3 * x + r4 * y + r5 * z + ty;
    points[3 * k + 2] = r6 * x + r7 * y + r8 * z + tz;
  }
  return points;
}

/** Gauss–Newton's JᵀWJ and JᵀWr at a pose. W holds the weights and Huber's down-weighting of outliers. */
export function linearizeReprojection(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  huber: number,
  pose: RigidPose,
): Linearization {
  const points = headInCamera(pose);
  const [tx, ty, tz] = pose.translation;
  const hessian = new Float64Array(POSE_PARAMETERS * POSE_PARAMETERS);
  const gradient = new Float64Array(POSE_PARAMETERS);
  const rowX = new Float64Array(POSE_PARAMETERS);
  const rowY = new Float64Array(POSE_PARAMETERS);
  for (let k = 0; k < HEAD68.length; k++) {
    if (weights[k] === 0) continue;
    const x = points[3 * k];
    const y = points[3 * k + 1];
    const z = points[3 * k + 2];
    // The point relative to the centre of rotation.
    const px = x - tx;
    const py = y - ty;
    const pz = z - tz;
    const landmark = landmarks[k];
    const dx = camera.centerX + (camera.focalX * x) / z - landmark.x;
    const dy = camera.centerY + (camera.focalY * y) / z - landmark.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    const weight = weights[k] * (distance <= huber ? 1 : huber / distance);
    // A rotation δ moves the point by δ × p; a motion d projects to focal · (dx − x·dz/z) / z, and likewise for y.
    const ax = camera.focalX / z;
    const bx = (-ax * x) / z;
    const ay = camera.focalY / z;
    const by = (-ay * y) / z;
    rowX[0] = bx * py;
    rowX[1] = ax * pz - bx * px;
    rowX[2] = -ax * py;
    rowX[3] = ax;
    rowX[5] = bx;
    rowY[0] = by * py - ay * pz;
    rowY[1] = -by * px;
    rowY[2] = ay * px;
    rowY[4] = ay;
    rowY[5] = by;
    for (let i = 0; i < POSE_PARAMETERS; i++) {
      const xi = weight * rowX[i];
      const yi = weight * rowY[i];
      gradient[i] = gradient[i] + xi * dx + yi * dy;
      // The lower triangle: the matrix is symmetric.
      for (let j = 0; j <= i; j++) {
        const entry = i * POSE_PARAMETERS + j;
        hessian[entry] = hessian[entry] + xi * rowX[j] + yi * rowY[j];
      }
    }
  }
  return { hessian, gradient };
}
