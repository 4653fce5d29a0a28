// Measures the road on folders of annotated images: runs it, prints a table, writes the figures.

import { orUsageError } from "../../node/cli/arguments.ts";
import { EXIT, UsageError } from "../../node/cli/errors.ts";
import { startProgress, type Terminal } from "../../node/cli/terminal.ts";
import { loadVigil } from "../../node/models.ts";
import type { Vigil } from "../../src/vigil.ts";
import { readBoxTable } from "../detector/dataset.ts";
import {
  type DetectionEvaluation,
  type DetectionRoad,
  evaluateDetection,
} from "../evaluation/evaluateDetection.ts";
import {
  type BrokenFile,
  evaluateLandmarks,
  type LandmarkEvaluation,
  type LandmarkRoad,
} from "../evaluation/evaluateLandmarks.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import type { DetectionReport } from "../metrics/detectionMetrics.ts";
import type { SkinReport } from "../metrics/skinTone.ts";
import { occlude } from "../occluders/index.ts";
import { openDetectionRoad } from "./detectionPipeline.ts";
import { percent, type Row, table, writeJson } from "./figures.ts";

export interface CommonRequest {
  readonly folder: string;
  /** Folder of the networks; default the package's own. */
  readonly models?: string;
  /** Where to write the figures. */
  readonly json?: string;
}

/** What `vigil evaluate detection` was asked for. */
export interface DetectionRequest extends CommonRequest {
  /** The table of all faces in the images. */
  readonly table: string;
  /** Pixels of the shorter side below which faces are ignored. */
  readonly minSize?: number;
}

/** What `vigil evaluate landmarks` was asked for. */
export interface LandmarkRequest extends CommonRequest {
  readonly boxes: "detector" | "truth";
  /** The seed of the painted objects; none where not given. */
  readonly occlude?: number;
}

/**
 * Measures landmarks, prints the figures and writes them where asked.
 *
 * @param load for tests; default: the weights with ONNX Runtime.
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateLandmarkFolder(
  request: LandmarkRequest,
  terminal: Terminal,
  load: (models?: string) => Promise<LandmarkRoad & Pick<Vigil, "dispose">> = loadRoad,
): Promise<number> {
  const pairs = await orUsageError(listLandmarkPairs(request.folder));
  const road = await orUsageError(load(request.models));
  const progress = startProgress(terminal, pairs.length, "images", { quiet: false });
  try {
    const evaluation = await evaluateLandmarks(pairs, road, {
      boxes: request.boxes,
      ...(request.occlude === undefined
        ? {}
        : { occlusion: { occluder: occlude, seed: request.occlude } }),
      onProgress: progress.advance,
    });
    progress.finish();
    terminal.out(landmarkTable(evaluation, request));
    if (request.json !== undefined) {
      await writeJson(request.json, landmarkFigures(evaluation, request));
    }
    return listBroken(evaluation.broken, terminal);
  } finally {
    progress.finish();
    await road.dispose();
  }
}

/**
 * Measures face detection, prints the figures and writes them where asked.
 *
 * @param load for tests; default: the weights with ONNX Runtime.
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateDetectionTable(
  request: DetectionRequest,
  terminal: Terminal,
  load: (models?: string) => Promise<DetectionRoad & Pick<Vigil, "dispose">> = openDetectionRoad,
): Promise<number> {
  const photographs = await orUsageError(readBoxTable(request.table, request.folder));
  if (photographs.length === 0) throw new UsageError(`${request.table} names no images.`);
  const road = await orUsageError(load(request.models));
  const progress = startProgress(terminal, photographs.length, "images", { quiet: false });
  try {
    const evaluation = await evaluateDetection(photographs, road, {
      ...(request.minSize === undefined ? {} : { minimumSize: request.minSize }),
      onProgress: progress.advance,
    });
    progress.finish();
    terminal.out(detectionTable(evaluation, request));
    if (request.json !== undefined) {
      await writeJson(request.json, detectionFigures(evaluation, request));
    }
    return listBroken(evaluation.broken, terminal);
  } finally {
    progress.finish();
    await road.dispose();
  }
}

/** The whole road, with the networks of a folder or the package's own. */
export function loadRoad(models?: string): Promise<Vigil> {
  return loadVigil(models === undefined ? {} : { models });
}

