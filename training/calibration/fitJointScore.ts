// Fits how the detector's score and the refined one are joined, and from where on a box counts as a face.

import { type JointScoreSettings, jointScore, logOdds } from "../../src/landmarks/jointScore.ts";
import { precisionRecallCurve } from "../metrics/precisionRecall.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** A box that the detector proposed, what both scores said, and whether it holds a face. */
export interface ProposedBox {
  readonly detectorScore: number;
  readonly refinedScore: number;
  readonly face: boolean;
  /** Whether its image has all faces annotated, so that what is no face there is a false alarm. */
  readonly annotated: boolean;
}

export interface JointScoreFit {
  readonly settings: JointScoreSettings;
  /** Boxes whose joint score is below this are no faces. */
  readonly threshold: number;
  readonly boxes: number;
  /** Of the boxes of fully annotated images, at the threshold. */
  readonly precision: number;
  readonly recall: number;
}

/** How much more a face found is worth than a false alarm avoided: F2 of van Rijsbergen, *Information Retrieval*, 1979. */
const BETA = 2;

/**
 * Fits the weights by logistic regression over all boxes, and takes the threshold with the best F2 on those of fully
 * annotated images: a driver who is not found costs more than a poster that is.
 *
 * @returns nothing where the boxes cannot tell: without faces or without false alarms among the annotated ones, or
 * where one score would speak against faces.
 */
export function fitJointScore(boxes: readonly ProposedBox[]): JointScoreFit | undefined {
  const judged = boxes.filter(({ annotated }) => annotated);
  if (!judged.some(({ face }) => face) || !judged.some(({ face }) => !face)) return undefined;
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
    judged.map(({ detectorScore, refinedScore, face }) => ({
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
