// Training with PyTorch's gradients on the processor: skipped where there is no Python with PyTorch.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { DEFAULT_ADAM } from "../fit/adam.ts";
import { fitNetwork, type TrainingTask } from "../fit/fit.ts";
import { heNormal, input, matmul, meanSquaredError, parameter } from "../graph/index.ts";
import { findPython, NO_PYTHON } from "./python.ts";
import { openTorchGradients } from "./torchGradients.ts";

const python = await findPython();
if (python === undefined) console.warn(`Skipped: ${NO_PYTHON}`);

const BATCH = 8;

/** Recovers y = 2·x₀ − 3·x₁ from noiseless batches. */
function task(features: number): TrainingTask {
  const random = randomFrom(5);
  return {
    batchSize: BATCH,
    buildLoss: (graph, images) => {
      const x = input(graph, "x", [images, 2]);
      const slope = parameter(graph, "slope", [2, 1], heNormal(2));
      return meanSquaredError(matmul(x, slope), input(graph, "y", [images, 1]));
    },
    openBatches: async () => ({
      next: async () => {
        const x = Float32Array.from({ length: features * BATCH }, () => random.normal());
        const y = Float32Array.from({ length: BATCH }, (_, i) => 2 * x[2 * i] - 3 * x[2 * i + 1]);
        return { x: { shape: [BATCH, features], data: x }, y: { shape: [BATCH, 1], data: y } };
      },
      close: async () => {},
    }),
    validate: async () => ({ score: 0, figures: {} }),
  };
}

async function trained(features: number): Promise<Map<string, Float32Array>> {
  const out = await mkdtemp(join(tmpdir(), "vigil-torch-"));
  try {
    return await fitNetwork(task(features), {
      out,
      seed: 1,
      schedule: { peak: 0.1, warmup: 5, steps: 200, shape: "cosine" },
      adam: { ...DEFAULT_ADAM, weightDecay: 0, averageDecay: 0.9 },
      clipFactor: 3,
      validateEvery: 200,
      checkpointMinutes: 60,
      threads: 1,
      openEngine: openTorchGradients,
    });
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

test.skipIf(python === undefined)(
  "fitting with gradients from PyTorch recovers the weights",
  async () => {
    const slope = (await trained(2)).get("slope");
    // Where the processor computes in bfloat16, numbers have three digits.
    expect(Math.abs((slope?.[0] ?? 0) - 2)).toBeLessThan(0.05);
    expect(Math.abs((slope?.[1] ?? 0) + 3)).toBeLessThan(0.05);
  },
  240_000,
);

test.skipIf(python === undefined)(
  "a batch that the graph cannot take ends training with PyTorch's message",
  async () => {
    await expect(trained(3)).rejects.toThrow(/PyTorch ended with exit code 1:[\s\S]*shape/);
  },
  240_000,
);