/** The content of the JSON file; see docs/evaluation.md. */
function landmarkFigures(
  { landmarks, occlusion, bySkin, broken }: LandmarkEvaluation,
  { boxes, occlude: seed }: LandmarkRequest,
): Record<string, unknown> {
  const { nme_visible_percent, nme_occluded_percent, ...always } = landmarks;
  return {
    ...always,
    ...(occlusion === null ? {} : { nme_visible_percent, nme_occluded_percent, occlusion }),
    boxes,
    ...(seed === undefined ? {} : { occlude_seed: seed }),
    by_skin: bySkin,
    broken,
  };
}

function landmarkTable(
  { landmarks, occlusion, bySkin }: LandmarkEvaluation,
  { folder, boxes, occlude: seed }: LandmarkRequest,
): string {
  const objects = seed === undefined ? "" : `, objects painted from seed ${seed}`;
  const from = boxes === "truth" ? "the annotation" : "the detector";
  const rows: Row[] = [
    ["missed faces", `${landmarks.missed} of ${landmarks.images}`],
    ...skinRows(bySkin),
    ["NME, inter-ocular", percent(landmarks.nme_interocular_percent)],
    ["median", percent(landmarks.median_percent)],
    ["failures (over 10 %)", percent(landmarks.failure_rate_10_percent)],
    ["area under curve to 10 %", landmarks.auc_10_percent.toFixed(3)],
  ];
  for (const [region, value] of Object.entries(landmarks.region_nme_percent)) {
    rows.push([`  ${region}`, percent(value)]);
  }
  if (occlusion !== null) {
    rows.push(
      ["NME of visible landmarks", percent(landmarks.nme_visible_percent)],
      ["NME of occluded landmarks", percent(landmarks.nme_occluded_percent)],
      ["occluded in truth", `${occlusion.occluded_landmarks} of ${occlusion.landmarks}`],
      ["precision of “occluded”", occlusion.precision?.toFixed(3) ?? "–"],
      ["recall of “occluded”", occlusion.recall.toFixed(3)],
      ["average precision", occlusion.average_precision.toFixed(3)],
      ["recall at 80 % precision", occlusion.recall_at_80_precision.toFixed(3)],
    );
  }
  return table(`${folder}: boxes from ${from}${objects}`, rows);
}

/** How many faces of which tone were missed. */
export function skinRows(bySkin: readonly SkinReport[]): Row[] {
  return bySkin.map(({ skin, faces, missed }) => [`  skin ${skin}`, `${missed} of ${faces}`]);
}

/** The content of the JSON file; see docs/evaluation.md. The figures at the top are those after. */
function detectionFigures(
  { before, after, broken }: DetectionEvaluation,
  { minSize = 0 }: DetectionRequest,
): Record<string, unknown> {
  const { images, faces, ...figures } = after;
  const { images: _images, faces: _faces, ...figuresBefore } = before;
  return {
    images,
    faces,
    min_size_px: minSize,
    ...figures,
    before_refined_score: figuresBefore,
    after_refined_score: figures,
    broken,
  };
}

function detectionTable(
  { before, after }: DetectionEvaluation,
  { folder, minSize = 0 }: DetectionRequest,
): string {
  const size = minSize > 0 ? ` of at least ${minSize} px` : "";
  const both = (of: (report: DetectionReport) => number): string =>
    `${of(before).toFixed(3)}  →  ${of(after).toFixed(3)}`;
  return table(
    `${folder}: ${after.faces} faces${size} in ${after.images} images, before → after the refined score`,
    [
      ["average precision (IoU 0.5)", both((report) => report.average_precision_50)],
      ["recall", both((report) => report.recall)],
      ["false positives an image", both((report) => report.false_positives_per_image)],
    ],
  );
}

/** Lists files that were left out; returns the exit code. */
export function listBroken(broken: readonly BrokenFile[], terminal: Terminal): number {
  if (broken.length === 0) return EXIT.ok;
  terminal.err(`${broken.length} could not be measured:\n`);
  for (const { message } of broken) terminal.err(`  ${message}\n`);
  return EXIT.someFailed;
}
