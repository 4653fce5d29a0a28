// Fits the joint score of detector and landmarks, and the threshold from which a box is reported as a face.

import { type JointScoreSettings, jointScore, logOdds } from "../../src/landmarks/jointScore.ts";
import { precisionRecallCurve } from "../metrics/precisionRecall.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** A box of the detector with both scores and its label. */
export interface ProposedBox {
  readonly detectorScore: number;
  readonly refinedScore: number;
  readonly face: boolean;
  /** Whether all faces of its image are annotated. Only then is an unmatched box a false positive. */
  readonly annotated: boolean;
}

export interface JointScoreFit {
  readonly settings: JointScoreSettings;
  /** Boxes with a lower joint score are rejected. */
  readonly threshold: number;
  readonly boxes: number;
  /** Of the boxes of fully annotated images, at the threshold. */
  readonly precision: number;
  readonly recall: number;
}

/** Weight of recall against precision: F2 of van Rijsbergen, *Information Retrieval*, 1979. */
const BETA = 2;

/**
 * Fits the weights by logistic regression over all boxes. The threshold has the best F2 on the boxes of fully annotated
 * images: a missed driver costs more than a false positive.
 *
 * @returns `undefined` when the fit is not possible: without faces or without false positives in the annotated images, or
 * when one of the scores gets a negative weight.
 */
export function fitJointScore(boxes: readonly ProposedBox[]): JointScoreFit | undefined {
  const labelled = boxes.filter(({ annotated }) => annotated);
  if (!labelled.some(({ face }) => face) || !labelled.some(({ face }) => !face)) return undefined;
  const fit = fitLogistic(
    boxes.map(({ detectorScore, refinedScore, face }) => ({
      features: [logOdds(detectorScore), logOdds(refinedScore)],
      positive: face,
    })),
  );
  const [detector = 0, refined = 0] = fit.weights;
  if (detector <= 0 || refined <= 0) return undefined;
  const settings = { intercept: fit.intercept, detector, refined };
  const curve = precisionRecallCurve(
    labelled.map(({ detectorScore, refinedScore, face }) => ({
      score: jointScore(detectorScore, refinedScore, settings),
      positive: face,
    })),
  );
  const best = curve.reduce((p, q) => (fMeasure(q) > fMeasure(p) ? q : p));
  const { threshold, precision, recall } = best;
  return { settings, threshold, boxes: boxes.length, precision, recall };
}

function fMeasure({ precision, recall }: { precision: number; recall: number }): number {
  const square = BETA * BETA;
  return ((1 + square) * precision * recall) / (square * precision + recall);
}
