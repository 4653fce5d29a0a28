// Fits how much of a head's turn a landmark network loses, on heads of known pose.

import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import type { YawShrinkage } from "../../src/pose/restoreYaw.ts";
import type { Face } from "../../src/result.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import { parseFaceTruth } from "../synthetic/parseFaceTruth.ts";
import { findAnnotatedFace, type LandmarkRoad } from "./evaluateLandmarks.ts";
import { intrinsicsOf, LEAST_VISIBLE } from "./evaluateRenders.ts";
import { shareOrNull } from "./poseBins.ts";

/** A head's yaw as its landmarks say, and as it is: degrees from the line of sight, nearly. */
export interface SaidYaw {
  readonly said: number;
  readonly true: number;
}

export interface YawShrinkageFit {
  readonly shrinkage: YawShrinkage;
  readonly faces: number;
  /** Mean absolute error of yaw on the same faces turned by 30° and more, degrees; null where there are none. */
  readonly before: number | null;
  readonly after: number | null;
}

const turnSchema = z.object({ after: z.object({ yaw: z.number() }) });
/** Turned photographs have no perspective: a lens this long, in sides of the picture, has none either. */
const LONG_LENS = 200;
/** Faces turned by at least this count in the errors, degrees. */
const TURNED = 30;

/**
 * Fits the shrinkage on faces of `vigil synth faces` (`.truth.json`) and `vigil synth turned` (`.turn.json`) that the
 * network was not trained on.
 *
 * @param road a Vigil whose card holds no shrinkage.
 * @throws {Error} when a face has neither truth, or no face could be measured.
 */
export async function fitYawShrinkage(
  pairs: readonly LandmarkPair[],
  road: LandmarkRoad<Face>,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<YawShrinkageFit> {
  const yaws: SaidYaw[] = [];
  for (const [index, pair] of pairs.entries()) {
    const { frame, landmarks, occluded } = await readLandmarkSample(pair);
    const visible = occluded?.filter((flag) => !flag).length ?? landmarks.length;
    if (visible >= LEAST_VISIBLE) {
      const { yaw, intrinsics } = await readTruth(pair, frame);
      const face = await findAnnotatedFace(frame, landmarks, road, "truth", { intrinsics });
      if (face !== null) yaws.push({ said: face.pose.yaw, true: yaw });
    }
    onProgress(index + 1, pairs.length);
  }
  return fitCubic(yaws);
}

/**
 * The cubic with the least sum of absolute errors, so that a few faces of whom the network sees nothing do not decide.
 *
 * @throws {RangeError} when there are no faces.
 */
export function fitCubic(yaws: readonly SaidYaw[]): YawShrinkageFit {
  if (yaws.length === 0) throw new RangeError("A shrinkage needs faces of known pose.");
  // Σ |lack − cubic · said³| is least at the median of lack ÷ said³, each weighing |said|³.
  const cases = yaws
    .map((yaw) => ({
      ratio: (yaw.true - yaw.said) / yaw.said ** 3,
      weight: Math.abs(yaw.said) ** 3,
    }))
    .filter(({ weight }) => weight > 0)
    .sort((p, q) => p.ratio - q.ratio);
  let left = cases.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let cubic = 0;
  for (const { ratio, weight } of cases) {
    cubic = ratio;
    left -= weight;
    if (left <= 0) break;
  }
  // Rounded for the card; a network that overshoots is left as it is.
  const shrinkage = { cubic: Math.max(0, Number(cubic.toPrecision(3))) };
  const turned = yaws.filter((yaw) => Math.abs(yaw.true) >= TURNED);
  const error = (factor: number) =>
    shareOrNull(
      turned.reduce((sum, yaw) => sum + Math.abs(yaw.said + factor * yaw.said ** 3 - yaw.true), 0),
      turned.length,
    );
  return { shrinkage, faces: yaws.length, before: error(0), after: error(shrinkage.cubic) };
}

async function readTruth(
  { ptsPath }: LandmarkPair,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<{ readonly yaw: number; readonly intrinsics: CameraIntrinsics }> {
  const textOf = (ending: string) =>
    readFile(ptsPath.replace(/\.pts$/, ending), "utf8").catch(() => null);
  const render = await textOf(".truth.json");
  if (render !== null) {
    const truth = parseFaceTruth(render);
    return { yaw: truth.pose.yaw, intrinsics: intrinsicsOf(truth) };
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
  return { yaw: turnSchema.parse(JSON.parse(turn)).after.yaw, intrinsics };
}
