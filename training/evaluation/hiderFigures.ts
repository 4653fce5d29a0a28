// How often hidden landmarks get the right cause: an object, or the face itself.

import { withHiders } from "../../src/landmarks/hiddenBy.ts";
import type { HeadPose, Landmark } from "../../src/result.ts";
import type { LabelledLandmark } from "../landmarks/merlPts.ts";
import { shareOrNull } from "../metrics/poseBins.ts";
import {
  type ByRegion,
  eachRegion,
  OCCLUSION_REGIONS,
  type OcclusionRegion,
} from "./occlusionFigures.ts";

/** Hidden landmarks by their label, and how many of them got it. */
interface HiderFigures {
  readonly object: { readonly landmarks: number; readonly right: number };
  readonly self: { readonly landmarks: number; readonly right: number };
  /** Share of both together; `null` without hidden landmarks. */
  readonly accuracy: number | null;
}

/** A labelled face that was found. */
interface PosedFace {
  readonly labels: readonly LabelledLandmark[];
  readonly predicted: readonly Landmark[];
  readonly pose: HeadPose;
}

/** `found`: hidden landmarks that are reported as hidden. `labelled`: all hidden ones, as if all were reported. */
export interface HiderEvaluation {
  readonly found: ByRegion<HiderFigures>;
  readonly labelled: ByRegion<HiderFigures>;
}

export function evaluateHiders(faces: readonly PosedFace[]): HiderEvaluation {
  const asLabelled = faces.map(({ labels, predicted, pose }) => {
    const flagged = predicted.map(({ hiddenBy: _, ...landmark }, k): Landmark => {
      const { state } = labels[k];
      return { ...landmark, occluded: state === "object" || state === "self" };
    });
    return { labels, predicted: withHiders(flagged, pose) };
  });
  return {
    found: eachRegion((region) => figuresOf(faces, region)),
    labelled: eachRegion((region) => figuresOf(asLabelled, region)),
  };
}

function figuresOf(
  faces: readonly Pick<PosedFace, "labels" | "predicted">[],
  region: OcclusionRegion,
): HiderFigures {
  const [from, to] = OCCLUSION_REGIONS[region];
  const count = (state: "object" | "self") => {
    const hidden = faces.flatMap(({ labels, predicted }) =>
      predicted.filter(
        ({ hiddenBy }, k) =>
          k >= from && k < to && labels[k].state === state && hiddenBy !== undefined,
      ),
    );
    return {
      landmarks: hidden.length,
      right: hidden.filter(({ hiddenBy }) => hiddenBy === state).length,
    };
  };
  const [object, self] = [count("object"), count("self")];
  const accuracy = shareOrNull(object.right + self.right, object.landmarks + self.landmarks);
  return { object, self, accuracy };
}
