// Validation of a detector during a training run: average precision on crowds, missed faces on portraits.

import { join } from "node:path";
import { runtime } from "../../node/runtime.ts";
import { type CoarsePass, type DetectOptions, detectFaces } from "../../src/detect/detectFaces.ts";
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
import { buildDetector, type DetectorConfig, detectorOutputs } from "./network.ts";

/** Detection options of the shipped detector; false positives and missed faces are counted at this threshold. */
export const DETECTION_OPTIONS: DetectOptions = {
  threshold: 0.3,
  longestSide: 384,
  maximumOverlap: 0.4,
};
/** The first pass of the shipped detector. */
export const COARSE_PASS: CoarsePass = { longestSide: 128, sure: 0.5, smallest: 0.15 };
/** Threshold for the precision-recall curve. */
const LOWEST_THRESHOLD = 0.02;
/** Smallest face of a crowd that counts: shorter side in pixels of the photograph. */
const MINIMUM_SIZE = 32;
/** A portrait's face is found when a detection overlaps it by this much. */
const PORTRAIT_OVERLAP = 0.4;

interface ValidationImage {
  readonly frame: Frame;
  readonly truth: readonly Box[];
}

/**
 * Reads the validation images once and returns a function that validates weights on them. The score is one minus the
 * average precision at an overlap of 0.5 on crowds, plus the share of missed portraits.
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
      threads,
    });
    const reading = { ...DETECTION_OPTIONS, threshold: LOWEST_THRESHOLD };
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
              score >= DETECTION_OPTIONS.threshold &&
              intersectionOverUnion(box, face) >= PORTRAIT_OVERLAP,
          ),
        );
        if (!found) missed++;
      }
      const report = evaluateDetections(detected, {
        minimumSize: MINIMUM_SIZE,
        threshold: DETECTION_OPTIONS.threshold,
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
 * Encodes a detector as an ONNX model: input "image" (uint8 RGB [N, height, width, 3], normalised in the model, sides
 * multiples of 32), outputs "heatmap" (float32 [N, 1, height / 8, width / 8]) and "boxes" (float32 [N, 4, height / 8,
 * width / 8]) as `detectFaces` reads them.
 */
export function exportDetector(
  config: DetectorConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = createGraph();
  // Built for any size: the file declares the sides free.
  const outputs = detectorOutputs(buildDetector(graph, config, 1, 64, 64));
  return encodeModel(graph, {
    outputs: { ...outputs },
    weights,
    halfPrecision: true,
    dimensions: {
      image: ["N", "height", "width", 3],
      heatmap: ["N", 1, "rows", "columns"],
      boxes: ["N", 4, "rows", "columns"],
    },
  });
}

/** Evenly spread photographs of a folder, with face boxes from their landmarks. */
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
