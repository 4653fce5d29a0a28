// Measures which landmarks are reported as occluded on real faces, against labels of people, by region and by cause.

import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { OUTER_EYE_CORNERS } from "../../src/landmarks/scheme68.ts";
import type { HeadPose } from "../../src/result.ts";
import {
  type BoxSource,
  type FacePipeline,
  findAnnotatedFace,
  type ReportedFace,
} from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, readRgbFrame } from "../landmarks/dataset.ts";
import { type LabelledLandmark, readMerlLandmarks } from "../landmarks/merlPts.ts";
import { meanOrNull } from "../metrics/poseBins.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";
import { evaluateHiders, type HiderEvaluation } from "./hiderFigures.ts";
import {
  type ByRegion,
  eachRegion,
  flaggedShare,
  isVisible,
  type MeasuredFace,
  OCCLUSION_REGIONS,
  type OcclusionCurves,
  type OcclusionFigures,
  regionCurves,
  regionFigures,
} from "./occlusionFigures.ts";

export interface OcclusionEvaluation {
  readonly faces: number;
  readonly missed: number;
  readonly regions: ByRegion<OcclusionFigures>;
  /** Inner landmarks: visible ones and those hidden by an object, or by the face itself. */
  readonly causes: Readonly<Record<"object" | "self", OcclusionFigures>>;
  /** The same by region. */
  readonly regions_by_cause: Readonly<Record<"object" | "self", ByRegion<OcclusionFigures>>>;
  readonly curves: ByRegion<OcclusionCurves>;
  /** How often hidden landmarks get the right cause; `null` when the pipeline reports no pose. */
  readonly hidden_by: HiderEvaluation | null;
  /** Faces without a hidden landmark, and the share of their landmarks that is flagged. */
  readonly unoccluded: {
    readonly faces: number;
    readonly flagged: ByRegion<number | null>;
  };
  /** Mean over faces of the mean error of visible inner landmarks ÷ distance of the outer eye corners, percent. */
  readonly nme_visible_inner_percent: number | null;
  readonly broken: readonly BrokenFile[];
}

export interface OcclusionEvaluationOptions {
  readonly boxes: BoxSource;
  readonly onProgress?: (done: number, total: number) => void;
  /** Gets every measured face, for instance to show the worst ones. */
  readonly onFace?: (pair: LandmarkPair, face: MeasuredFace) => void;
}

/** A face of the pipeline. Without a pose the causes of hidden landmarks are not measured. */
interface PipelineFace extends ReportedFace {
  readonly pose?: HeadPose;
}

/** One labelled face with its pose; both are `null` when it was missed. */
interface Measured extends MeasuredFace {
  readonly pose: HeadPose | null;
}

/** Tight crops are extended on each side by this share of the face box, with copies of their border. */
const MARGIN = 0.5;

/**
 * Measures occlusion on images with a three-state `.pts` file beside each. Files that cannot be read are left out and
 * listed. With annotated boxes, tight crops are extended so that the face window fits.
 *
 * @throws {Error} when not one image could be read.
 */
export async function evaluateOcclusion(
  pairs: readonly LandmarkPair[],
  pipeline: FacePipeline<PipelineFace>,
  { boxes, onProgress, onFace }: OcclusionEvaluationOptions,
): Promise<OcclusionEvaluation> {
  const measured: Measured[] = [];
  const broken: BrokenFile[] = [];
  for (const [index, pair] of pairs.entries()) {
    try {
      const labels = await readMerlLandmarks(pair);
      const frame = await readRgbFrame(pair.imagePath);
      const face = { labels, ...(await predict(frame, labels, pipeline, boxes)) };
      measured.push(face);
      onFace?.(pair, face);
    } catch (cause) {
      broken.push(brokenFile(pair.ptsPath, cause));
    }
    onProgress?.(index + 1, pairs.length);
  }
  checkMeasured(measured.length, pairs.length, "images", broken);
  const posed = measured.flatMap(({ labels, predicted, pose }) =>
    predicted === null || pose === null ? [] : { labels, predicted, pose },
  );
  const unoccluded = measured.filter(({ labels }) => labels.every(isVisible));
  return {
    faces: measured.length,
    missed: measured.filter(({ predicted }) => predicted === null).length,
    regions: eachRegion((region) => regionFigures(measured, region)),
    causes: {
      object: regionFigures(measured, "inner", "object"),
      self: regionFigures(measured, "inner", "self"),
    },
    regions_by_cause: {
      object: eachRegion((region) => regionFigures(measured, region, "object")),
      self: eachRegion((region) => regionFigures(measured, region, "self")),
    },
    curves: eachRegion((region) => regionCurves(measured, region)),
    hidden_by: posed.length === 0 ? null : evaluateHiders(posed),
    unoccluded: {
      faces: unoccluded.length,
      flagged: eachRegion((region) => flaggedShare(unoccluded, region)),
    },
    nme_visible_inner_percent: meanOrNull(measured.flatMap(visibleInnerError)),
    broken,
  };
}

async function predict(
  frame: Frame,
  labels: readonly LabelledLandmark[],
  pipeline: FacePipeline<PipelineFace>,
  boxes: BoxSource,
): Promise<Pick<Measured, "predicted" | "pose">> {
  const points = labels.flatMap(({ point }) => point ?? []);
  if (points.length === 0) throw new Error("all landmarks are hidden by the face itself.");
  const { width, height } = faceBoxOf(points);
  const margin = boxes === "detector" ? 0 : Math.ceil(MARGIN * Math.max(width, height));
  const shifted = points.map(({ x, y }) => ({ x: x + margin, y: y + margin }));
  const face = await findAnnotatedFace(extended(frame, margin), shifted, pipeline, boxes);
  if (face === null) return { predicted: null, pose: null };
  return {
    predicted: face.landmarks.map((p) => ({ ...p, x: p.x - margin, y: p.y - margin })),
    pose: face.pose ?? null,
  };
}

/** The RGB frame with copies of its border on all sides. */
function extended({ width, height, data }: Frame, margin: number): Frame {
  const [newWidth, newHeight] = [width + 2 * margin, height + 2 * margin];
  const extendedData = new Uint8Array(newWidth * newHeight * 3);
  const clamp = (value: number, size: number) => Math.max(0, Math.min(size - 1, value));
  for (let y = 0; y < newHeight; y++) {
    const row = clamp(y - margin, height) * width;
    for (let x = 0; x < newWidth; x++) {
      const from = 3 * (row + clamp(x - margin, width));
      extendedData.set(data.subarray(from, from + 3), 3 * (y * newWidth + x));
    }
  }
  return { width: newWidth, height: newHeight, channels: 3, data: extendedData };
}

/** The error of one face in percent; nothing when it was missed or an eye corner has no place. */
function visibleInnerError({ labels, predicted }: MeasuredFace): number[] {
  const [right, left] = OUTER_EYE_CORNERS.map((k) => labels[k].point);
  if (predicted === null || right === null || left === null) return [];
  const [from, to] = OCCLUSION_REGIONS.inner;
  const errors = labels.flatMap((label, k) =>
    k >= from && k < to && isVisible(label) && label.point !== null
      ? [distance(label.point, predicted[k])]
      : [],
  );
  const error = meanOrNull(errors);
  return error === null ? [] : [(100 * error) / distance(right, left)];
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}
