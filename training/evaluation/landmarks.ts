// Measures the pipeline on annotated photographs: where its landmarks lie, and which of them it reports as occluded.

import type { Point } from "../../src/image/geometry.ts";
import type { Landmark } from "../../src/result.ts";
import {
  type BoxSource,
  type FacePipeline,
  findAnnotatedFace,
} from "../landmarks/annotatedFace.ts";
import {
  type LandmarkPair,
  type LandmarkSample,
  readLandmarkSample,
} from "../landmarks/dataset.ts";
import { occludePhotograph, type SeededOccluder } from "../landmarks/occludePhotograph.ts";
import {
  interocularDistance,
  type LandmarkReport,
  landmarkReport,
} from "../metrics/landmarkMetrics.ts";
import { type OcclusionReport, occlusionReport } from "../metrics/occlusionMetrics.ts";
import { bySkin, type SkinReport, type SkinTone, skinToneOf } from "../metrics/skinTone.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";

export interface LandmarkEvaluationOptions {
  readonly boxes: BoxSource;
  /** Paints seeded objects over every photograph before anything else sees it. */
  readonly occlusion?: SeededOccluder;
  /** Called after each photograph. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface LandmarkEvaluation {
  readonly landmarks: LandmarkReport;
  /** `null` unless objects are painted, or flags lie beside every photograph: otherwise occlusion is not known. */
  readonly occlusion: OcclusionReport | null;
  /** Faces found and missed by how light their skin looks. */
  readonly bySkin: readonly SkinReport[];
  readonly broken: readonly BrokenFile[];
}

/**
 * Measures the pipeline on annotated photographs. Files that cannot be read are left out and listed.
 *
 * @throws {Error} when not one photograph could be read.
 */
export async function evaluateLandmarks(
  pairs: readonly LandmarkPair[],
  pipeline: FacePipeline,
  options: LandmarkEvaluationOptions,
): Promise<LandmarkEvaluation> {
  const measured: {
    readonly truth: readonly Point[];
    readonly occluded: readonly boolean[];
    readonly predicted: readonly Landmark[] | null;
    readonly skin: SkinTone;
  }[] = [];
  const broken: BrokenFile[] = [];
  let flagged = true;
  for (const [index, pair] of pairs.entries()) {
    const sample = await readMeasurable(pair);
    if ("message" in sample) {
      broken.push(sample);
    } else {
      const { frame, landmarks, occluded } = sample;
      const image = options.occlusion
        ? occludePhotograph(sample, options.occlusion, index)
        : { frame, occluded: occluded ?? landmarks.map(() => false) };
      flagged &&= occluded !== undefined;
      const reported = await findAnnotatedFace(image.frame, landmarks, pipeline, options.boxes);
      const predicted = reported?.landmarks ?? null;
      const skin = skinToneOf(frame, landmarks, occluded);
      measured.push({ truth: landmarks, occluded: image.occluded, predicted, skin });
    }
    options.onProgress?.(index + 1, pairs.length);
  }
  checkMeasured(measured.length, pairs.length, "photographs", broken);
  return {
    landmarks: landmarkReport(measured),
    occlusion: options.occlusion || flagged ? occlusionReport(measured) : null,
    bySkin: bySkin(measured.map(({ skin, predicted }) => ({ skin, found: predicted !== null }))),
    broken,
  };
}

/** A photograph whose landmarks can be measured against, or why this one cannot be. */
async function readMeasurable(pair: LandmarkPair): Promise<LandmarkSample | BrokenFile> {
  let path = pair.imagePath;
  try {
    const sample = await readLandmarkSample(pair);
    path = pair.ptsPath;
    interocularDistance(sample.landmarks);
    return sample;
  } catch (cause) {
    return brokenFile(path, cause);
  }
}
