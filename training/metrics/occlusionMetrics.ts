// How well hidden landmarks are told from visible ones, over all landmarks of a set of photographs.

import {
  averagePrecision,
  bestRecallAtPrecision,
  precisionRecallCurve,
} from "./precisionRecall.ts";

/** The landmarks of one photograph: which are hidden in truth, and what the model said of each. */
export interface OcclusionSample {
  readonly occluded: readonly boolean[];
  /** Probability of being visible and the model's own decision; `null` when the face was missed. */
  readonly predicted:
    | readonly { readonly probability: number; readonly occluded: boolean }[]
    | null;
}

/** Figures of the occluded class. The names are those of the JSON that `vigil evaluate` writes. */
export interface OcclusionReport {
  /** Hidden landmarks in truth, those on missed faces included. */
  readonly occluded_landmarks: number;
  readonly landmarks: number;
  /** At the model's own threshold; `null` when it called nothing occluded. */
  readonly precision: number | null;
  /** At the model's own threshold. */
  readonly recall: number;
  readonly average_precision: number;
  /** Highest recall at a precision of at least 0.80, over all thresholds (RCPR, ICCV 2013); 0 when never reached. */
  readonly recall_at_80_precision: number;
}

/**
 * The figures of the occluded class over all landmarks. Hidden landmarks of missed faces count as not found.
 *
 * @throws {RangeError} when a photograph has not as many predictions as truths.
 */
export function occlusionReport(samples: readonly OcclusionSample[]): OcclusionReport {
  const cases: { score: number; positive: boolean; called: boolean }[] = [];
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
    for (const [k, { probability, occluded: called }] of predicted.entries()) {
      cases.push({ score: 1 - probability, positive: occluded[k] === true, called });
    }
  }
  const positives = cases.filter(({ positive }) => positive).length + unscoredPositives;
  const called = cases.filter((c) => c.called);
  const right = called.filter(({ positive }) => positive).length;
  const curve = precisionRecallCurve(cases, unscoredPositives);
  return {
    occluded_landmarks: positives,
    landmarks,
    precision: called.length === 0 ? null : right / called.length,
    recall: positives === 0 ? 0 : right / positives,
    average_precision: averagePrecision(curve),
    recall_at_80_precision: bestRecallAtPrecision(curve, 0.8)?.recall ?? 0,
  };
}
