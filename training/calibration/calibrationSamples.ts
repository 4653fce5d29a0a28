// The samples that a landmark network is calibrated on: peaks, face scores and detections with known labels.

import type { Frame } from "../../src/image/frame.ts";
import type { Box, Point } from "../../src/image/geometry.ts";
import { type FaceScoreFeatures, faceScoreFeatures } from "../../src/landmarks/faceScore.ts";
import { faceBoxOf, windowOfBox } from "../../src/landmarks/faceWindow.ts";
import { localizeFaces } from "../../src/landmarks/localize.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { Network } from "../../src/network/network.ts";
import type { Detection } from "../../src/result.ts";
import type { BoxedPhotograph } from "../detector/dataset.ts";
import type { Occluder } from "../landmarks/augment.ts";
import { type LandmarkPair, readLandmarkSample, readRgbFrame } from "../landmarks/dataset.ts";
import { occludePhotograph } from "../landmarks/occludePhotograph.ts";
import { isAwayFrom, type LabelledBox, labelDetections } from "../metrics/labelDetections.ts";
import type { ProposedBox } from "./fitJointScore.ts";
import type { PeakCase } from "./fitVisibility.ts";
import { type LocalizedView, localizedView } from "./shapeGain.ts";

/** Validation data: never photographs that the network was trained on. */
export interface CalibrationData {
  readonly faces: readonly LandmarkPair[];
  /** Scenes with annotated boxes: the source of background windows and of masked faces. */
  readonly scenes: readonly BoxedPhotograph[];
  /** Landmarks of faces for the shape prior. These may be training faces. Without them no shape prior is fitted. */
  readonly shapes?: readonly (readonly Point[])[];
}

