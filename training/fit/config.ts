// The parts of a training configuration that all networks share.

import { z } from "zod";
import { DEFAULT_ADAM } from "./adam.ts";

export const count = z.number().int().positive();
export const probability = z.number().min(0).max(1);

const scheduleSchema = z.strictObject({
  shape: z.enum(["cosine", "constant-decay"]),
  peak: z.number().positive(),
  warmup: z.number().int().nonnegative(),
  steps: count,
  decayShare: probability.default(0.3),
});

const adamSchema = z.strictObject({
  beta1: probability.default(DEFAULT_ADAM.beta1),
  beta2: probability.default(DEFAULT_ADAM.beta2),
  epsilon: z.number().positive().default(DEFAULT_ADAM.epsilon),
  weightDecay: z.number().nonnegative().default(DEFAULT_ADAM.weightDecay),
  averageDecay: probability.default(DEFAULT_ADAM.averageDecay),
});

/** How a run is fitted: fields of every configuration. */
export const fitFields = {
  batchSize: count,
  seed: z.number().int().nonnegative(),
  /** Threads that make batches. */
  workers: count.default(1),
  schedule: scheduleSchema,
  adam: adamSchema.prefault({}),
  clipFactor: z.number().positive().default(2.5),
  validateEvery: count.default(500),
  checkpointMinutes: z.number().positive().default(3),
};

/** How the model card names a data set: fields of every data source. */
export const sourceFields = {
  /** By default the path. */
  name: z.string().optional(),
  /** Under which terms the images may be used. */
  terms: z.string().default("not stated"),
  /** What the images were rendered from, each asset with its licence (SPDX identifier). */
  assets: z.array(z.strictObject({ name: z.string(), licence: z.string() })).optional(),
};
