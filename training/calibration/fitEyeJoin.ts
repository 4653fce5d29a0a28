// Fits how much the landmarks' openness of an eye is worth beside the eye-state network's word.

import { EYE_CORNERS } from "../../src/eyes/eyeCrop.ts";
import type { EyeJoin } from "../../src/eyes/eyeState.ts";
import type { Face } from "../../src/result.ts";
import { findAnnotatedFace, type LandmarkRoad } from "../evaluation/evaluateLandmarks.ts";
import { labelOfLids } from "../eyes/photographs.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** The line from openness to log-odds of "open", and what it was fitted on. */
export interface EyeJoinFit {
  readonly openness: EyeJoin["openness"];
  readonly closed: number;
  readonly open: number;
  /** Share that the line alone tells right, of closed and of open eyes. */
  readonly closedRight: number;
  readonly openRight: number;
}

/**
 * Annotated lids ÷ corners that count as closed and open; between them closed and laughing eyes mix
 * (docs/eyes.md).
 */
const LABELS = { closedBelow: 0.06, openAbove: 0.24, leastWidth: 12 } as const;
/**
 * The fit is worth this much of itself: it comes from photographs that the landmark network may have been trained
 * on, and an eye of ten pixels is measured worse than its annotation.
 */
const SHARE = 0.5;

/**
 * Fits the line on annotated eyes as the landmark network measures them: a logistic regression with both classes
 * weighed alike, half its slope, its even point kept. Eyes that landmarks call hidden take no part, nor those known
 * to be hidden.
 *
 * @param road the whole road **without** the eye-state network, which would have its say already.
 * @throws {RangeError} when no closed, or no open, eyes were found.
 */
export async function fitEyeJoin(
  pairs: readonly LandmarkPair[],
  road: LandmarkRoad<Face>,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<EyeJoinFit> {
  const eyes: { readonly openness: number; readonly open: boolean }[] = [];
  for (const [index, pair] of pairs.entries()) {
    const { frame, landmarks, occluded } = await readLandmarkSample(pair);
    const labels = (["left", "right"] as const).map((side) => {
      const [first] = EYE_CORNERS[side];
      const hidden = occluded?.slice(first, first + 6).some((flag) => flag) ?? false;
      return { side, open: hidden ? null : labelOfLids(landmarks, side, LABELS) };
    });
    if (labels.some(({ open }) => open !== null)) {
      const face = await findAnnotatedFace(frame, landmarks, road, "truth");
      for (const { side, open } of labels) {
        const openness = face?.eyes[side].openness ?? null;
        if (open !== null && openness !== null) eyes.push({ openness, open });
      }
    }
    onProgress(index + 1, pairs.length);
  }
  return fitLine(eyes);
}

/** @throws {RangeError} when one of the classes is missing. */
export function fitLine(
  eyes: readonly { readonly openness: number; readonly open: boolean }[],
): EyeJoinFit {
  const open = eyes.filter((eye) => eye.open).length;
  const closed = eyes.length - open;
  if (open === 0 || closed === 0) {
    throw new RangeError(
      `The line needs closed and open eyes that can be seen; ${closed} closed and ${open} open ones were found.`,
    );
  }
  const { intercept, weights } = fitLogistic(
    eyes.map((eye) => ({
      features: [eye.openness],
      positive: eye.open,
      weight: 1 / (eye.open ? open : closed),
    })),
  );
  const line = { slope: SHARE * (weights[0] ?? 0), intercept: SHARE * intercept };
  const right = eyes.filter((eye) => eye.open === line.slope * eye.openness + line.intercept > 0);
  return {
    openness: {
      slope: Math.round(100 * line.slope) / 100,
      intercept: Math.round(1000 * line.intercept) / 1000,
    },
    closed,
    open,
    closedRight: right.filter((eye) => !eye.open).length / closed,
    openRight: right.filter((eye) => eye.open).length / open,
  };
}
