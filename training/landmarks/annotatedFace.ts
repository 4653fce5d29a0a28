// The annotated face of a photograph among the faces that a pipeline reports.

import { existsSync } from "node:fs";
import type { Frame } from "../../src/image/frame.ts";
import { type Box, intersectionOverUnion, type Point } from "../../src/image/geometry.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Landmark } from "../../src/result.ts";
import { readLandmarks, readRgbFrame } from "./dataset.ts";

/** A reported face counts as the annotated one when their boxes overlap by at least this (intersection over union). */
const MATCH_OVERLAP = 0.3;

/** A face that the pipeline reports. */
export interface ReportedFace {
  readonly box: Box;
  readonly landmarks: readonly Landmark[];
}

export interface PipelineOptions {
  readonly boxes?: readonly Box[];
  readonly minScore?: number;
  readonly intrinsics?: CameraIntrinsics;
}

/** The pipeline from an image to faces, as far as measuring and fitting need it; a `Vigil` is one. */
export interface FacePipeline<Reported extends ReportedFace = ReportedFace> {
  /** All faces of an image; with `boxes`, those in the boxes instead of the detector's. */
  analyze(
    frame: Frame,
    options?: PipelineOptions,
  ): Promise<{ readonly faces: readonly Reported[] }>;
}

/** Where face boxes come from: the detector, or the annotated landmarks. */
export type BoxSource = "detector" | "truth";

/**
 * The reported face that overlaps the annotated one best; `null` when no face overlaps it enough.
 *
 * @param boxes "detector" runs the whole pipeline; "truth" takes the window from the annotated landmarks.
 */
export async function findAnnotatedFace<Reported extends ReportedFace>(
  frame: Frame,
  truth: readonly Point[],
  pipeline: FacePipeline<Reported>,
  boxes: BoxSource,
  options: PipelineOptions = {},
): Promise<Reported | null> {
  const box = faceBoxOf(truth);
  if (boxes === "truth") {
    const { faces } = await pipeline.analyze(frame, { ...options, boxes: [box], minScore: 0 });
    return faces[0] ?? null;
  }
  let best: Reported | null = null;
  let bestOverlap = MATCH_OVERLAP;
  for (const face of (await pipeline.analyze(frame, options)).faces) {
    const overlap = intersectionOverUnion(face.box, box);
    if (overlap < bestOverlap) continue;
    best = face;
    bestOverlap = overlap;
  }
  return best;
}

/** The annotated face of a photograph with a `.pts` file beside it, the largest face of another one; `null` without it. */
export async function photographedFace<Reported extends ReportedFace>(
  path: string,
  pipeline: FacePipeline<Reported>,
): Promise<Reported | null> {
  const frame = await readRgbFrame(path);
  const points = path.replace(/\.\w+$/, ".pts");
  if (existsSync(points)) {
    return findAnnotatedFace(frame, await readLandmarks(points), pipeline, "detector");
  }
  return largestFace((await pipeline.analyze(frame)).faces) ?? null;
}

/** The widest face; `undefined` without any. */
export function largestFace<Reported extends ReportedFace>(
  faces: readonly Reported[],
): Reported | undefined {
  return faces.toSorted((p, q) => q.box.width - p.box.width)[0];
}
