// Trains the eye-state network by a configuration: weights, curves and ONNX files.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import { mapStream, openBatchStream } from "../batchStream.ts";
import type { TrainingTask } from "../fit/fit.ts";
import { runTraining, type TrainingRun } from "../fit/run.ts";
import {
  binaryCrossEntropy,
  type Graph,
  input,
  multiply,
  reduceSum,
  scale,
  type Value,
} from "../graph/index.ts";
import type { EyeBatch, EyeBatchData } from "./batchMaker.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { exportEyeNetwork } from "./model.ts";
import { buildEyeNetwork, type EyeNetworkConfig } from "./network.ts";
import { createEyeValidator } from "./validate.ts";

/**
 * Trains the eye-state network, resuming from `run.out` if it contains a checkpoint. Writes `best.onnx` (the weights with
 * the lowest loss on the held-out subjects so far) and `last.onnx` there.
 */
export async function trainEyes(config: EyeTrainingConfig, run: TrainingRun): Promise<void> {
  const task = await eyeTask(config, run.data, run.threads);
  await runTraining(task, config, run, (weights) => exportEyeNetwork(config.network, weights));
}

/** Binary cross-entropy of both logits, weighted, summed and divided by the number of images. */
export function eyeLoss(graph: Graph, config: EyeNetworkConfig, batch: number): Value {
  const { logits } = buildEyeNetwork(graph, config, batch);
  const targets = input(graph, "targets", [batch, 2, 1, 1]);
  const weights = input(graph, "weights", [batch, 2, 1, 1]);
  const losses = multiply(binaryCrossEntropy(logits, targets), weights);
  return scale(reduceSum(losses), 1 / batch);
}

/** The eye-state network as a training task. */
export async function eyeTask(
  config: EyeTrainingConfig,
  root: string,
  threads?: number,
): Promise<TrainingTask> {
  const { network, batchSize, workers } = config;
  const data: EyeBatchData = { config, root };
  return {
    buildLoss: (graph, images) => eyeLoss(graph, network, images),
    batchSize,
    openBatches: async (firstBatch) => {
      const maker = new URL("./batchMaker.js", import.meta.url);
      const stream = openBatchStream<EyeBatch>(maker, data, { workers, firstBatch });
      return mapStream(stream, (batch) => toFeeds(batch, batchSize));
    },
    validate: await createEyeValidator(config, root, threads),
  };
}

function toFeeds({ eyes, targets, weights }: EyeBatch, count: number) {
  return {
    eyes: { shape: [count, EYE_SIZE, EYE_SIZE, 1], data: eyes },
    targets: { shape: [count, 2, 1, 1], data: targets },
    weights: { shape: [count, 2, 1, 1], data: weights },
  };
}
