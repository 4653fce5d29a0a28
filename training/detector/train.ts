// Training the face detector: from a configuration to weights, curves and an ONNX file.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBatchStream } from "../batchStream.ts";
import { fitNetwork, type TrainingTask } from "../fit/fit.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import type { TrainingRun } from "../landmarks/train.ts";
import type { DetectorBatch, DetectorBatchPlan } from "./batch.ts";
import type { DetectorTrainingConfig } from "./config.ts";
import { readBoxTable } from "./dataset.ts";
import { detectorLoss } from "./loss.ts";
import { DETECTOR_STRIDE } from "./network.ts";
import { createDetectorValidator, exportDetector } from "./validate.ts";

/**
 * Trains the face detector, resuming from `out` if it holds a checkpoint. Writes `best.onnx` (the weights
 * with the best validation score so far) and `last.onnx` into `out`.
 */
export async function trainDetector(
  config: DetectorTrainingConfig,
  run: TrainingRun,
): Promise<void> {
  const { data, out, threads, ...callbacks } = run;
  const { network, seed } = config;
  const task = await detectorTask(config, data, threads);
  const write = (name: string, weights: ReadonlyMap<string, Float32Array>) =>
    writeFile(join(out, name), exportDetector(network, weights));
  const weights = await fitNetwork(task, {
    out,
    seed,
    schedule: config.schedule,
    adam: config.adam,
    clipFactor: config.clipFactor,
    validateEvery: config.validateEvery,
    checkpointMinutes: config.checkpointMinutes,
    ...(threads === undefined ? {} : { threads }),
    ...callbacks,
    onBest: (best) => write("best.onnx", best),
  });
  await write("last.onnx", weights);
}

async function detectorTask(
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
    buildLoss: (graph, pictures) => detectorLoss(graph, network, pictures, size),
    batchSize,
    openBatches: async (firstBatch) => {
      const script = new URL("./batchWorker.js", import.meta.url);
      const stream = openBatchStream<DetectorBatch>(script, plan, { workers, firstBatch });
      return {
        next: async () => toFeeds(await stream.next(), batchSize, size),
        close: () => stream.close(),
      };
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
