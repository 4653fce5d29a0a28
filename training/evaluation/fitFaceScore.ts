// Fits the refined face score on windows with and without a face, and the threshold that keeps the faces.

import {
  type FaceScoreFeatures,
  type FaceScoreSettings,
  faceScoreOf,
} from "../../src/landmarks/faceScore.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** A face score with its threshold and what it does to the windows it was fitted on. */
export interface FaceScoreFit {
  readonly settings: FaceScoreSettings;
  /** Windows that score below this are no faces. */
  readonly threshold: number;
  readonly faces: number;
  readonly backgrounds: number;
  /** Share, 0..1, of windows without a face that the threshold rejects. */
  readonly rejected: number;
}

/**
 * Fits the weights by logistic regression, both classes counting alike however many windows each has, and
 * takes the highest threshold that keeps at least `keep` of the faces.
 *
 * @param faces features of windows with a face, occluded ones among them.
 * @param backgrounds features of windows without.
 * @throws {RangeError} when either list is empty.
 */
export function fitFaceScore(
  faces: readonly FaceScoreFeatures[],
  backgrounds: readonly FaceScoreFeatures[],
  keep = 0.995,
): FaceScoreFit {
  const caseOf = (features: FaceScoreFeatures, positive: boolean, weight: number) => ({
    features: [features.meanPeak, features.lowPeak, features.shapeResidual],
    positive,
    weight,
  });
  const { intercept, weights } = fitLogistic(
    [
      ...faces.map((features) => caseOf(features, true, 1 / faces.length)),
      ...backgrounds.map((features) => caseOf(features, false, 1 / backgrounds.length)),
    ],
    // Faces and backgrounds may part without overlap: the penalty then keeps the score from saturating.
    { l2: 0.003 },
  );
  const [meanPeak, lowPeak, shapeResidual] = weights as [number, number, number];
  const settings = { intercept, weights: { meanPeak, lowPeak, shapeResidual } };
  const scores = faces.map((features) => faceScoreOf(features, settings)).sort((p, q) => p - q);
  const threshold = scores[Math.floor((1 - keep) * scores.length)] as number;
  const rejected = backgrounds.filter((features) => faceScoreOf(features, settings) < threshold);
  return {
    settings,
    threshold,
    faces: faces.length,
    backgrounds: backgrounds.length,
    rejected: rejected.length / backgrounds.length,
  };
}
