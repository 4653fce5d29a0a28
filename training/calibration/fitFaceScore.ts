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
  keep = 0.98,
): FaceScoreFit {
  const settings = fitWeights(faces, backgrounds);
  const scores = faces.map((features) => faceScoreOf(features, settings)).sort((p, q) => p - q);
  const threshold = scores[Math.floor((1 - keep) * scores.length)];
  const rejected = backgrounds.filter((features) => faceScoreOf(features, settings) < threshold);
  return {
    settings,
    threshold,
    faces: faces.length,
    backgrounds: backgrounds.length,
    rejected: rejected.length / backgrounds.length,
  };
}

/** What each feature may say: surer peaks never lower the score, and a worse shape never raises it. */
const SIGNS = { meanPeak: 1, lowPeak: 1, shapeResidual: -1 } as const satisfies FaceScoreFeatures;
const NAMES = ["meanPeak", "lowPeak", "shapeResidual"] as const;

/**
 * The features go together, so that one may come out with the wrong sign, making up for too much of
 * another. Such a feature is left out (weight 0) and the rest fitted again.
 */
function fitWeights(
  faces: readonly FaceScoreFeatures[],
  backgrounds: readonly FaceScoreFeatures[],
  names: readonly (keyof FaceScoreFeatures)[] = NAMES,
): FaceScoreSettings {
  const casesOf = (windows: readonly FaceScoreFeatures[], positive: boolean) =>
    windows.map((window) => ({
      features: names.map((name) => window[name]),
      positive,
      weight: 1 / windows.length,
    }));
  // Faces and backgrounds may part without overlap: the penalty then keeps the score from saturating.
  const fit = fitLogistic([...casesOf(faces, true), ...casesOf(backgrounds, false)], { l2: 0.003 });
  const weightOf = (name: keyof FaceScoreFeatures) => fit.weights[names.indexOf(name)] ?? 0;
  const sensible = names.filter((name) => weightOf(name) * SIGNS[name] >= 0);
  if (sensible.length < names.length) return fitWeights(faces, backgrounds, sensible);
  const weights = {
    meanPeak: weightOf("meanPeak"),
    lowPeak: weightOf("lowPeak"),
    shapeResidual: weightOf("shapeResidual"),
  };
  return { intercept: fit.intercept, weights };
}
