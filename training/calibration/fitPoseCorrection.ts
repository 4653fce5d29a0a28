// Fits the correction of systematic pose errors on heads of known pose.
//
// The pose from a network's landmarks is biased: large yaw and pitch are underestimated. The correction is linear in a few
// features of pose and landmarks (src/pose/poseCorrection.ts); its weights are fitted by ridge regression.

import { solveSymmetric } from "../../src/math/cholesky.ts";
import {
  type ANGLES,
  type Angles,
  correctPose,
  FEATURES,
  type PoseCorrection,
  poseFeatures,
} from "../../src/pose/poseCorrection.ts";
import { fitPoseError, sharesWithin } from "./fitPoseError.ts";
import type { KnownPose } from "./knownPoses.ts";
import { mirrorImage } from "./mirrorImage.ts";

export interface PoseCorrectionFit {
  readonly correction: PoseCorrection;
  readonly faces: number;
  /** Mean absolute errors, degrees: uncorrected, and corrected by a fit on the other half of the faces. */
  readonly before: Angles;
  readonly after: Angles;
  /** Shares of the errors within one and two reported standard deviations, likewise. */
  readonly within: readonly [number, number];
}

/** Strength of the L2 penalty; features are of the order of one. */
const RIDGE = 1;
/** Consecutive faces may show the same person, so halves alternate in blocks of this many faces. */
const BLOCK = 12;

/**
 * Fits the correction to faces and their mirror images by least squares.
 *
 * @throws {RangeError} when there are fewer than `FEATURES` faces.
 */
export function fitPoseCorrection(poses: readonly KnownPose[]): PoseCorrectionFit {
  if (poses.length < FEATURES) {
    throw new RangeError(
      `A pose correction needs at least ${FEATURES} faces of known pose, got ${poses.length}.`,
    );
  }
  const half = (odd: number) => poses.filter((_, k) => Math.floor(k / BLOCK) % 2 === odd);
  const [even, odd] = [half(0), half(1)];
  const corrected = [
    ...correctedBy(odd, leastSquares(even)),
    ...correctedBy(even, leastSquares(odd)),
  ];
  const error = fitPoseError(corrected);
  return {
    correction: { ...leastSquares(poses), error },
    within: sharesWithin(corrected, error),
    faces: poses.length,
    before: meanErrors(poses),
    after: meanErrors(corrected),
  };
}

function correctedBy(poses: readonly KnownPose[], correction: PoseCorrection): KnownPose[] {
  return poses.map((pose) => ({
    ...pose,
    estimated: correctPose(pose.estimated, pose.landmarks, correction),
  }));
}

function meanErrors(poses: readonly KnownPose[]): Angles {
  const mean = (angle: (typeof ANGLES)[number]) =>
    poses.reduce((sum, pose) => sum + Math.abs(pose.estimated[angle] - pose.true[angle]), 0) /
    poses.length;
  return { yaw: mean("yaw"), pitch: mean("pitch"), roll: mean("roll") };
}

function leastSquares(poses: readonly KnownPose[]): PoseCorrection {
  // Mirror images make the correction symmetric: it does not turn a frontal face.
  const all = [...poses, ...poses.map(mirrored)];
  const rows = all.map((pose) => poseFeatures(pose.estimated, pose.landmarks));
  const squares = new Float64Array(FEATURES * FEATURES);
  for (const row of rows) {
    for (let i = 0; i < FEATURES; i++) {
      const value = row[i];
      for (let j = 0; j < FEATURES; j++) {
        const at = i * FEATURES + j;
        squares[at] = squares[at] + value * row[j];
      }
    }
  }
  for (let i = 0; i < FEATURES; i++) {
    squares[i * (FEATURES + 1)] = squares[i * (FEATURES + 1)] + RIDGE;
  }
  const weightsOf = (angle: (typeof ANGLES)[number]) => {
    const right = new Float64Array(FEATURES);
    for (const [k, row] of rows.entries()) {
      const pose = all[k];
      const missing = pose.true[angle] - pose.estimated[angle];
      for (const [i, value] of row.entries()) right[i] = right[i] + value * missing;
    }
    const weights = solveSymmetric(squares, right);
    if (weights === null)
      throw new RangeError("The pose correction is not determined by these faces.");
    // Rounded for the card. This changes an angle by a thousandth of a degree at most.
    return Array.from(weights, (weight) => Math.round(weight * 1e4) / 1e4);
  };
  return { yaw: weightsOf("yaw"), pitch: weightsOf("pitch"), roll: weightsOf("roll") };
}

function mirrored({ landmarks, estimated: pose, true: truth }: KnownPose): KnownPose {
  const mirroredAngles = <Pose extends Angles>(angles: Pose): Pose => ({
    ...angles,
    yaw: -angles.yaw,
    roll: -angles.roll,
  });
  const [x, y, depth] = pose.translation;
  return {
    landmarks: mirrorImage(landmarks),
    estimated: { ...mirroredAngles(pose), translation: [-x, y, depth] },
    true: mirroredAngles(truth),
  };
}
