// Runs the road over annotated photographs and measures where its landmarks lie and what it calls hidden.

import { errorMessage } from "../../src/errorMessage.ts";
import type { Frame } from "../../src/image/frame.ts";
import { type Box, intersectionOverUnion, type Point } from "../../src/image/geometry.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Landmark } from "../../src/result.ts";
import type { Occluder } from "../landmarks/augment.ts";
import {
  type LandmarkPair,
  type LandmarkSample,
  readLandmarkSample,
} from "../landmarks/dataset.ts";
import {
  interocularDistance,
  type LandmarkReport,
  landmarkReport,
} from "../metrics/landmarkMetrics.ts";
import { type OcclusionReport, occlusionReport } from "../metrics/occlusionMetrics.ts";
import { bySkin, type SkinReport, type SkinTone, skinToneOf } from "../metrics/skinTone.ts";

/** A found face counts for the annotated one when their boxes overlap by at least this (IoU). */
const MATCH_OVERLAP = 0.3;

/** A face that the road found. */
export interface FoundFace {
  readonly box: Box;
  readonly landmarks: readonly Landmark[];
}

/** What a road is asked for. */
export interface RoadOptions {
  readonly boxes?: readonly Box[];
  readonly minScore?: number;
  readonly intrinsics?: CameraIntrinsics;
}

/** The road from a photograph to faces, as far as measuring landmarks needs it; a `Vigil` is one. */
export interface LandmarkRoad<Found extends FoundFace = FoundFace> {
  /** All faces of a photograph; with `boxes`, those in the boxes instead of the detector's. */
  analyze(frame: Frame, options?: RoadOptions): Promise<{ readonly faces: readonly Found[] }>;
}

export interface LandmarkEvaluationOptions {
  /** "detector" runs the whole road; "truth" takes the window from the annotated landmarks. */
  readonly boxes: "detector" | "truth";
  /** Paints seeded objects over every photograph before anything else sees it. */
  readonly occlusion?: { readonly occluder: Occluder; readonly seed: number };
  /** Called after each photograph. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A file that could not be used, and why, in a sentence that names it. */
export interface BrokenFile {
  readonly path: string;
  readonly message: string;
}

export interface LandmarkEvaluation {
  readonly landmarks: LandmarkReport;
  /** Only with seeded occluders, or flags beside every photograph: else nothing tells what is hidden. */
  readonly occlusion: OcclusionReport | null;
  /** Faces found and missed by how light their skin looks. */
  readonly bySkin: readonly SkinReport[];
  readonly broken: readonly BrokenFile[];
}

/**
 * Measures the road on annotated photographs. Files that cannot be read are left out and listed.
 *
 * @throws {Error} when not one photograph could be read.
 */
export async function evaluateLandmarks(
  pairs: readonly LandmarkPair[],
  road: LandmarkRoad,
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
      const found = await findAnnotatedFace(image.frame, landmarks, road, options.boxes);
      const predicted = found?.landmarks ?? null;
      const skin = skinToneOf(frame, landmarks, occluded);
      measured.push({ truth: landmarks, occluded: image.occluded, predicted, skin });
    }
    options.onProgress?.(index + 1, pairs.length);
  }
  if (measured.length === 0) {
    throw new Error(
      `Not one of ${pairs.length} photographs could be read; the first: ${broken[0]?.message ?? "there are none."}`,
    );
  }
  return {
    landmarks: landmarkReport(measured),
    occlusion: options.occlusion || flagged ? occlusionReport(measured) : null,
    bySkin: bySkin(measured.map(({ skin, predicted }) => ({ skin, found: predicted !== null }))),
    broken,
  };
}

/**
 * A copy of a photograph with objects painted over it, the same for the same seed and index. Landmarks under
 * an object, outside the image, or known to be hidden before, are flagged.
 */
export function occludePhotograph(
  { frame, landmarks, occluded }: LandmarkSample,
  { occluder, seed }: { readonly occluder: Occluder; readonly seed: number },
  index: number,
): { readonly frame: Frame; readonly occluded: readonly boolean[] } {
  const { width, height } = frame;
  if (frame.channels !== 3) throw new RangeError("Objects are painted over RGB frames only.");
  const data = new Uint8Array(frame.data);
  const flags = Uint8Array.from(landmarks, ({ x, y }, k) =>
    x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1 && occluded?.[k] !== true ? 0 : 1,
  );
  const coordinates = Float32Array.from(landmarks.flatMap(({ x, y }) => [x, y]));
  occluder(data, width, height, coordinates, flags, randomFrom(mixSeed(seed, index)));
  return { frame: { ...frame, data }, occluded: Array.from(flags, (flag) => flag !== 0) };
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
    const message = errorMessage(cause);
    return { path, message: message.includes(path) ? message : `${path}: ${message}` };
  }
}

/**
 * The face that the road finds where the annotated one is: the one that overlaps it best, `null` when none does.
 *
 * @param boxes "detector" runs the whole road; "truth" takes the window from the annotated landmarks.
 */
export async function findAnnotatedFace<Found extends FoundFace>(
  frame: Frame,
  truth: readonly Point[],
  road: LandmarkRoad<Found>,
  boxes: "detector" | "truth",
  options: RoadOptions = {},
): Promise<Found | null> {
  const box = faceBoxOf(truth);
  if (boxes === "truth") {
    const { faces } = await road.analyze(frame, { ...options, boxes: [box], minScore: 0 });
    return faces[0] ?? null;
  }
  let best: Found | null = null;
  let bestOverlap = MATCH_OVERLAP;
  for (const face of (await road.analyze(frame, options)).faces) {
    const overlap = intersectionOverUnion(face.box, box);
    if (overlap < bestOverlap) continue;
    best = face;
    bestOverlap = overlap;
  }
  return best;
}
