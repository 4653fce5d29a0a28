// Head pose from 68 landmarks: perspective-n-point on the average head, weighted by visibility.

import type { Point } from "../image/geometry.ts";
import { LANDMARK_COUNT } from "../landmarks/scheme68.ts";
import type { HeadPose } from "../result.ts";
import { type CameraIntrinsics, checkIntrinsics } from "./camera.ts";
import { landmarkWeights } from "./landmarkWeights.ts";
import { levenbergMarquardt, type Minimum } from "./levenbergMarquardt.ts";
import { angleUncertainty } from "./poseUncertainty.ts";
import { faceSize, reprojectionDistances, reprojectionProblem } from "./reprojection.ts";
import { anglesFromRotation, rotationFromAngles } from "./rotation.ts";
import { initialPoses, type RigidPose } from "./weakPerspective.ts";

/** Where a head is and how it is turned. */
type KnownPose = Pick<HeadPose, "yaw" | "pitch" | "roll" | "translation">;

/** Stopping rules of both fits; costs are in square pixels. */
const COARSE = { iterations: 6, smallestGain: 1e-2, negligible: 1e-2 };
const FINE = { iterations: 30, smallestGain: 1e-6, negligible: 1e-5 };
/** A landmark counts as visible from this weight up. */
const VISIBLE = 0.5;
/** With fewer visible landmarks than this the hidden ones are used too … */
const ENOUGH_VISIBLE = 6;
/** … with this weight, which raises the uncertainty. */
const HIDDEN_WEIGHT = 0.02;
/** Huber's threshold of the first, coarse fit, as a share of the face's size. */
const COARSE_HUBER = 0.1;
/** Huber's threshold in robust standard deviations: 95 % as efficient as least squares on clean data. */
const HUBER_SIGMAS = 1.345;
/** The median of a two-dimensional normal error's length, in standard deviations of one coordinate. */
const RAYLEIGH_MEDIAN = Math.sqrt(2 * Math.log(2));
/**
 * When an assumed camera puts the head nearer than this, in millimetres, the image is treated as a crop of a longer
 * lens's image. Otherwise the strong perspective would reduce the yaw (by 10 to 15 % on crops).
 */
const NEAREST_ASSUMED = 600;
/** Below this cosine between the face's direction and the direction to the camera, the back of the head is in view. */
const FROM_BEHIND = -0.2;
/** Lower bound of the landmark error, as a share of the face's size. */
const LEAST_ERROR = 0.002;

/**
 * The pose of a head. Initial poses (weak perspective and rotated upright heads) are refined by Levenberg–Marquardt.
 * The best one is refined again, with the landmark weights of its yaw and a Huber threshold from its residuals.
 *
 * @param landmarks 68 points in frame pixels (order of scheme68.ts).
 * @param weights 68 numbers ≥ 0: the weight of each landmark, such as the probability that it is visible; 0 leaves
 *   it out. When fewer than six reach 0.5, hidden landmarks are used too, with a weight of 0.02.
 * @param camera the frame's camera, calibrated or from `assumeIntrinsics`.
 * @param near a pose that is known to be near, in place of the initial poses: a fifth of the time of the first fit.
 * @throws {RangeError} when there are not 68 of each, or one is not finite, or a weight is negative.
 */
export function estimateHeadPose(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  near?: KnownPose,
): HeadPose {
  checkLandmarks(landmarks, weights);
  checkIntrinsics(camera);
  const visible = weights.filter((weight) => weight >= VISIBLE).length;
  const trust =
    visible >= ENOUGH_VISIBLE ? weights : weights.map((w) => Math.max(w, HIDDEN_WEIGHT));
  const weightsAt = (yaw: number) => landmarkWeights(yaw).map((weight, k) => weight * trust[k]);

  const coarse = coarsePose(landmarks, weightsAt(0), camera, near);
  const depth = coarse.translation[2];
  const stretch = camera.assumed && depth < NEAREST_ASSUMED ? NEAREST_ASSUMED / depth : 1;
  const lens = {
    ...camera,
    focalX: camera.focalX * stretch,
    focalY: camera.focalY * stretch,
  };
  let pose = withDepth(coarse, depth * stretch);
  let used: number[] = [];
  let huber = 0;
  // Two rounds, because the outline's weight and the spread of the residuals depend on the pose.
  for (let round = 0; round < 2; round++) {
    used = weightsAt(anglesFromRotation(pose.rotation).yaw);
    huber = HUBER_SIGMAS * residualSigma(landmarks, used, lens, pose);
    pose = levenbergMarquardt(reprojectionProblem(landmarks, used, lens, huber), pose, FINE).state;
  }

  return {
    ...anglesFromRotation(pose.rotation),
    // The caller's camera has a shorter focal length, and the head is nearer by the same factor.
    translation: withDepth(pose, pose.translation[2] / stretch).translation,
    reprojectionError: weightedRootMeanSquare(reprojectionDistances(landmarks, lens, pose), trust),
    uncertainty: angleUncertainty(landmarks, used, lens, huber, pose),
  };
}

