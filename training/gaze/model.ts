// The gaze network as an ONNX model, and inference on many samples.

import { ANSWER_COUNT } from "../../src/eyes/gazeAnswers.ts";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { createGraph, encodeModel, openSession } from "../graph/index.ts";
import { UNCHANGED } from "./augment.ts";
import { emptyBatch, writeSample } from "./batchMaker.ts";
import { buildGazeNetwork, type GazeNetworkConfig } from "./network.ts";
import type { GazeSample } from "./source.ts";

/** Encodes the ONNX file: inputs "eyes" (uint8 [N, 48, 64, 2]) and "pose" ([N, 2, 1, 1]), output "answers" ([N, 24, 1, 1]). */
export function exportGazeNetwork(
  config: GazeNetworkConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = createGraph();
  const { answers } = buildGazeNetwork(graph, config, 1);
  return encodeModel(graph, {
    outputs: { answers },
    weights,
    halfPrecision: true,
    dimensions: {
      eyes: ["N", PAIR_HEIGHT, PAIR_WIDTH, 2],
      pose: ["N", 2, 1, 1],
      answers: ["N", ANSWER_COUNT, 1, 1],
    },
  });
}

const BATCH = 64;

/** The answers of the network for samples without augmentation, `ANSWER_COUNT` numbers each. */
export async function predictPairs(
  model: Uint8Array,
  samples: readonly GazeSample[],
  threads?: number,
): Promise<Float32Array[]> {
  const session = await openSession(model, { threads });
  const all: Float32Array[] = [];
  try {
    for (let from = 0; from < samples.length; from += BATCH) {
      const part = samples.slice(from, from + BATCH);
      const batch = emptyBatch(part.length);
      for (const [i, sample] of part.entries()) writeSample(batch, i, sample, UNCHANGED);
      const { answers } = await session.run({
        eyes: { shape: [part.length, PAIR_HEIGHT, PAIR_WIDTH, 2], data: batch.eyes },
        pose: { shape: [part.length, 2, 1, 1], data: batch.pose },
      });
      if (answers === undefined) throw new Error('The gaze network has no output "answers".');
      part.forEach((_, i) => {
        all.push(Float32Array.from(answers.slice(i * ANSWER_COUNT, (i + 1) * ANSWER_COUNT)));
      });
    }
  } finally {
    await session.dispose();
  }
  return all;
}
