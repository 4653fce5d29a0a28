// Calibrates a trained landmark network on validation photographs: visibility, what counts as a face, and shape.

import type { Frame } from "../../src/image/frame.ts";
import type { Box, Point } from "../../src/image/geometry.ts";
import {
  type FaceScoreFeatures,
  faceScoreFeatures,
  faceScoreOf,
} from "../../src/landmarks/faceScore.ts";
import { faceBoxOf, windowOfBox } from "../../src/landmarks/faceWindow.ts";
import { localizeFaces } from "../../src/landmarks/localize.ts";
import type { ShapePrior } from "../../src/landmarks/shapePrior.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { Network } from "../../src/network/network.ts";
import type { Detection } from "../../src/result.ts";
import type { BoxedPhotograph } from "../detector/dataset.ts";
import { backgroundBoxes } from "../evaluation/backgroundBoxes.ts";
import { occludePhotograph } from "../evaluation/evaluateLandmarks.ts";
import type { Occluder } from "../landmarks/augment.ts";
import { type LandmarkPair, readLandmarkSample, readRgbFrame } from "../landmarks/dataset.ts";
import { type JudgedBox, judgeDetections } from "../metrics/judgeDetections.ts";
import { type FaceScoreFit, fitFaceScore } from "./fitFaceScore.ts";
import { fitJointScore, type JointScoreFit, type ProposedBox } from "./fitJointScore.ts";
import { fitPeakError } from "./fitPeakError.ts";
import { fitShapePrior } from "./fitShapePrior.ts";
import { fitVisibility, type PeakCase, type VisibilityFit } from "./fitVisibility.ts";
import { peakDistances, type SeenFace, type ShapeGain, seenFace, shapeGain } from "./shapeGain.ts";

/** Validation data: never photographs that the network was trained on. */
export interface CalibrationData {
  readonly faces: readonly LandmarkPair[];
  /** Where windows without a face come from, and masked faces. */
  readonly scenes: readonly BoxedPhotograph[];
  /** Landmarks of faces to learn their shapes from; these may be training faces. Without them none is fitted. */
  readonly shapes?: readonly (readonly Point[])[];
}

