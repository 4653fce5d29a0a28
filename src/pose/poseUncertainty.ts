// The uncertainty of a fitted pose: the covariance of the fit, propagated to yaw, pitch and roll.

import type { Point } from "../image/geometry.ts";
import { invertSymmetric } from "../math/cholesky.ts";
import type { HeadPose } from "../result.ts";
import type { CameraIntrinsics } from "./camera.ts";
import {
  faceSize,
  linearizeReprojection,
  POSE_PARAMETERS,
  reprojectionDistances,
} from "./reprojection.ts";
import {
  anglesFromRotation,
  type HeadAngles,
  multiplyMatrices,
  rotationFromVector,
  type Vector3,
} from "./rotation.ts";
import type { RigidPose } from "./weakPerspective.ts";

/** Prior of the landmark error, as a share of the outer-eye distance. */
const PRIOR_ERROR = 0.02;
/** From this uncertainty on, in degrees, an angle is unknown. */
const UNKNOWN = 90;
/** Step of the numerical derivative of the angles, radians. */
const STEP = 1e-4;

/**
 * One standard deviation of yaw, pitch and roll in degrees.
 *
 * The covariance is σ² · (JᵀWJ)⁻¹. σ² is the weighted mean square residual of one coordinate, to which the prior
 * landmark error is added as six more residuals. They replace the six degrees of freedom of the fit, so that a fit
 * to few landmarks does not appear exact.
 */
export function angleUncertainty(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  huber: number,
  pose: RigidPose,
): HeadPose["uncertainty"] {
  const unknown = { yaw: UNKNOWN, pitch: UNKNOWN, roll: UNKNOWN };
  const { hessian } = linearizeReprojection(landmarks, weights, camera, huber, pose);
  const inverse = invertSymmetric(hessian, POSE_PARAMETERS);
  if (inverse === null) return unknown;

  const prior = POSE_PARAMETERS * (PRIOR_ERROR * faceSize(pose, camera)) ** 2;
  let squares = 0;
  let total = 0;
  reprojectionDistances(landmarks, camera, pose).forEach((distance, k) => {
    const weight = weights[k];
    if (weight === 0) return;
    // Outliers have the same weight as in the fit.
    squares += weight * distance * Math.min(distance, huber);
    total += weight;
  });
  const variance = (squares + prior) / (2 * total);

  const jacobian = ([0, 1, 2] as const).map((axis) => angleDerivative(pose, axis));
  const deviation = (angle: keyof HeadAngles): number => {
    let sum = 0;
    jacobian.forEach((p, i) => {
      jacobian.forEach((q, j) => {
        sum += p[angle] * q[angle] * inverse[i * POSE_PARAMETERS + j];
      });
    });
    const degrees = Math.sqrt(variance * sum);
    return Number.isFinite(degrees) ? Math.min(degrees, UNKNOWN) : UNKNOWN;
  };
  return { yaw: deviation("yaw"), pitch: deviation("pitch"), roll: deviation("roll") };
}

/** Change of each angle in degrees per radian of rotation about one camera axis. */
function angleDerivative({ rotation }: RigidPose, axis: 0 | 1 | 2): HeadAngles {
  const turned = (angle: number) => {
    const vector: Vector3 = [
      axis === 0 ? angle : 0,
      axis === 1 ? angle : 0,
      axis === 2 ? angle : 0,
    ];
    return anglesFromRotation(multiplyMatrices(rotationFromVector(vector), rotation));
  };
  const after = turned(STEP);
  const before = turned(-STEP);
  // Across ±180° the difference jumps by a full turn.
  const slope = (name: keyof HeadAngles) => {
    const difference = after[name] - before[name];
    return (difference - 360 * Math.round(difference / 360)) / (2 * STEP);
  };
  return { yaw: slope("yaw"), pitch: slope("pitch"), roll: slope("roll") };
}
