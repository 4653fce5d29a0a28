// Fits what a landmark network's faces show too little of their pose, on heads of known pose.

import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { Point } from "../../src/image/geometry.ts";
import { solveSymmetric } from "../../src/math/cholesky.ts";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import {
  type ANGLES,
  type Angles,
  correctPose,
  FEATURES,
  type PoseCorrection,
  poseFeatures,
} from "../../src/pose/poseCorrection.ts";
import type { Face, HeadPose } from "../../src/result.ts";
import { findAnnotatedFace, type LandmarkRoad } from "../evaluation/evaluateLandmarks.ts";
import { intrinsicsOf, LEAST_VISIBLE } from "../evaluation/evaluateRenders.ts";
import { mirrorImage } from "../evaluation/mirrorImage.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import { parseFaceTruth } from "../synthetic/parseFaceTruth.ts";

/** A head's pose as its landmarks say, and as it is. */
export interface SaidPose {
  readonly landmarks: readonly Point[];
  readonly said: HeadPose;
  readonly true: Angles;
}

export interface PoseCorrectionFit {
  readonly correction: PoseCorrection;
  readonly faces: number;
  /** Mean absolute errors, degrees, of the landmarks' pose, and corrected by a fit on the other half of the faces. */
  readonly before: Angles;
  readonly after: Angles;
}

const angles = z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() });
const turnSchema = z.object({ after: angles });
/** Turned photographs have no perspective: a lens this long, in sides of the image, has none either. */
const LONG_LENS = 200;
/** Keeps weights small that the faces say little of; features are of the order of one. */
const RIDGE = 1;
/** Faces in a row may show one person: halves are made of such runs. */
const RUN = 12;

/**
 * Fits the correction on faces of `vigil synth faces` (`.truth.json`) and `vigil synth turned` (`.turn.json`).
 *
 * @param road a Vigil whose card holds no correction.
 * @throws {Error} when a face has neither truth, or too few could be measured.
 */
export async function fitPoseCorrection(
  pairs: readonly LandmarkPair[],
  road: LandmarkRoad<Face>,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<PoseCorrectionFit> {
  const poses: SaidPose[] = [];
  for (const [index, pair] of pairs.entries()) {
    const { frame, landmarks, occluded } = await readLandmarkSample(pair);
    const visible = occluded?.filter((flag) => !flag).length ?? landmarks.length;
    if (visible >= LEAST_VISIBLE) {
      const { pose, intrinsics } = await readTruth(pair, frame);
      const face = await findAnnotatedFace(frame, landmarks, road, "truth", { intrinsics });
      if (face !== null) {
        poses.push({ landmarks: face.landmarks, said: face.pose, true: pose });
      }
    }
    onProgress(index + 1, pairs.length);
  }
  return fitCorrection(poses);
}

/**
 * The least-squares correction of these faces and their mirror images.
 *
 * @throws {RangeError} when there are fewer than `FEATURES` faces.
 */
export function fitCorrection(poses: readonly SaidPose[]): PoseCorrectionFit {
  if (poses.length < FEATURES) {
    throw new RangeError(
      `A pose correction needs at least ${FEATURES} faces of known pose, got ${poses.length}.`,
    );
  }
  const half = (odd: number) => poses.filter((_, k) => Math.floor(k / RUN) % 2 === odd);
  const [even, odd] = [half(0), half(1)];
  const corrected = [...said(odd, leastSquares(even)), ...said(even, leastSquares(odd))];
  return {
    correction: leastSquares(poses),
    faces: poses.length,
    before: meanErrors(poses),
    after: meanErrors(corrected),
  };
}

function said(poses: readonly SaidPose[], correction: PoseCorrection): SaidPose[] {
  return poses.map((pose) => ({
    ...pose,
    said: correctPose(pose.said, pose.landmarks, correction),
  }));
}

function meanErrors(poses: readonly SaidPose[]): Angles {
  const mean = (angle: (typeof ANGLES)[number]) =>
    poses.reduce((sum, pose) => sum + Math.abs(pose.said[angle] - pose.true[angle]), 0) /
    poses.length;
  return { yaw: mean("yaw"), pitch: mean("pitch"), roll: mean("roll") };
}

function leastSquares(poses: readonly SaidPose[]): PoseCorrection {
  // With mirror images nothing is learned of one side alone, and a frontal face is not turned.
  const all = [...poses, ...poses.map(mirrored)];
  const rows = all.map((pose) => poseFeatures(pose.said, pose.landmarks));
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
      const lack = pose.true[angle] - pose.said[angle];
      for (const [i, value] of row.entries()) right[i] = right[i] + value * lack;
    }
    const weights = solveSymmetric(squares, right);
    if (weights === null) throw new RangeError("The faces say nothing of a pose correction.");
    // Rounded for the card: a thousandth of a degree at most.
    return Array.from(weights, (weight) => Math.round(weight * 1e4) / 1e4);
  };
  return { yaw: weightsOf("yaw"), pitch: weightsOf("pitch"), roll: weightsOf("roll") };
}

function mirrored({ landmarks, said: pose, true: truth }: SaidPose): SaidPose {
  const turned = <Pose extends Angles>(angle: Pose): Pose => ({
    ...angle,
    yaw: -angle.yaw,
    roll: -angle.roll,
  });
  const [x, y, depth] = pose.translation;
  return {
    landmarks: mirrorImage(landmarks),
    said: { ...turned(pose), translation: [-x, y, depth] },
    true: turned(truth),
  };
}

async function readTruth(
  { ptsPath }: LandmarkPair,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<{ readonly pose: Angles; readonly intrinsics: CameraIntrinsics }> {
  const textOf = (ending: string) =>
    readFile(ptsPath.replace(/\.pts$/, ending), "utf8").catch(() => null);
  const render = await textOf(".truth.json");
  if (render !== null) {
    const truth = parseFaceTruth(render);
    return { pose: truth.pose, intrinsics: intrinsicsOf(truth) };
  }
  const turn = await textOf(".turn.json");
  if (turn === null) {
    throw new Error(
      `${ptsPath} has neither .truth.json (vigil synth faces) nor .turn.json (vigil synth turned) beside it: its pose is not known.`,
    );
  }
  const focal = LONG_LENS * Math.max(width, height);
  const [centerX, centerY] = [(width - 1) / 2, (height - 1) / 2];
  const intrinsics = intrinsicsOf({ camera: { focal, centerX, centerY } });
  return { pose: turnSchema.parse(JSON.parse(turn)).after, intrinsics };
}
