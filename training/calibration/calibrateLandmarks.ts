// Calibrates a trained landmark network on validation photographs: visibility, face score, joint score and shape prior.

import { faceScoreOf } from "../../src/landmarks/faceScore.ts";
import type { ShapePrior } from "../../src/landmarks/shapePrior.ts";
import type { Network } from "../../src/network/network.ts";
import {
  type CalibrationData,
  type CalibrationOptions,
  collectCalibrationSamples,
} from "./calibrationSamples.ts";
import { type FaceScoreFit, fitFaceScore } from "./fitFaceScore.ts";
import { fitJointScore, type JointScoreFit } from "./fitJointScore.ts";
import { fitPeakError } from "./fitPeakError.ts";
import { fitShapePrior } from "./fitShapePrior.ts";
import { fitVisibility, type VisibilityFit } from "./fitVisibility.ts";
import { peakDistances, type ShapeGain, shapeGain } from "./shapeGain.ts";

export interface LandmarkCalibration {
  readonly visibility: VisibilityFit;
  readonly faceScore: FaceScoreFit;
  /** With a detector only. */
  readonly joint?: JointScoreFit;
  /** With shapes only. */
  readonly shape?: { readonly prior: ShapePrior; readonly gain: ShapeGain };
}

/**
 * Fits everything that a landmark card holds about the reading of the network's peaks.
 *
 * @throws {Error} when a file cannot be read, or there are no faces or no scenes.
 */
export async function calibrateLandmarks(
  network: Network,
  data: CalibrationData,
  options: CalibrationOptions,
): Promise<LandmarkCalibration> {
  const samples = await collectCalibrationSamples(network, data, options);
  const { peaks, views, faceFeatures, backgroundFeatures, proposed } = samples;
  const faceScore = fitFaceScore(faceFeatures, backgroundFeatures);
  const joint = fitJointScore(
    proposed.map(({ features, ...box }) => ({
      ...box,
      refinedScore: faceScoreOf(features, faceScore.settings),
    })),
  );
  const fits = { visibility: fitVisibility(peaks), faceScore, joint };
  if (data.shapes === undefined) return fits;
  const peakError = fitPeakError(views.flatMap(peakDistances));
  const prior = { ...fitShapePrior(data.shapes), peakError };
  return { ...fits, shape: { prior, gain: shapeGain(views, prior) } };
}
