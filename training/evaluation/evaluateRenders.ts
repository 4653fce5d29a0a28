// Runs the road over rendered faces and measures everything that only renders know: pose, occlusion, openings.

import { readFile } from "node:fs/promises";
import { errorMessage } from "../../src/errorMessage.ts";
import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Face } from "../../src/result.ts";
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
import { type MeasuredTruth, parseFaceTruth } from "../synthetic/parseFaceTruth.ts";
import { type BrokenFile, findAnnotatedFace, type LandmarkRoad } from "./evaluateLandmarks.ts";

/** Errors of the faces whose |yaw| lies in a bin, those that were found. */
export interface RenderBin extends PoseBin {
  /**
   * Mean distance of the landmarks ÷ √(width · height) of the true landmarks' box, as for large poses (Zhu et al.,
   * CVPR 2016): the distance of the eyes shrinks to nothing in profiles.
   */
  readonly nme_box_percent: number | null;
  readonly nme_box_visible_percent: number | null;
  readonly nme_box_hidden_percent: number | null;
}

/** Hidden landmarks of the images of one kind, and how many of them were called so. */
export interface HiddenRecall {
  readonly faces: number;
  readonly hidden: number;
  readonly recall: number | null;
}

/** Eyes whose landmarks are mostly in view. */
export interface RenderedEyes {
  readonly closed: number;
  readonly open: number;
  /** Share of those of which something was said. */
  readonly told: number | null;
  /** Of these: closed ones called closed, open ones called open. */
  readonly closed_recall: number | null;
  readonly open_recall: number | null;
  /** Mean openness that landmarks measure on either kind. */
  readonly closed_openness: number | null;
  readonly open_openness: number | null;
  /** Eyes whose landmarks are mostly hidden, and the share of them of which something was said all the same. */
  readonly hidden: number;
  readonly told_hidden: number | null;
}

/** Figures over a set of rendered faces. */
export interface RenderEvaluation {
  readonly faces: number;
  readonly missed: number;
  /** Faces of which next to nothing is to be seen, found or not; they count nowhere else. */
  readonly out_of_view: number;
  readonly yaw_bins: readonly RenderBin[];
  readonly pose_ranges: readonly PoseRange[];
  readonly occlusion: OcclusionReport;
  /** Recall of hidden landmarks: behind the face itself; behind anything else, by what the image shows. */
  readonly hidden_by: Readonly<Record<HiddenBy, HiddenRecall>>;
  readonly eyes: RenderedEyes;
  /** Mean absolute error of the mouth's opening ÷ width where the inner lips are mostly in view. */
  readonly mouth_error: number | null;
  /** Faces found and missed by how light their skin looks; under an infrared lamp it has no tone. */
  readonly by_skin: readonly SkinReport[];
  readonly broken: readonly BrokenFile[];
}

export const HIDDEN_BY = ["face", "hands", "mask", "sunglasses", "other"] as const;
export type HiddenBy = (typeof HIDDEN_BY)[number];

export interface RenderEvaluationOptions {
  readonly boxes: "detector" | "truth";
  readonly onProgress?: (done: number, total: number) => void;
}

/** One rendered face and what was found of it. */
interface Measured {
  readonly truth: MeasuredTruth;
  /** Where a photograph would be annotated, pixels: the `.pts` file. */
  readonly points: readonly Point[];
  readonly face: Face | null;
  readonly skin: SkinTone;
}

/** Of a face with fewer landmarks in view, as behind both hands or long hair, nobody could tell the pose. */
export const LEAST_VISIBLE = LANDMARK_COUNT / 4;
/** Opening ÷ width: at most this is closed, from the other on open; what lies between is neither. */
const CLOSED = 0.08;
const OPEN = 0.2;
const RIGHT_EYE = [36, 42] as const;
const LEFT_EYE = [42, 48] as const;
const INNER_MOUTH = [60, 68] as const;

/**
 * Measures the road on faces that `vigil synth faces` rendered: `.jpg`, `.pts` and `.truth.json` of one name. Pose is
 * measured with the true camera. Files that cannot be read are left out and listed.
 *
 * @throws {Error} when not one could be read.
 */
