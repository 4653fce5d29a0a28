// The configuration file of a detector training run.

import { z } from "zod";
import { adamSchema, scheduleSchema } from "../landmarks/config.ts";
import { DEFAULT_DETECTOR } from "./network.ts";

const count = z.number().int().positive();
const blocks = z.number().int().nonnegative();

const networkSchema = z.strictObject({
  features: z.tuple([count, count, count, count]),
  blocksDown: z.tuple([blocks, blocks, blocks, blocks]),
  blocksUp: z.tuple([blocks, blocks]),
});

/** What a model card says of photographs. */
const described = {
  /** By default the path. */
  name: z.string().optional(),
  /** Under which terms they may be used. */
  terms: z.string().default("not stated"),
};

const boxTableSchema = z.strictObject({ table: z.string(), folder: z.string(), ...described });
const portraitsSchema = z.strictObject({
  path: z.string(),
  /** How often this folder's photographs are drawn, against the others'. */
  weight: z.number().positive().default(1),
  ...described,
});

/** What a detector training run is made from; paths are relative to the command's `--data`. */
export const detectorConfigSchema = z.strictObject({
  task: z.literal("detector"),
  network: networkSchema.default(() => ({ ...DEFAULT_DETECTOR })),
  data: z.strictObject({
    crowds: boxTableSchema,
    portraits: z.array(portraitsSchema).min(1),
    validation: z.strictObject({
      crowds: boxTableSchema,
      portraits: z.array(portraitsSchema.omit({ weight: true })),
      /** At most so many portraits of each folder. */
      portraitLimit: count.default(100),
    }),
  }),
  /** Side of the training images in pixels, a multiple of 32. */
  size: count.multipleOf(32),
  batchSize: count,
  seed: z.number().int().nonnegative(),
  workers: count.default(1),
  schedule: scheduleSchema,
  adam: adamSchema.prefault({}),
  clipFactor: z.number().positive().default(2.5),
  validateEvery: count.default(500),
  checkpointMinutes: z.number().positive().default(3),
});

export type DetectorTrainingConfig = z.infer<typeof detectorConfigSchema>;
