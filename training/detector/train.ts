// Trains the face detector by a configuration: weights, curves and ONNX files.

import { join } from "node:path";
import { mapStream, openBatchStream } from "../batchStream.ts";
import type { TrainingTask } from "../fit/fit.ts";
import { runTraining, type TrainingRun } from "../fit/run.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import type { DetectorBatch, DetectorBatchPlan } from "./batchMaker.ts";
import type { DetectorTrainingConfig } from "./config.ts";
import { readBoxTable } from "./dataset.ts";
import { detectorLoss } from "./loss.ts";
import { DETECTOR_STRIDE } from "./network.ts";
import { createDetectorValidator, exportDetector } from "./validate.ts";

/**
 * Trains the face detector, resuming from `run.out` if it contains a checkpoint. Writes `best.onnx` (the weights with the
 * best validation score so far) and `last.onnx` there.
 */
export async function trainDetector(
  config: DetectorTrainingConfig,
  run: TrainingRun,
): Promise<void> {
  const { network } = config;
  const task = await detectorTask(config, run.data, run.threads);
  await runTraining(task, config, run, (weights) => exportDetector(network, weights));
}

/** The detector as a training task. */
export async function detectorTask(
  config: DetectorTrainingConfig,
  data: string,
  threads?: number,
): Promise<TrainingTask> {
  const { network, batchSize, size, seed, workers } = config;
  const { crowds, portraits, validation } = config.data;
  const plan: DetectorBatchPlan = {
    crowds: await readBoxTable(join(data, crowds.table), join(data, crowds.folder)),
    portraits: await Promise.all(
      portraits.map(async ({ path, weight }) => {
        return { weight, pairs: await listLandmarkPairs(join(data, path)) };
      }),
    ),
    batchSize,
    size,
    seed,
  };
  return {
    buildLoss: (graph, images) => detectorLoss(graph, network, images, size),
    batchSize,
    openBatches: async (firstBatch) => {
      const maker = new URL("./batchMaker.js", import.meta.url);
      const stream = openBatchStream<DetectorBatch>(maker, plan, { workers, firstBatch });
      return mapStream(stream, (batch) => toFeeds(batch, batchSize, size));
    },
    validate: await createDetectorValidator(network, validation, data, threads),
  };
}

function toFeeds(batch: DetectorBatch, count: number, size: number) {
  const side = size / DETECTOR_STRIDE;
  const map = (data: Float32Array, maps: number) => ({ shape: [count, maps, side, side], data });
  return {
    image: { shape: [count, size, size, 3], data: batch.images },
    centers: map(batch.centers, 1),
    background: map(batch.background, 1),
    logDistances: map(batch.logDistances, 4),
    boxWeights: map(batch.boxWeights, 1),
  };
}
