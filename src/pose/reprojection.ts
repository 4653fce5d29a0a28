// How far a projected head lies from its landmarks: the robust cost that a pose fit minimises.

import type { Point } from "../image/geometry.ts";
import { type CameraIntrinsics, projectPoint } from "./camera.ts";
import { HEAD68 } from "./head68.ts";
import type { LeastSquaresProblem, Linearization } from "./levenbergMarquardt.ts";
import { multiplyMatrices, rotateVector, rotationFromVector, type Vector3 } from "./rotation.ts";
import type { RigidPose } from "./weakPerspective.ts";

/** Numbers in a step: a rotation vector (radians, camera axes) and a shift (millimetres). */
export const POSE_PARAMETERS = 6;
/** No landmark of a head can be nearer to the camera than this, in millimetres. */
const NEAREST = 10;
const OUTER_EYE_DISTANCE = 89.2;

/**
 * The problem of fitting the head to landmarks: Σ weight · ρ(distance in pixels), with Huber's ρ (1964),
 * which counts distances beyond `huber` linearly so that a few stray landmarks cannot drag the head along.
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
        const weight = weights[k] as number;
        const distance = distances[k] as number;
        if (weight === 0) continue;
        cost += weight * (distance <= huber ? distance ** 2 / 2 : huber * (distance - huber / 2));
      }
      return cost;
    },
    linearize: (pose) => linearizeReprojection(landmarks, weights, camera, huber, pose),
    move({ rotation, translation: [x, y, z] }, step) {
      const at = (i: number) => step[i] as number;
      const turn = rotationFromVector([at(0), at(1), at(2)]);
      return {
        rotation: multiplyMatrices(turn, rotation),
        translation: [x + at(3), y + at(4), z + at(5)],
      };
    },
  };
}

/** Distance of each landmark from its projected head point, pixels; infinite for a point behind the camera. */
export function reprojectionDistances(
  landmarks: readonly Point[],
  camera: CameraIntrinsics,
  pose: RigidPose,
): Float64Array {
  const distances = new Float64Array(HEAD68.length);
  for (let k = 0; k < HEAD68.length; k++) {
    const point = toCamera(pose, HEAD68[k] as Vector3);
    const landmark = landmarks[k] as Point;
    const { x, y } = projectPoint(point, camera);
    distances[k] =
      point[2] < NEAREST ? Number.POSITIVE_INFINITY : Math.hypot(x - landmark.x, y - landmark.y);
  }
  return distances;
}

/** How large a face appears: the mean head's distance between the outer eye corners, in pixels. */
export function faceSize({ translation }: RigidPose, camera: CameraIntrinsics): number {
  const focal = (camera.focalX + camera.focalY) / 2;
  return (OUTER_EYE_DISTANCE * focal) / Math.hypot(...translation);
}

/** A head point in camera axes, millimetres. */
export function toCamera({ rotation, translation }: RigidPose, point: Vector3): Vector3 {
  const [x, y, z] = rotateVector(rotation, point);
  return [x + translation[0], y + translation[1], z + translation[2]];
}

/** Gauss–Newton's JᵀWJ and JᵀWr at a pose, W holding the weights and Huber's down-weighting of strays. */
export function linearizeReprojection(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  huber: number,
  pose: RigidPose,
): Linearization {
  const hessian = new Float64Array(POSE_PARAMETERS * POSE_PARAMETERS);
  const gradient = new Float64Array(POSE_PARAMETERS);
  for (let k = 0; k < HEAD68.length; k++) {
    if (weights[k] === 0) continue;
    const [px, py, pz] = rotateVector(pose.rotation, HEAD68[k] as Vector3);
    const x = px + pose.translation[0];
    const y = py + pose.translation[1];
    const z = pz + pose.translation[2];
    const landmark = landmarks[k] as Point;
    const seen = projectPoint([x, y, z], camera);
    const dx = seen.x - landmark.x;
    const dy = seen.y - landmark.y;
    const distance = Math.hypot(dx, dy);
    const weight = (weights[k] as number) * (distance <= huber ? 1 : huber / distance);
    // A turn δ moves the point by δ × p; seen from the camera, (∂u, ∂v) = (fx·(dX − x·dZ/z), …) / z.
    const ax = camera.focalX / z;
    const bx = (-camera.focalX * x) / (z * z);
    const ay = camera.focalY / z;
    const by = (-camera.focalY * y) / (z * z);
    const rowX = [bx * py, ax * pz - bx * px, -ax * py, ax, 0, bx];
    const rowY = [-ay * pz + by * py, -by * px, ay * px, 0, ay, by];
    for (let i = 0; i < POSE_PARAMETERS; i++) {
      const xi = rowX[i] as number;
      const yi = rowY[i] as number;
      gradient[i] = (gradient[i] as number) + weight * (xi * dx + yi * dy);
      for (let j = 0; j <= i; j++) {
        const entry = weight * (xi * (rowX[j] as number) + yi * (rowY[j] as number));
        hessian[i * POSE_PARAMETERS + j] = (hessian[i * POSE_PARAMETERS + j] as number) + entry;
      }
    }
  }
  return { hessian, gradient };
}