export interface CalibrationOptions {
  readonly occluder: Occluder;
  readonly seed: number;
  /** Finds face-like places, so that the scores learn the detector's own false alarms. */
  readonly detect?: (frame: Frame) => Promise<readonly Detection[]>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface LandmarkCalibration {
  readonly visibility: VisibilityFit;
  readonly faceScore: FaceScoreFit;
  /** Where there was a detector. */
  readonly joint?: JointScoreFit;
  /** Where there were shapes to learn from. */
  readonly shape?: { readonly prior: ShapePrior; readonly gain: ShapeGain };
}

/** How the detector's boxes scatter around the true ones: shares of the box's size, and of its logarithm. */
const SHIFT_DEVIATION = 0.05;
const SCALE_DEVIATION = 0.08;
const BACKGROUNDS_PER_SCENE = 6;
/** Annotated faces of scenes smaller than this many pixels are too blurred to demand a high score of. */
const SMALLEST_FACE = 32;

/**
 * Fits visibility and face score through the same eyes as at run time: boxes scattered like the detector's,
 * a second look where the first was poor.
 *
 * Each face is seen twice, as it is and with seeded objects painted over the photograph, so that about half
 * the views are occluded and the probabilities suit images in which most landmarks are visible. Windows
 * without a face are drawn from scenes away from all annotated faces; with `detect`, its detections that
 * touch no annotated face join them. The scenes' own faces, masked ones among them, count as faces.
 *
 * @throws {Error} when a file cannot be read, or there are no faces or no scenes.
 */
export async function calibrateLandmarks(
  network: Network,
  { faces, scenes, shapes }: CalibrationData,
  options: CalibrationOptions,
): Promise<LandmarkCalibration> {
  const total = faces.length + scenes.length;
  const peaks: PeakCase[] = [];
  const faceFeatures: FaceScoreFeatures[] = [];
  const backgroundFeatures: FaceScoreFeatures[] = [];
  const proposed: (Omit<ProposedBox, "refinedScore"> & { readonly features: FaceScoreFeatures })[] =
    [];
  const seen: SeenFace[] = [];
  /** What the network makes of the detector's boxes, which are known to be faces or not. */
  const propose = async (frame: Frame, judged: readonly JudgedBox[], annotated: boolean) => {
    const windows = judged.map(({ box }) => windowOfBox(box));
    const found = await localizeFaces(network, frame, windows);
    for (const [k, { score, face }] of judged.entries()) {
      const { peaks } = found[k];
      const features = faceScoreFeatures(peaks);
      proposed.push({ detectorScore: score, face, annotated, features });
      if (!face) backgroundFeatures.push(features);
    }
  };

  // A stream of its own, so that measuring with the same seed does not see the same objects again.
  const painting = { occluder: options.occluder, seed: mixSeed(options.seed, 3) };

  for (const [photograph, pair] of faces.entries()) {
    const sample = await readLandmarkSample(pair);
    const { frame, landmarks, occluded = landmarks.map(() => false) } = sample;
    const random = randomFrom(mixSeed(options.seed, 1, photograph));
    const plain = { frame, occluded };
    for (const view of [plain, occludePhotograph(sample, painting, photograph)]) {
      const window = windowOfBox(scatter(faceBoxOf(landmarks), random));
      for (const found of await localizeFaces(network, view.frame, [window])) {
        faceFeatures.push(faceScoreFeatures(found.peaks));
        seen.push(seenFace(found, landmarks, view.occluded));
        for (const [k, { value }] of found.peaks.entries()) {
          peaks.push({ photograph, peak: value, visible: view.occluded[k] !== true });
        }
      }
      // Other faces of the photograph are not annotated, so that only the annotated one can be judged.
      const judged = judgeDetections((await options.detect?.(view.frame)) ?? [], [
        faceBoxOf(landmarks),
      ]);
      const annotated = judged.filter(({ face }) => face);
      await propose(view.frame, annotated, false);
    }
    options.onProgress?.(photograph + 1, total);
  }
  for (const [index, scene] of scenes.entries()) {
    const frame = await readRgbFrame(scene.imagePath);
    const random = randomFrom(mixSeed(options.seed, 2, index));
    const drawn = backgroundBoxes(frame, scene.boxes, BACKGROUNDS_PER_SCENE, random);
    for (const found of await localizeFaces(network, frame, drawn.map(windowOfBox))) {
      backgroundFeatures.push(faceScoreFeatures(found.peaks));
    }
    const detected = (await options.detect?.(frame)) ?? [];
    await propose(frame, judgeDetections(detected, scene.boxes), true);
    const large = scene.boxes.filter(
      ({ width, height }) => Math.min(width, height) >= SMALLEST_FACE,
    );
    const windows = large.map((box) => windowOfBox(scatter(box, random)));
    for (const found of await localizeFaces(network, frame, windows)) {
      faceFeatures.push(faceScoreFeatures(found.peaks));
    }
    options.onProgress?.(faces.length + index + 1, total);
  }
  const faceScore = fitFaceScore(faceFeatures, backgroundFeatures);
  const joint = fitJointScore(
    proposed.map(({ features, ...box }) => ({
      ...box,
      refinedScore: faceScoreOf(features, faceScore.settings),
    })),
  );
  const fits = {
    visibility: fitVisibility(peaks),
    faceScore,
    ...(joint === undefined ? {} : { joint }),
  };
  if (shapes === undefined) return fits;
  const prior = { ...fitShapePrior(shapes), peakError: fitPeakError(seen.flatMap(peakDistances)) };
  return { ...fits, shape: { prior, gain: shapeGain(seen, prior) } };
}

/** A box as the detector might draw it. */
function scatter(box: Box, random: Random): Box {
  const width = box.width * Math.exp(random.normal() * SCALE_DEVIATION);
  const height = box.height * Math.exp(random.normal() * SCALE_DEVIATION);
  return {
    x: box.x + (box.width - width) / 2 + random.normal() * SHIFT_DEVIATION * box.width,
    y: box.y + (box.height - height) / 2 + random.normal() * SHIFT_DEVIATION * box.height,
    width,
    height,
  };
}
