// Measures the pipeline on rendered faces, whose pose, occlusion and eye openings are known exactly.

import { readFile } from "node:fs/promises";
import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Face } from "../../src/result.ts";
import {
  type BoxSource,
  type FacePipeline,
  findAnnotatedFace,
} from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import { type OcclusionReport, occlusionReport } from "../metrics/occlusionMetrics.ts";
import {
  byYaw,
  meanOrNull,
  type PoseBin,
  type PoseRange,
  type PoseSample,
  poseFigures,
  poseRanges,
  shareOrNull,
} from "../metrics/poseBins.ts";
import { bySkin, type SkinReport, type SkinTone, skinToneOf } from "../metrics/skinTone.ts";
import { type MeasuredGroundTruth, parseFaceGroundTruth } from "../synthetic/faceGroundTruth.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";

/** Errors of the detected faces whose |yaw| lies in a bin. */
export interface RenderBin extends PoseBin {
  /**
   * Mean distance of the landmarks ÷ √(width · height) of the true landmarks' box, as for large poses (Zhu et al.,
   * CVPR 2016). The inter-ocular distance goes to zero in profiles.
   */
  readonly nme_box_percent: number | null;
  readonly nme_box_visible_percent: number | null;
  readonly nme_box_hidden_percent: number | null;
}

/** Hidden landmarks of the images of one kind, and the share of them that is flagged. */
interface HiddenRecall {
  readonly faces: number;
  readonly hidden: number;
  readonly recall: number | null;
}

/** Eyes whose landmarks are mostly visible. */
interface RenderedEyes {
  readonly closed: number;
  readonly open: number;
  /** Share of these with a reported state. */
  readonly reported: number | null;
  /** Of the reported ones: share of closed eyes reported closed, and of open eyes reported open. */
  readonly closed_recall: number | null;
  readonly open_recall: number | null;
  /** Mean openness by landmarks of closed and of open eyes. */
  readonly closed_openness: number | null;
  readonly open_openness: number | null;
  /** Eyes whose landmarks are mostly hidden, and the share of them with a reported state. */
  readonly hidden: number;
  readonly reported_hidden: number | null;
}

/** Figures over a set of rendered faces. */
export interface RenderEvaluation {
  readonly faces: number;
  readonly missed: number;
  /** Faces of which hardly anything is visible. They count nowhere else. */
  readonly out_of_view: number;
  readonly yaw_bins: readonly RenderBin[];
  readonly pose_ranges: readonly PoseRange[];
  readonly occlusion: OcclusionReport;
  /** Recall of landmarks hidden by the face itself, and of those hidden by anything else, by what the image shows. */
  readonly hidden_by: Readonly<Record<HiddenBy, HiddenRecall>>;
  readonly eyes: RenderedEyes;
  /** Mean absolute error of the mouth's opening ÷ width where the inner lips are mostly visible. */
  readonly mouth_error: number | null;
  /** Missed faces by apparent skin tone. Infrared images have no tone. */
  readonly by_skin: readonly SkinReport[];
  readonly broken: readonly BrokenFile[];
}

const HIDDEN_BY = ["face", "hands", "mask", "sunglasses", "other"] as const;
type HiddenBy = (typeof HIDDEN_BY)[number];

export interface RenderEvaluationOptions {
  readonly boxes: BoxSource;
  readonly onProgress?: (done: number, total: number) => void;
}

/** One rendered face and the reported one. */
interface Measured {
  readonly truth: MeasuredGroundTruth;
  /** The landmarks of the `.pts` file, pixels: where a photograph would be annotated. */
  readonly points: readonly Point[];
  readonly face: Face | null;
  readonly skin: SkinTone;
}

/** A face with fewer visible landmarks, such as one behind both hands, has no measurable pose. */
export const LEAST_VISIBLE = LANDMARK_COUNT / 4;
/** Opening ÷ width: an eye is closed up to the first bound and open from the second. Eyes between them do not count. */
const CLOSED = 0.08;
const OPEN = 0.2;
const RIGHT_EYE = [36, 42] as const;
const LEFT_EYE = [42, 48] as const;
const INNER_MOUTH = [60, 68] as const;

/**
 * Measures the pipeline on faces that `vigil synth faces` rendered: `.jpg`, `.pts` and `.truth.json` of one name. The pose is
 * estimated with the true camera. Files that cannot be read are left out and listed.
 *
 * @throws {Error} when not one could be read.
 */
export async function evaluateRenders(
  pairs: readonly LandmarkPair[],
  pipeline: FacePipeline<Face>,
  { boxes, onProgress }: RenderEvaluationOptions,
): Promise<RenderEvaluation> {
  const all: Measured[] = [];
  let outOfView = 0;
  const broken: BrokenFile[] = [];
  for (const [index, pair] of pairs.entries()) {
    const path = pair.ptsPath.replace(/\.pts$/, ".truth.json");
    try {
      const truth = parseFaceGroundTruth(await readFile(path, "utf8"));
      if (truth.landmarks.filter(isVisible).length < LEAST_VISIBLE) {
        outOfView++;
        continue;
      }
      const { frame, landmarks, occluded } = await readLandmarkSample(pair);
      const options = { intrinsics: intrinsicsOf(truth) };
      const face = await findAnnotatedFace(frame, landmarks, pipeline, boxes, options);
      const skin = skinToneOf(frame, landmarks, occluded);
      all.push({ truth, points: landmarks, face, skin });
    } catch (cause) {
      broken.push(brokenFile(path, cause));
    } finally {
      onProgress?.(index + 1, pairs.length);
    }
  }
  checkMeasured(all.length, pairs.length, "rendered faces", broken);
  return {
    faces: all.length,
    missed: all.filter(({ face }) => face === null).length,
    out_of_view: outOfView,
    yaw_bins: byYaw(all, ({ truth }) => truth.pose.yaw).map(({ from, to, samples }) => ({
      from,
      to,
      ...binFigures(samples),
    })),
    pose_ranges: poseRanges(all.map(poseOf)),
    occlusion: occlusionReport(
      all.map(({ truth, face }) => ({
        occluded: truth.landmarks.map(({ visibility }) => visibility !== "visible"),
        predicted: face?.landmarks ?? null,
      })),
    ),
    hidden_by: hiddenBy(all),
    eyes: eyeFigures(all),
    mouth_error: mouthError(all),
    by_skin: bySkin(all.map(({ skin, face }) => ({ skin, found: face !== null }))),
    broken,
  };
}

