// Fits the line from an eye's openness to log-odds of "open", which is added to the eye-state network's log-odds.

import { EYE_CORNERS } from "../../src/eyes/eyeCrop.ts";
import type { EyeJoin } from "../../src/eyes/eyeState.ts";
import type { Face } from "../../src/result.ts";
import { labelOfLids } from "../eyes/photographs.ts";
import { type FacePipeline, findAnnotatedFace } from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** The line from openness to log-odds of "open", and the eyes that it was fitted on. */
export interface EyeJoinFit {
  readonly openness: EyeJoin["openness"];
  readonly closed: number;
  readonly open: number;
  /** Share of closed, and of open, eyes that the line alone classifies correctly. */
  readonly closedRight: number;
  readonly openRight: number;
}

/**
 * Annotated opening ÷ width that counts as closed and as open. Between them are both closed eyes and laughing ones
 * (docs/eyes.md).
 */
const LABELS = { closedBelow: 0.06, openAbove: 0.24, leastWidth: 12 } as const;
/**
 * The line is multiplied by this. The landmark network may have been trained on the photographs of the fit, and it measures
 * small eyes worse than they are annotated.
 */
const SHARE = 0.5;

/**
 * Fits the line by logistic regression on annotated eyes as the landmark network measures them. Both classes have the same
 * total weight. The slope is halved; the openness with even odds stays. Eyes that are known to be hidden, or that the
 * landmarks report as hidden, are left out.
 *
 * @param pipeline the pipeline **without** the eye-state network: the line must not depend on it.
 * @throws {RangeError} when no closed, or no open, eyes were found.
 */
export async function fitEyeJoin(
  pairs: readonly LandmarkPair[],
  pipeline: FacePipeline<Face>,
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
      const face = await findAnnotatedFace(frame, landmarks, pipeline, "truth");
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
      `The fit needs visible closed and open eyes; ${closed} closed and ${open} open ones were found.`,
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