export interface CalibrationOptions {
  readonly occluder: Occluder;
  readonly seed: number;
  /** The detector. With it, its false positives join the backgrounds, and the joint score is fitted. */
  readonly detect?: (frame: Frame) => Promise<readonly Detection[]>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CalibrationSamples {
  readonly peaks: readonly PeakCase[];
  readonly views: readonly LocalizedView[];
  readonly faceFeatures: readonly FaceScoreFeatures[];
  readonly backgroundFeatures: readonly FaceScoreFeatures[];
  readonly proposed: readonly DetectedSample[];
}

/** A detection with its label and the features of its refined score. */
type DetectedSample = Omit<ProposedBox, "refinedScore"> & {
  readonly features: FaceScoreFeatures;
};

/** How the detector's boxes deviate from the annotated ones: position as a share of the size, and logarithm of the size. */
const SHIFT_DEVIATION = 0.05;
const SCALE_DEVIATION = 0.08;
const BACKGROUNDS_PER_SCENE = 6;
/** Annotated faces of scenes below this size, in pixels, are too blurred for a high score. */
const SMALLEST_FACE = 32;

/**
 * Runs the network on all calibration data as the pipeline would: in windows that deviate like the detector's boxes, with a
 * second inference pass where the first was poor.
 *
 * Each face is used twice: as it is, and with objects painted over the photograph. So about half of the views have occluded
 * landmarks, while most landmarks are visible. Background windows are drawn from scenes, away from all annotated faces. With
 * `detect`, its false positives join them. Annotated faces of the scenes, many with masks, count as faces.
 *
 * @throws {Error} when a file cannot be read.
 */
export async function collectCalibrationSamples(
  network: Network,
  { faces, scenes }: CalibrationData,
  options: CalibrationOptions,
): Promise<CalibrationSamples> {
  const total = faces.length + scenes.length;
  const peaks: PeakCase[] = [];
  const faceFeatures: FaceScoreFeatures[] = [];
  const backgroundFeatures: FaceScoreFeatures[] = [];
  const proposed: DetectedSample[] = [];
  const views: LocalizedView[] = [];
  /** Adds detections with known labels. */
  const addDetections = async (
    frame: Frame,
    labelled: readonly LabelledBox[],
    annotated: boolean,
  ) => {
    const windows = labelled.map(({ box }) => windowOfBox(box));
    const localized = await localizeFaces(network, frame, windows);
    for (const [k, { score, face }] of labelled.entries()) {
      const features = faceScoreFeatures(localized[k].peaks);
      proposed.push({ detectorScore: score, face, annotated, features });
      if (!face) backgroundFeatures.push(features);
    }
  };

  // A seed of its own: an evaluation with the same seed must not see the same objects.
  const painting = { occluder: options.occluder, seed: mixSeed(options.seed, 3) };

  for (const [photograph, pair] of faces.entries()) {
    const sample = await readLandmarkSample(pair);
    const { frame, landmarks, occluded = landmarks.map(() => false) } = sample;
    const random = randomFrom(mixSeed(options.seed, 1, photograph));
    const plain = { frame, occluded };
    for (const view of [plain, occludePhotograph(sample, painting, photograph)]) {
      const window = windowOfBox(deviating(faceBoxOf(landmarks), random));
      for (const localized of await localizeFaces(network, view.frame, [window])) {
        faceFeatures.push(faceScoreFeatures(localized.peaks));
        views.push(localizedView(localized, landmarks, view.occluded));
        for (const [k, { value }] of localized.peaks.entries()) {
          peaks.push({ photograph, peak: value, visible: view.occluded[k] !== true });
        }
      }
      // Other faces of the photograph are not annotated, so only detections of the annotated face have a label.
      const labelled = labelDetections((await options.detect?.(view.frame)) ?? [], [
        faceBoxOf(landmarks),
      ]);
      await addDetections(
        view.frame,
        labelled.filter(({ face }) => face),
        false,
      );
    }
    options.onProgress?.(photograph + 1, total);
  }
  for (const [index, scene] of scenes.entries()) {
    const frame = await readRgbFrame(scene.imagePath);
    const random = randomFrom(mixSeed(options.seed, 2, index));
    const drawn = backgroundBoxes(frame, scene.boxes, BACKGROUNDS_PER_SCENE, random);
    for (const localized of await localizeFaces(network, frame, drawn.map(windowOfBox))) {
      backgroundFeatures.push(faceScoreFeatures(localized.peaks));
    }
    const detected = (await options.detect?.(frame)) ?? [];
    await addDetections(frame, labelDetections(detected, scene.boxes), true);
    const large = scene.boxes.filter(
      ({ width, height }) => Math.min(width, height) >= SMALLEST_FACE,
    );
    const windows = large.map((box) => windowOfBox(deviating(box, random)));
    for (const localized of await localizeFaces(network, frame, windows)) {
      faceFeatures.push(faceScoreFeatures(localized.peaks));
    }
    options.onProgress?.(faces.length + index + 1, total);
  }
  return { peaks, views, faceFeatures, backgroundFeatures, proposed };
}

/** A box with the deviations of a detector's box. */
function deviating(box: Box, random: Random): Box {
  const width = box.width * Math.exp(random.normal() * SCALE_DEVIATION);
  const height = box.height * Math.exp(random.normal() * SCALE_DEVIATION);
  return {
    x: box.x + (box.width - width) / 2 + random.normal() * SHIFT_DEVIATION * box.width,
    y: box.y + (box.height - height) / 2 + random.normal() * SHIFT_DEVIATION * box.height,
    width,
    height,
  };
}

/** Smallest side of a drawn box in pixels, and the largest as a share of the image's shorter side. */
const SMALLEST = 24;
const LARGEST_SHARE = 0.6;
/** How many draws a box may take before the scene counts as full of faces. */
const TRIES = 20;

/**
 * Draws square boxes inside an image away from all its faces. Sizes are log-uniform.
 *
 * @returns at most `count` boxes: fewer where faces fill the image or it is too small.
 */
export function backgroundBoxes(
  image: { readonly width: number; readonly height: number },
  faces: readonly Box[],
  count: number,
  random: Random,
): Box[] {
  const largest = LARGEST_SHARE * Math.min(image.width, image.height);
  if (largest < SMALLEST) return [];
  const boxes: Box[] = [];
  for (let draw = 0; draw < count * TRIES && boxes.length < count; draw++) {
    const side = SMALLEST * (largest / SMALLEST) ** random.next();
    const x = random.between(0, image.width - side);
    const y = random.between(0, image.height - side);
    const box = { x, y, width: side, height: side };
    if (isAwayFrom(box, faces)) boxes.push(box);
  }
  return boxes;
}