export async function evaluateRenders(
  pairs: readonly LandmarkPair[],
  road: LandmarkRoad<Face>,
  { boxes, onProgress }: RenderEvaluationOptions,
): Promise<RenderEvaluation> {
  const all: Measured[] = [];
  let outOfView = 0;
  const broken: BrokenFile[] = [];
  for (const [index, pair] of pairs.entries()) {
    const path = pair.ptsPath.replace(/\.pts$/, ".truth.json");
    try {
      const truth = parseFaceTruth(await readFile(path, "utf8"));
      if (truth.landmarks.filter(isVisible).length < LEAST_VISIBLE) {
        outOfView++;
        continue;
      }
      const { frame, landmarks, occluded } = await readLandmarkSample(pair);
      const options = { intrinsics: intrinsicsOf(truth) };
      const face = await findAnnotatedFace(frame, landmarks, road, boxes, options);
      const skin = skinToneOf(frame, landmarks, occluded);
      all.push({ truth, points: landmarks, face, skin });
    } catch (cause) {
      broken.push({ path, message: `${path}: ${errorMessage(cause)}` });
    } finally {
      onProgress?.(index + 1, pairs.length);
    }
  }
  if (all.length === 0) {
    throw new Error(
      `Not one of ${pairs.length} rendered faces could be measured; ${broken[0]?.message ?? "nothing of them is in view."}`,
    );
  }
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
export function intrinsicsOf({ camera }: Pick<MeasuredTruth, "camera">): CameraIntrinsics {
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
  return { truth: truth.pose, said: face?.pose ?? null };
}

function boxSize(points: readonly Point[]): number {
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  return Math.sqrt(extent(points.map(({ x }) => x)) * extent(points.map(({ y }) => y)));
}

function hiddenBy(all: readonly Measured[]): Record<HiddenBy, HiddenRecall> {
  const shown = (truth: MeasuredTruth): HiddenBy => {
    if (truth.hands.length > 0) return "hands";
    if (truth.worn.mask !== null) return "mask";
    return truth.worn.glasses === "sun" ? "sunglasses" : "other";
  };
  const recallOf = (cause: HiddenBy): HiddenRecall => {
    const samples = cause === "face" ? all : all.filter(({ truth }) => shown(truth) === cause);
    const kind = cause === "face" ? "self-occluded" : "occluded";
    let [hidden, called] = [0, 0];
    for (const { truth, face } of samples) {
      for (const [k, { visibility }] of truth.landmarks.entries()) {
        if (visibility !== kind) continue;
        hidden++;
        if (face?.landmarks[k]?.occluded === true) called++;
      }
    }
    return { faces: samples.length, hidden, recall: shareOrNull(called, hidden) };
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
      seen: mostlySeen(truth, range),
      said: face?.eyes[side] ?? null,
    })),
  );
  const seen = eyes.filter((eye) => eye.seen);
  const hidden = eyes.filter((eye) => !eye.seen);
  const isTold = ({ said }: (typeof eyes)[number]) => said?.valid === true;
  const calledClosed = ({ said }: (typeof eyes)[number]) => (said?.closed ?? 0) >= 0.5;
  const closed = seen.filter(({ share }) => share <= CLOSED);
  const open = seen.filter(({ share }) => share >= OPEN);
  const [closedTold, openTold] = [closed.filter(isTold), open.filter(isTold)];
  const openness = (told: typeof eyes) =>
    meanOrNull(told.flatMap(({ said }) => said?.openness ?? []));
  return {
    closed: closed.length,
    open: open.length,
    told: shareOrNull(closedTold.length + openTold.length, closed.length + open.length),
    closed_recall: shareOrNull(closedTold.filter(calledClosed).length, closedTold.length),
    open_recall: shareOrNull(openTold.filter((eye) => !calledClosed(eye)).length, openTold.length),
    closed_openness: openness(closedTold),
    open_openness: openness(openTold),
    hidden: hidden.length,
    told_hidden: shareOrNull(hidden.filter(isTold).length, hidden.length),
  };
}

function mouthError(all: readonly Measured[]): number | null {
  return meanOrNull(
    all.flatMap(({ truth, face }) => {
      const said = face?.mouth.openness ?? null;
      if (said === null || !mostlySeen(truth, INNER_MOUTH)) return [];
      return [Math.abs(said - truth.mouth.opening / truth.mouth.width)];
    }),
  );
}

function mostlySeen(truth: MeasuredTruth, [from, to]: readonly [number, number]): boolean {
  const part = truth.landmarks.slice(from, to);
  return part.filter(isVisible).length > part.length / 2;
}

function isVisible({ visibility }: MeasuredTruth["landmarks"][number]): boolean {
  return visibility === "visible";
}
