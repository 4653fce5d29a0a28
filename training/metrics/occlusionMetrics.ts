// How well occluded landmarks are separated from visible ones, over all landmarks of a set of photographs.

import {
  averagePrecision,
  bestRecallAtPrecision,
  precisionRecallCurve,
} from "./precisionRecall.ts";

/** The landmarks of one photograph: the ground truth, and the prediction for each. */
export interface OcclusionSample {
  readonly occluded: readonly boolean[];
  /** Probability of "visible", and the decision at the model's threshold; `null` when the face was missed. */
  readonly predicted:
    | readonly { readonly probability: number; readonly occluded: boolean }[]
    | null;
}

/** Figures of the occluded class. The names are those of the JSON that `vigil evaluate` writes. */
export interface OcclusionReport {
  /** Landmarks that are occluded in the ground truth, those on missed faces included. */
  readonly occluded_landmarks: number;
  readonly landmarks: number;
  /** At the model's threshold; `null` when it flagged no landmark. */
  readonly precision: number | null;
  /** At the model's threshold. */
  readonly recall: number;
  readonly average_precision: number;
  /** Highest recall at a precision of at least 0.80, over all thresholds (RCPR, ICCV 2013); 0 when never reached. */
  readonly recall_at_80_precision: number;
}

/**
 * The figures of the occluded class over all landmarks. Occluded landmarks of missed faces count as missed.
 *
 * @throws {RangeError} when a photograph's flags and predictions differ in number.
 */
export function occlusionReport(samples: readonly OcclusionSample[]): OcclusionReport {
  const cases: { score: number; positive: boolean; flagged: boolean }[] = [];
  let landmarks = 0;
  let unscoredPositives = 0;
  for (const { occluded, predicted } of samples) {
    landmarks += occluded.length;
    if (predicted === null) {
      unscoredPositives += occluded.filter((hidden) => hidden).length;
      continue;
    }
    if (predicted.length !== occluded.length) {
      throw new RangeError(
        `A photograph has ${occluded.length} occlusion flags but ${predicted.length} predictions.`,
      );
    }
    for (const [k, { probability, occluded: flagged }] of predicted.entries()) {
      cases.push({ score: 1 - probability, positive: occluded[k] === true, flagged });
    }
  }
  const positives = cases.filter(({ positive }) => positive).length + unscoredPositives;
  const flagged = cases.filter((each) => each.flagged);
  const right = flagged.filter(({ positive }) => positive).length;
  const curve = precisionRecallCurve(cases, unscoredPositives);
  return {
    occluded_landmarks: positives,
    landmarks,
    precision: flagged.length === 0 ? null : right / flagged.length,
    recall: positives === 0 ? 0 : right / positives,
    average_precision: averagePrecision(curve),
    recall_at_80_precision: bestRecallAtPrecision(curve, 0.8)?.recall ?? 0,
  };
}
