// Head pose from 68 landmarks: perspective-n-point on the average head, weighted by what can be seen.

import type { Point } from "../image/geometry.ts";
import { LANDMARK_COUNT } from "../landmarks/scheme68.ts";
import type { HeadPose } from "../result.ts";
import { type CameraIntrinsics, checkIntrinsics } from "./camera.ts";
import { landmarkWeights } from "./landmarkWeights.ts";
import { levenbergMarquardt, type Minimum } from "./levenbergMarquardt.ts";
import { angleUncertainty } from "./poseUncertainty.ts";
import { faceSize, reprojectionDistances, reprojectionProblem } from "./reprojection.ts";
import { anglesFromRotation } from "./rotation.ts";
import { guessPoses, type RigidPose } from "./weakPerspective.ts";

/** When to stop: costs are in square pixels, of which these are no error at all. */
const COARSE = { iterations: 6, smallestGain: 1e-2, negligible: 1e-2 };
const FINE = { iterations: 30, smallestGain: 1e-6, negligible: 1e-5 };
/** A landmark counts as visible from this weight up. */
const VISIBLE = 0.5;
/** With fewer visible landmarks than this the hidden ones are heard as well … */
const ENOUGH_VISIBLE = 6;
/** … with this weight, and the uncertainty says so. */
const UNSEEN_WEIGHT = 0.02;
/** Huber's threshold of the first, coarse fit, as a share of the face's size. */
const COARSE_HUBER = 0.1;
/** Huber's threshold in robust standard deviations: 95 % as efficient as least squares on clean data. */
const HUBER_SIGMAS = 1.345;
/** The median of a two-dimensional normal error's length, in standard deviations of one coordinate. */
const RAYLEIGH_MEDIAN = Math.sqrt(2 * Math.log(2));
/**
 * A guessed camera that puts the head nearer than this, in millimetres, is taken for a crop of a longer
 * lens's image: such strong perspective would be read into the face as less yaw (10 to 15 % on crops).
 */
const NEAREST_GUESSED = 600;
/** Cosine between the face's direction and the camera's below which one sees the back of the head. */
const FROM_BEHIND = -0.2;
/** Landmarks are never thought to be better than this share of the face's size. */
const LEAST_ERROR = 0.002;

/**
 * The pose of a head: weak-perspective and turned first guesses, each refined by Levenberg–Marquardt, the
 * best one refined again with weights for its yaw and a Huber threshold from its residuals.
 *
 * @param landmarks 68 points in frame pixels (order of scheme68.ts).
 * @param weights 68 numbers ≥ 0: how much each landmark is to be trusted, such as the probability that it is
 *   visible; 0 leaves it out. When fewer than six reach 0.5, the hidden landmarks are heard too, at a
 *   weight of 0.02.
 * @param camera The frame's camera, calibrated or from `assumeIntrinsics`.
 * @throws {RangeError} when there are not 68 of each, or one is not finite, or a weight is negative.
 */
export function estimateHeadPose(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
): HeadPose {
  checkLandmarks(landmarks, weights);
  checkIntrinsics(camera);
  const visible = weights.filter((weight) => weight >= VISIBLE).length;
  const trust =
    visible >= ENOUGH_VISIBLE ? weights : weights.map((w) => Math.max(w, UNSEEN_WEIGHT));
  const weightsAt = (yaw: number) => landmarkWeights(yaw).map((weight, k) => weight * trust[k]);

  const coarse = coarsePose(landmarks, weightsAt(0), camera);
  const depth = coarse.translation[2];
  const stretch = camera.assumed && depth < NEAREST_GUESSED ? NEAREST_GUESSED / depth : 1;
  const lens = {
    ...camera,
    focalX: camera.focalX * stretch,
    focalY: camera.focalY * stretch,
  };
  let pose = withDepth(coarse, depth * stretch);
  let used: number[] = [];
  let huber = 0;
  // Twice: the outline's weight and the spread of the residuals both depend on the pose.
  for (let round = 0; round < 2; round++) {
    used = weightsAt(anglesFromRotation(pose.rotation).yaw);
    huber = HUBER_SIGMAS * residualSigma(landmarks, used, lens, pose);
    pose = levenbergMarquardt(reprojectionProblem(landmarks, used, lens, huber), pose, FINE).state;
  }

  return {
    ...anglesFromRotation(pose.rotation),
    // In the caller's camera the head lies as much nearer as its lens is shorter.
    translation: withDepth(pose, pose.translation[2] / stretch).translation,
    reprojectionError: weightedRootMeanSquare(reprojectionDistances(landmarks, lens, pose), trust),
    uncertainty: angleUncertainty(landmarks, used, lens, huber, pose),
  };
}

function withDepth({ rotation, translation: [x, y] }: RigidPose, z: number): RigidPose {
  return { rotation, translation: [x, y, z] };
}

/** The best of the first guesses after a short fit; the upright guess as it is when all show a head's back. */
function coarsePose(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
): RigidPose {
  const guesses = guessPoses(landmarks, weights, camera);
  const upright = guesses.at(-1) as RigidPose;
  const huber = COARSE_HUBER * faceSize(upright, camera);
  const problem = reprojectionProblem(landmarks, weights, camera, huber);
  let best: Minimum<RigidPose> = { state: upright, cost: Number.POSITIVE_INFINITY };
  for (const guess of guesses) {
    const fitted = levenbergMarquardt(problem, guess, COARSE);
    if (facesCamera(fitted.state) && fitted.cost < best.cost) best = fitted;
  }
  return best.state;
}

/** Whether the front of the face can be seen; landmarks of the back of a head are no landmarks. */
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
  const order = Array.from(values.keys()).sort((p, q) => values[p] - values[q]);
  let left = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  for (const index of order) {
    left -= weights[index];
    if (left <= 0) return values[index];
  }
  return 0;
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
