// Trains the gaze network by a configuration: weights, curves and ONNX files.

import { ANSWER_COUNT } from "../../src/eyes/gazeAnswers.ts";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { mapStream, openBatchStream } from "../batchStream.ts";
import type { TrainingTask } from "../fit/fit.ts";
import { runTraining, type TrainingRun } from "../fit/run.ts";
import type { GazeBatch, GazeBatchData } from "./batchMaker.ts";
import type { GazeTrainingConfig } from "./config.ts";
import { gazeLoss } from "./loss.ts";
import { exportGazeNetwork } from "./model.ts";
import { BOUND_COUNT } from "./targets.ts";
import { createGazeValidator } from "./validate.ts";

/**
 * Trains the gaze network, resuming from `run.out` if it contains a checkpoint. Writes `best.onnx` (the weights with the
 * best score on the held-out renders and eyes so far) and `last.onnx` there.
 */
export async function trainGaze(config: GazeTrainingConfig, run: TrainingRun): Promise<void> {
  const task = await gazeTask(config, run.data, run.threads);
  await runTraining(task, config, run, (weights) => exportGazeNetwork(config.network, weights));
}

/** The gaze network as a training task. */
async function gazeTask(
  config: GazeTrainingConfig,
  root: string,
  threads?: number,
): Promise<TrainingTask> {
  const { network, batchSize, workers } = config;
  const data: GazeBatchData = { config, root };
  return {
    buildLoss: (graph, faces) => gazeLoss(graph, network, faces),
    batchSize,
    openBatches: async (firstBatch) => {
      const maker = new URL("./batchMaker.js", import.meta.url);
      const stream = openBatchStream<GazeBatch>(maker, data, { workers, firstBatch });
      return mapStream(stream, (batch) => toFeeds(batch, batchSize));
    },
    validate: await createGazeValidator(config, root, threads),
  };
}

function toFeeds({ eyes, pose, targets, weights, low, high }: GazeBatch, count: number) {
  return {
    eyes: { shape: [count, PAIR_HEIGHT, PAIR_WIDTH, 2], data: eyes },
    pose: { shape: [count, 2, 1, 1], data: pose },
    targets: { shape: [count, ANSWER_COUNT, 1, 1], data: targets },
    weights: { shape: [count, ANSWER_COUNT, 1, 1], data: weights },
    low: { shape: [count, BOUND_COUNT, 1, 1], data: low },
    high: { shape: [count, BOUND_COUNT, 1, 1], data: high },
  };
}
