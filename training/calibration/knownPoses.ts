// Estimated poses of faces whose true pose is known: rendered faces and turned photographs.

import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { Point } from "../../src/image/geometry.ts";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Angles } from "../../src/pose/poseCorrection.ts";
import type { Face, HeadPose } from "../../src/result.ts";
import { intrinsicsOf, LEAST_VISIBLE } from "../evaluation/renders.ts";
import { type FacePipeline, findAnnotatedFace } from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import { parseFaceGroundTruth } from "../synthetic/faceGroundTruth.ts";

/** A head's pose as estimated from its landmarks, and the true one. */
export interface KnownPose {
  readonly landmarks: readonly Point[];
  readonly estimated: HeadPose;
  readonly true: Angles;
}

const angles = z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() });
const turnSchema = z.object({ after: angles });
/** Turned photographs have no perspective. This focal length, in sides of the image, has practically none either. */
const LONG_LENS = 200;

/**
 * Estimates the pose of faces of `vigil synth faces` (`.truth.json`) and `vigil synth turned` (`.turn.json`). Faces with too
 * few visible landmarks, and missed ones, are left out.
 *
 * @param pipeline a Vigil whose card holds no pose correction.
 * @throws {Error} when a face has neither file beside it.
 */
export async function collectKnownPoses(
  pairs: readonly LandmarkPair[],
  pipeline: FacePipeline<Face>,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<KnownPose[]> {
  const poses: KnownPose[] = [];
  for (const [index, pair] of pairs.entries()) {
    const { frame, landmarks, occluded } = await readLandmarkSample(pair);
    const visible = occluded?.filter((flag) => !flag).length ?? landmarks.length;
    if (visible >= LEAST_VISIBLE) {
      const { pose, intrinsics } = await readTruePose(pair, frame);
      const face = await findAnnotatedFace(frame, landmarks, pipeline, "truth", { intrinsics });
      if (face !== null) {
        poses.push({ landmarks: face.landmarks, estimated: face.pose, true: pose });
      }
    }
    onProgress(index + 1, pairs.length);
  }
  return poses;
}

async function readTruePose(
  { ptsPath }: LandmarkPair,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<{ readonly pose: Angles; readonly intrinsics: CameraIntrinsics }> {
  const textOf = (ending: string) =>
    readFile(ptsPath.replace(/\.pts$/, ending), "utf8").catch(() => null);
  const render = await textOf(".truth.json");
  if (render !== null) {
    const truth = parseFaceGroundTruth(render);
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
