// The eye-state network as an ONNX model, and inference on many patches.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import { createGraph, encodeModel, openSession } from "../graph/index.ts";
import { toBytes } from "../imaging/tone.ts";
import { plainEye } from "./augment.ts";
import { buildEyeNetwork, type EyeNetworkConfig, LOGITS } from "./network.ts";
import type { EyePatch } from "./source.ts";

/**
 * Encodes the ONNX file: input "eyes" (uint8 grey [N, 48, 48, 1]), output "logits" (float32 [N, 2, 1, 1]: open, seen).
 */
export function exportEyeNetwork(
  config: EyeNetworkConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = createGraph();
  const { logits } = buildEyeNetwork(graph, config, 1);
  return encodeModel(graph, {
    outputs: { logits },
    weights,
    halfPrecision: true,
    dimensions: { eyes: ["N", EYE_SIZE, EYE_SIZE, 1], logits: ["N", 2, 1, 1] },
  });
}

/** The logits of one eye. */
export interface EyeLogits {
  readonly open: number;
  readonly seen: number;
}

const BATCH = 64;

/** Runs the network on patches, without augmentation. */
export async function predictPatches(
  model: Uint8Array,
  patches: readonly EyePatch[],
  threads?: number,
): Promise<EyeLogits[]> {
  const session = await openSession(model, { threads });
  const pixels = EYE_SIZE * EYE_SIZE;
  const all: EyeLogits[] = [];
  try {
    for (let from = 0; from < patches.length; from += BATCH) {
      const batch = patches.slice(from, from + BATCH);
      const data = new Uint8Array(batch.length * pixels);
      for (const [i, patch] of batch.entries()) {
        toBytes(plainEye(patch), data.subarray(i * pixels, (i + 1) * pixels));
      }
      const { logits } = await session.run({
        eyes: { shape: [batch.length, EYE_SIZE, EYE_SIZE, 1], data },
      });
      if (logits === undefined) throw new Error('The eye-state network has no output "logits".');
      batch.forEach((_, i) => {
        all.push({
          open: logits[2 * i + LOGITS.open],
          seen: logits[2 * i + LOGITS.seen],
        });
      });
    }
  } finally {
    await session.dispose();
  }
  return all;
}
