// The configuration file of a landmark training run.

import { z } from "zod";
import { DEFAULT_ADAM } from "../fit/adam.ts";
import { HOURGLASS_CONFIGS, type HourglassConfig } from "../networks/hourglass.ts";

const count = z.number().int().positive();
const probability = z.number().min(0).max(1);

const networkSchema = z.strictObject({
  inputSize: count,
  maps: count,
  stacks: count,
  features: z.array(count).min(2),
  stem: z.enum(["paper", "patches"]),
  normalisation: z.enum(["none", "group"]),
});

const foldersSchema = z
  .array(
    z.strictObject({
      path: z.string(),
      repeat: count.default(1),
      /** For the model card; by default the path. */
      name: z.string().optional(),
      /** Under which terms the photographs may be used, for the model card. */
      terms: z.string().default("not stated"),
    }),
  )
  .min(1);

export const scheduleSchema = z.strictObject({
  shape: z.enum(["cosine", "constant-decay"]),
  peak: z.number().positive(),
  warmup: z.number().int().nonnegative(),
  steps: count,
  decayShare: probability.default(0.3),
});

export const adamSchema = z.strictObject({
  beta1: probability.default(DEFAULT_ADAM.beta1),
  beta2: probability.default(DEFAULT_ADAM.beta2),
  epsilon: z.number().positive().default(DEFAULT_ADAM.epsilon),
  weightDecay: z.number().nonnegative().default(DEFAULT_ADAM.weightDecay),
  averageDecay: probability.default(DEFAULT_ADAM.averageDecay),
});

/** What a landmark training run is made from; folders are relative to the command's `--data`. */
export const landmarkConfigSchema = z.strictObject({
  task: z.literal("landmarks"),
  network: z
    .union([z.enum(["paper", "small"]), networkSchema])
    .transform(
      (network): HourglassConfig =>
        typeof network === "string" ? HOURGLASS_CONFIGS[network] : network,
    ),
  data: z.strictObject({
    train: foldersSchema,
    validation: foldersSchema,
    validationWindows: count.default(200),
  }),
  batchSize: count,
  seed: z.number().int().nonnegative(),
  workers: count.default(1),
  augment: z
    .strictObject({
      mirror: probability,
      landmarkWindow: probability,
      wideRotation: probability,
      occlude: probability,
      cut: probability,
      photometric: z.number().nonnegative(),
    })
    .partial()
    .default({}),
  schedule: scheduleSchema,
  adam: adamSchema.prefault({}),
  clipFactor: z.number().positive().default(2.5),
  validateEvery: count.default(500),
  checkpointMinutes: z.number().positive().default(3),
});

export type LandmarkConfig = z.infer<typeof landmarkConfigSchema>;
