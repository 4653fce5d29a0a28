// The configuration file of a detector training run.

import { z } from "zod";
import { count, fitFields, sourceFields } from "../fit/config.ts";
import { DEFAULT_DETECTOR } from "./network.ts";

const blocks = z.number().int().nonnegative();

const networkSchema = z.strictObject({
  features: z.tuple([count, count, count, count]),
  blocksDown: z.tuple([blocks, blocks, blocks, blocks]),
  blocksUp: z.tuple([blocks, blocks]),
});

const boxTableSchema = z.strictObject({ table: z.string(), folder: z.string(), ...sourceFields });
const portraitsSchema = z.strictObject({
  path: z.string(),
  /** Relative probability that a photograph is drawn from this folder. */
  weight: z.number().positive().default(1),
  ...sourceFields,
});

/** The configuration of a detector training run; paths are relative to the command's `--data`. */
export const detectorConfigSchema = z.strictObject({
  task: z.literal("detector"),
  network: networkSchema.default(() => ({ ...DEFAULT_DETECTOR })),
  data: z.strictObject({
    crowds: boxTableSchema,
    portraits: z.array(portraitsSchema).min(1),
    validation: z.strictObject({
      crowds: boxTableSchema,
      portraits: z.array(portraitsSchema.omit({ weight: true })),
      /** Most portraits taken from each folder. */
      portraitLimit: count.default(100),
    }),
  }),
  /** Side of the training images in pixels, a multiple of 32. */
  size: count.multipleOf(32),
  ...fitFields,
});

export type DetectorTrainingConfig = z.infer<typeof detectorConfigSchema>;