function withDepth({ rotation, translation: [x, y] }: RigidPose, z: number): RigidPose {
  return { rotation, translation: [x, y, z] };
}

/** The best of the initial poses after a short fit; the unfitted upright pose when all show the back of a head. */
function coarsePose(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  near: KnownPose | undefined,
): RigidPose {
  const poses =
    near === undefined
      ? initialPoses(landmarks, weights, camera)
      : [{ rotation: rotationFromAngles(near), translation: near.translation }];
  const upright = poses.at(-1) as RigidPose;
  const huber = COARSE_HUBER * faceSize(upright, camera);
  const problem = reprojectionProblem(landmarks, weights, camera, huber);
  let best: Minimum<RigidPose> = { state: upright, cost: Number.POSITIVE_INFINITY };
  for (const pose of poses) {
    const fitted = levenbergMarquardt(problem, pose, COARSE);
    if (facesCamera(fitted.state) && fitted.cost < best.cost) best = fitted;
  }
  return best.state;
}

/** Whether the front of the face is in view. */
function facesCamera({ rotation, translation: [x, y, z] }: RigidPose): boolean {
  // The face looks along −z of its own axes; the camera lies along −translation.
  const [, , rightwards, , , downwards, , , away] = rotation;
  return (rightwards * x + downwards * y + away * z) / Math.hypot(x, y, z) > FROM_BEHIND;
}

/** A robust standard deviation of the residuals along one axis, in pixels: from their weighted median. */
function residualSigma(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
  pose: RigidPose,
): number {
  const median = weightedMedian(reprojectionDistances(landmarks, camera, pose), weights);
  return Math.max(median / RAYLEIGH_MEDIAN, LEAST_ERROR * faceSize(pose, camera));
}

function weightedMedian(values: Float64Array, weights: readonly number[]): number {
  const order = sortedPlaces(values);
  let left = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  for (const index of order) {
    left -= weights[index];
    if (left <= 0) return values[index];
  }
  return 0;
}

/** The places of values in ascending order; equal values keep theirs. Of so few, insertion sorts fastest. */
function sortedPlaces(values: Float64Array): Int32Array {
  const order = new Int32Array(values.length);
  for (let k = 0; k < values.length; k++) {
    let at = k;
    for (; at > 0 && values[order[at - 1]] > values[k]; at--) order[at] = order[at - 1];
    order[at] = k;
  }
  return order;
}

function weightedRootMeanSquare(values: Float64Array, weights: readonly number[]): number {
  let [sum, total] = [0, 0];
  weights.forEach((weight, index) => {
    if (weight === 0) return;
    sum += weight * values[index] ** 2;
    total += weight;
  });
  return Math.sqrt(sum / total);
}

function checkLandmarks(landmarks: readonly Point[], weights: readonly number[]): void {
  if (landmarks.length !== LANDMARK_COUNT || weights.length !== LANDMARK_COUNT) {
    throw new RangeError(
      `A head pose needs ${LANDMARK_COUNT} landmarks and as many weights, not ${landmarks.length} and ${weights.length}.`,
    );
  }
  landmarks.forEach(({ x, y }, index) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      throw new RangeError(
        `Landmark ${index} lies at (${x}, ${y}): a pose needs finite positions.`,
      );
    }
  });
  weights.forEach((weight, index) => {
    if (!Number.isFinite(weight) || weight < 0) {
      throw new RangeError(
        `Landmark ${index} has weight ${weight}: weights are finite and not negative.`,
      );
    }
  });
}
