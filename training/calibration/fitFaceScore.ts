// Fits the refined face score on windows with and without a face, and its threshold.

import {
  type FaceScoreFeatures,
  type FaceScoreSettings,
  faceScoreOf,
} from "../../src/landmarks/faceScore.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** A face score, its threshold, and their effect on the windows of the fit. */
export interface FaceScoreFit {
  readonly settings: FaceScoreSettings;
  /** Windows with a lower score are rejected. */
  readonly threshold: number;
  readonly faces: number;
  readonly backgrounds: number;
  /** Share, 0..1, of windows without a face that the threshold rejects. */
  readonly rejected: number;
}

/**
 * Fits the weights by logistic regression; both classes have the same total weight. The threshold is the highest one that
 * keeps at least the share `keep` of the faces.
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

/** The sign of each weight: higher peaks must not lower the score, and a worse shape must not raise it. */
const SIGNS = { meanPeak: 1, lowPeak: 1, shapeResidual: -1 } as const satisfies FaceScoreFeatures;
const NAMES = ["meanPeak", "lowPeak", "shapeResidual"] as const;

/**
 * The features are correlated, so a weight may get the wrong sign to compensate for another. Such a feature gets weight 0
 * and the others are fitted again.
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
  // The classes may be separable: the penalty then keeps the score from saturating.
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
