// Measures which landmarks are reported as occluded on real faces, against labels of people, by region and by cause.

import type { MerlLandmark } from "../../src/formats/merlPts.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { OUTER_EYE_CORNERS, PARTS } from "../../src/landmarks/scheme68.ts";
import type { Landmark } from "../../src/result.ts";
import {
  type BoxSource,
  type FacePipeline,
  findAnnotatedFace,
} from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, readRgbFrame } from "../landmarks/dataset.ts";
import { readMerlLandmarks } from "../landmarks/merlPts.ts";
import { expectedCalibrationError } from "../metrics/calibrationError.ts";
import { type OcclusionReport, occlusionReport } from "../metrics/occlusionMetrics.ts";
import { meanOrNull, shareOrNull } from "../metrics/poseBins.ts";
import { rocArea } from "../metrics/precisionRecall.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";

/** The regions that are reported: index ranges [from, to). "inner" is everything but the jaw. */
const OCCLUSION_REGIONS = {
  brows: PARTS.brows,
  eyes: PARTS.eyes,
  nose: PARTS.nose,
  mouth: PARTS.mouth,
  inner: [PARTS.jaw[1], PARTS.mouth[1]],
  jaw: PARTS.jaw,
  all: [0, PARTS.mouth[1]],
} as const satisfies Record<string, readonly [number, number]>;
type OcclusionRegion = keyof typeof OCCLUSION_REGIONS;

/** Figures of one region, or of the inner landmarks with one cause. */
export interface OcclusionFigures extends OcclusionReport {
  /** Area under the ROC curve; `null` when all landmarks have the same label. */
  readonly auc: number | null;
  readonly expected_calibration_error: number | null;
}

export interface OcclusionEvaluation {
  readonly faces: number;
  readonly missed: number;
  readonly regions: Readonly<Record<OcclusionRegion, OcclusionFigures>>;
  /** Inner landmarks: visible ones and those hidden by an object, or by the face itself. */
  readonly causes: Readonly<Record<"object" | "self", OcclusionFigures>>;
  /** Faces without a hidden landmark, and the share of their landmarks that is flagged. */
  readonly unoccluded: {
    readonly faces: number;
    readonly flagged: Readonly<Record<OcclusionRegion, number | null>>;
  };
  /** Mean over faces of the mean error of visible inner landmarks ÷ distance of the outer eye corners, percent. */
  readonly nme_visible_inner_percent: number | null;
  readonly broken: readonly BrokenFile[];
}

export interface OcclusionEvaluationOptions {
  readonly boxes: BoxSource;
  readonly onProgress?: (done: number, total: number) => void;
}

/** One labelled face; `predicted` is `null` when it was missed. */
interface Measured {
  readonly labels: readonly MerlLandmark[];
  readonly predicted: readonly Landmark[] | null;
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
  pipeline: FacePipeline,
  { boxes, onProgress }: OcclusionEvaluationOptions,
): Promise<OcclusionEvaluation> {
  const measured: Measured[] = [];
  const broken: BrokenFile[] = [];
  for (const [index, pair] of pairs.entries()) {
    try {
      const labels = await readMerlLandmarks(pair);
      const frame = await readRgbFrame(pair.imagePath);
      measured.push({ labels, predicted: await predict(frame, labels, pipeline, boxes) });
    } catch (cause) {
      broken.push(brokenFile(pair.ptsPath, cause));
    }
    onProgress?.(index + 1, pairs.length);
  }
  checkMeasured(measured.length, pairs.length, "images", broken);
  const unoccluded = measured.filter(({ labels }) => labels.every(isVisible));
  return {
    faces: measured.length,
    missed: measured.filter(({ predicted }) => predicted === null).length,
    regions: eachRegion((region) => regionFigures(measured, region)),
    causes: {
      object: causeFigures(measured, "object"),
      self: causeFigures(measured, "self"),
    },
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
  labels: readonly MerlLandmark[],
  pipeline: FacePipeline,
  boxes: BoxSource,
): Promise<readonly Landmark[] | null> {
  const points = labels.flatMap(({ point }) => point ?? []);
  if (points.length === 0) throw new Error("all landmarks are hidden by the face itself.");
  if (boxes === "detector") {
    return (await findAnnotatedFace(frame, points, pipeline, boxes))?.landmarks ?? null;
  }
  const { width, height } = faceBoxOf(points);
  const margin = Math.ceil(MARGIN * Math.max(width, height));
  const shifted = points.map(({ x, y }) => ({ x: x + margin, y: y + margin }));
  const face = await findAnnotatedFace(extended(frame, margin), shifted, pipeline, boxes);
  return face?.landmarks.map((p) => ({ ...p, x: p.x - margin, y: p.y - margin })) ?? null;
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

function regionFigures(faces: readonly Measured[], region: OcclusionRegion): OcclusionFigures {
  const [from, to] = OCCLUSION_REGIONS[region];
  return figuresOf(
    faces.map(({ labels, predicted }) => ({
      occluded: labels.slice(from, to).map((label) => !isVisible(label)),
      predicted: predicted?.slice(from, to) ?? null,
    })),
  );
}

/** Inner landmarks without those that have the other cause. */
function causeFigures(faces: readonly Measured[], cause: "object" | "self"): OcclusionFigures {
  const [from, to] = OCCLUSION_REGIONS.inner;
  return figuresOf(
    faces.map(({ labels, predicted }) => {
      const counts = (_: unknown, k: number) =>
        k >= from && k < to && (isVisible(labels[k]) || labels[k].state === cause);
      return {
        occluded: labels.filter(counts).map((label) => !isVisible(label)),
        predicted: predicted?.filter(counts) ?? null,
      };
    }),
  );
}

function figuresOf(samples: Parameters<typeof occlusionReport>[0]): OcclusionFigures {
  const cases = samples.flatMap(({ occluded, predicted }) =>
    (predicted ?? []).map(({ probability }, k) => ({
      score: 1 - probability,
      probability: 1 - probability,
      positive: occluded[k],
    })),
  );
  return {
    ...occlusionReport(samples),
    auc: rocArea(cases),
    expected_calibration_error: cases.length === 0 ? null : expectedCalibrationError(cases),
  };
}

function flaggedShare(faces: readonly Measured[], region: OcclusionRegion): number | null {
  const [from, to] = OCCLUSION_REGIONS[region];
  const landmarks = faces.flatMap(({ predicted }) => predicted?.slice(from, to) ?? []);
  return shareOrNull(landmarks.filter(({ occluded }) => occluded).length, landmarks.length);
}

/** The error of one face in percent; nothing when it was missed or an eye corner has no place. */
function visibleInnerError({ labels, predicted }: Measured): number[] {
  const [right, left] = OUTER_EYE_CORNERS.map((k) => labels[k].point);
  if (predicted === null || right === null || left === null) return [];
  const [from, to] = OCCLUSION_REGIONS.inner;
  const errors = labels.flatMap((label, k) =>
    k >= from && k < to && isVisible(label) ? [distance(label.point, predicted[k])] : [],
  );
  const error = meanOrNull(errors);
  return error === null ? [] : [(100 * error) / distance(right, left)];
}

function isVisible(label: MerlLandmark): label is Extract<MerlLandmark, { point: Point }> {
  return label.state === "visible";
}

function eachRegion<Value>(value: (region: OcclusionRegion) => Value) {
  const regions = Object.keys(OCCLUSION_REGIONS) as OcclusionRegion[];
  return Object.fromEntries(regions.map((region) => [region, value(region)])) as Record<
    OcclusionRegion,
    Value
  >;
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}
