// Validation of a detector during a run: crowds by average precision, portraits by the faces missed.

import { join } from "node:path";
import { runtime } from "../../node/runtime.ts";
import { type DetectOptions, detectFaces } from "../../src/detect/detectFaces.ts";
import type { Frame } from "../../src/image/frame.ts";
import { type Box, intersectionOverUnion } from "../../src/image/geometry.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { loadNetwork } from "../../src/network/network.ts";
import type { Validation } from "../fit/fit.ts";
import { createGraph, encodeModel } from "../graph/index.ts";
import { listLandmarkPairs, readLandmarkSample, readRgbFrame } from "../landmarks/dataset.ts";
import { type DetectedImage, evaluateDetections } from "../metrics/detectionMetrics.ts";
import type { DetectorTrainingConfig } from "./config.ts";
import { readBoxTable } from "./dataset.ts";
import { buildDetector, type DetectorConfig, detectorAnswers } from "./network.ts";

/** How the shipped detector's maps are read; at this threshold false positives and misses are counted. */
export const DETECTOR_READING: DetectOptions = {
  threshold: 0.3,
  longestSide: 384,
  maximumOverlap: 0.4,
};
/** Low enough a threshold for the whole precision-recall curve. */
const LOWEST_THRESHOLD = 0.02;
/** Faces in crowds count from this shorter side, in the photograph's pixels. */
const MINIMUM_SIZE = 32;
/** A portrait's face is found when a detection overlaps it by this much. */
const PORTRAIT_OVERLAP = 0.4;

interface ValidationImage {
  readonly frame: Frame;
  readonly truth: readonly Box[];
}

/**
 * Reads the validation images once and returns the function that judges weights on them. The score is one
 * minus the average precision at an overlap of 0.5 on crowds, plus the share of portraits missed.
 *
 * @param data the folder that the configuration's paths are relative to.
 */
export async function createDetectorValidator(
  network: DetectorConfig,
  { crowds, portraits, portraitLimit }: DetectorTrainingConfig["data"]["validation"],
  data: string,
  threads?: number,
): Promise<(weights: ReadonlyMap<string, Float32Array>) => Promise<Validation>> {
  const table = await readBoxTable(join(data, crowds.table), join(data, crowds.folder));
  const crowdImages: ValidationImage[] = [];
  for (const { imagePath, boxes } of table) {
    crowdImages.push({ frame: await readRgbFrame(imagePath), truth: boxes });
  }
  const portraitImages: ValidationImage[] = [];
  for (const { path } of portraits) {
    portraitImages.push(...(await readPortraits(join(data, path), portraitLimit)));
  }
  return async (weights) => {
    const detector = await loadNetwork(exportDetector(network, weights), {
      runtime,
      ...(threads === undefined ? {} : { threads }),
    });
    const reading = { ...DETECTOR_READING, threshold: LOWEST_THRESHOLD };
    try {
      const detected: DetectedImage[] = [];
      for (const { frame, truth } of crowdImages) {
        const detections = await detectFaces(detector, frame, reading);
        detected.push({ truth, detections });
      }
      let missed = 0;
      for (const { frame, truth } of portraitImages) {
        const detections = await detectFaces(detector, frame, reading);
        const found = truth.some((face) =>
          detections.some(
            ({ box, score }) =>
              score >= DETECTOR_READING.threshold &&
              intersectionOverUnion(box, face) >= PORTRAIT_OVERLAP,
          ),
        );
        if (!found) missed++;
      }
      const report = evaluateDetections(detected, {
        minimumSize: MINIMUM_SIZE,
        threshold: DETECTOR_READING.threshold,
      });
      const missedShare = missed / Math.max(1, portraitImages.length);
      return {
        score: 1 - report.average_precision_50 + missedShare,
        figures: {
          averagePrecision: report.average_precision_50,
          recall: report.recall,
          falsePositivesPerImage: report.false_positives_per_image,
          portraitsMissed: missedShare,
        },
      };
    } finally {
      await detector.dispose();
    }
  };
}

/**
 * A detector as a stand-alone ONNX model: input "image" (uint8 RGB [N, height, width, 3], sides multiples of
 * 32), outputs "heatmap" (float32 [N, 1, height / 8, width / 8]) and "boxes" (float32 [N, 4, height / 8,
 * width / 8]) as `detectFaces` reads them; normalisation inside.
 */
export function exportDetector(
  config: DetectorConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = createGraph();
  // Any size will do for building: the file declares the sides free.
  const answers = detectorAnswers(buildDetector(graph, config, 1, 64, 64));
  return encodeModel(graph, {
    outputs: { ...answers },
    weights,
    halfPrecision: true,
    dimensions: {
      image: ["N", "height", "width", 3],
      heatmap: ["N", 1, "rows", "columns"],
      boxes: ["N", 4, "rows", "columns"],
    },
  });
}

/** Evenly spread photographs of a folder with the face boxes that go with their landmarks. */
async function readPortraits(folder: string, limit: number): Promise<ValidationImage[]> {
  const pairs = await listLandmarkPairs(folder);
  const step = Math.max(1, pairs.length / limit);
  const images: ValidationImage[] = [];
  for (let i = 0; i < Math.min(limit, pairs.length); i++) {
    const pair = pairs[Math.floor(i * step)];
    if (pair === undefined) break;
    const { frame, landmarks } = await readLandmarkSample(pair);
    images.push({ frame, truth: [faceBoxOf(landmarks)] });
  }
  return images;
}