/** The camera that a face was rendered with. */
export function intrinsicsOf({ camera }: Pick<MeasuredGroundTruth, "camera">): CameraIntrinsics {
  const { focal, centerX, centerY } = camera;
  return { focalX: focal, focalY: focal, centerX, centerY, assumed: false };
}

function binFigures(samples: readonly Measured[]): Omit<RenderBin, "from" | "to"> {
  const errors = samples.flatMap(({ truth, points, face }) => {
    const size = boxSize(points);
    return (face?.landmarks ?? []).map(({ x, y }, k) => {
      const point = points[k];
      const percent = (100 * Math.hypot(x - point.x, y - point.y)) / size;
      return { percent, visible: truth.landmarks[k]?.visibility === "visible" };
    });
  });
  const nme = (chosen: typeof errors) => meanOrNull(chosen.map(({ percent }) => percent));
  return {
    ...poseFigures(samples.map(poseOf)),
    nme_box_percent: nme(errors),
    nme_box_visible_percent: nme(errors.filter(({ visible }) => visible)),
    nme_box_hidden_percent: nme(errors.filter(({ visible }) => !visible)),
  };
}

function poseOf({ truth, face }: Measured): PoseSample {
  return { truth: truth.pose, estimated: face?.pose ?? null };
}

function boxSize(points: readonly Point[]): number {
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  return Math.sqrt(extent(points.map(({ x }) => x)) * extent(points.map(({ y }) => y)));
}

function hiddenBy(all: readonly Measured[]): Record<HiddenBy, HiddenRecall> {
  const shown = (truth: MeasuredGroundTruth): HiddenBy => {
    if (truth.hands.length > 0) return "hands";
    if (truth.worn.mask !== null) return "mask";
    return truth.worn.glasses === "sun" ? "sunglasses" : "other";
  };
  const recallOf = (cause: HiddenBy): HiddenRecall => {
    const samples = cause === "face" ? all : all.filter(({ truth }) => shown(truth) === cause);
    const kind = cause === "face" ? "self-occluded" : "occluded";
    let [hidden, flagged] = [0, 0];
    for (const { truth, face } of samples) {
      for (const [k, { visibility }] of truth.landmarks.entries()) {
        if (visibility !== kind) continue;
        hidden++;
        if (face?.landmarks[k]?.occluded === true) flagged++;
      }
    }
    return { faces: samples.length, hidden, recall: shareOrNull(flagged, hidden) };
  };
  const entries = HIDDEN_BY.map((cause) => [cause, recallOf(cause)] as const);
  return Object.fromEntries(entries) as Record<HiddenBy, HiddenRecall>;
}

function eyeFigures(all: readonly Measured[]): RenderedEyes {
  const eyes = all.flatMap(({ truth, face }) =>
    (
      [
        ["right", RIGHT_EYE],
        ["left", LEFT_EYE],
      ] as const
    ).map(([side, range]) => ({
      share: truth.eyes[side].opening / truth.eyes[side].width,
      visible: mostlyVisible(truth, range),
      estimate: face?.eyes[side] ?? null,
    })),
  );
  const visible = eyes.filter((eye) => eye.visible);
  const hidden = eyes.filter((eye) => !eye.visible);
  const isReported = ({ estimate }: (typeof eyes)[number]) => estimate?.valid === true;
  const reportedClosed = ({ estimate }: (typeof eyes)[number]) => (estimate?.closed ?? 0) >= 0.5;
  const closed = visible.filter(({ share }) => share <= CLOSED);
  const open = visible.filter(({ share }) => share >= OPEN);
  const [closedReported, openReported] = [closed.filter(isReported), open.filter(isReported)];
  const openness = (among: typeof eyes) =>
    meanOrNull(among.flatMap(({ estimate }) => estimate?.openness ?? []));
  return {
    closed: closed.length,
    open: open.length,
    reported: shareOrNull(closedReported.length + openReported.length, closed.length + open.length),
    closed_recall: shareOrNull(closedReported.filter(reportedClosed).length, closedReported.length),
    open_recall: shareOrNull(
      openReported.filter((eye) => !reportedClosed(eye)).length,
      openReported.length,
    ),
    closed_openness: openness(closedReported),
    open_openness: openness(openReported),
    hidden: hidden.length,
    reported_hidden: shareOrNull(hidden.filter(isReported).length, hidden.length),
  };
}

function mouthError(all: readonly Measured[]): number | null {
  return meanOrNull(
    all.flatMap(({ truth, face }) => {
      const openness = face?.mouth.openness ?? null;
      if (openness === null || !mostlyVisible(truth, INNER_MOUTH)) return [];
      return [Math.abs(openness - truth.mouth.opening / truth.mouth.width)];
    }),
  );
}

function mostlyVisible(truth: MeasuredGroundTruth, [from, to]: readonly [number, number]): boolean {
  const part = truth.landmarks.slice(from, to);
  return part.filter(isVisible).length > part.length / 2;
}

function isVisible({ visibility }: MeasuredGroundTruth["landmarks"][number]): boolean {
  return visibility === "visible";
}
