// The configuration file of an eye-state training run.

import { z } from "zod";
import { adamSchema, scheduleSchema } from "../landmarks/config.ts";
import { DEFAULT_EYE_NETWORK } from "./network.ts";

const count = z.number().int().positive();
const blocks = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** What a model card says of images. */
const described = {
  /** By default the path. */
  name: z.string().optional(),
  /** Under which terms they may be used. */
  terms: z.string().default("not stated"),
};

const networkSchema = z.strictObject({
  features: z.tuple([count, count, count]),
  blocks: z.tuple([blocks, blocks, blocks]),
  hidden: count,
});

/** What an eye-state training run is made from; paths are relative to the command's `--data`. */
export const eyeConfigSchema = z.strictObject({
  task: z.literal("eyes"),
  network: networkSchema.default(() => ({ ...DEFAULT_EYE_NETWORK })),
  data: z.strictObject({
    /** A folder of eye crops named as in the MRL eye set. */
    crops: z.strictObject({
      path: z.string(),
      /** Subjects not trained on: weights are chosen and probabilities calibrated on them. */
      heldOut: z.array(z.string()).min(1),
      ...described,
    }),
    /** Photographs with 68 landmarks, from which eyes are cut as at run time. */
    photographs: z.array(
      z.strictObject({
        path: z.string(),
        /** See `LidLabels`. */
        lids: z.strictObject({
          closedBelow: z.number().positive().nullable(),
          openAbove: z.number().positive(),
          leastWidth: z.number().nonnegative(),
        }),
        ...described,
      }),
    ),
    /** The share of each folder's photographs, the last by name, that is held out as well. */
    heldOutPhotographs: share.default(0.1),
  }),
  /** What a batch is drawn from; the rest are eye crops. */
  mixture: z
    .strictObject({
      /** Eyes of photographs, as many closed as open ones. */
      photographs: share.default(0.2),
      /** Places that are no eyes, and eyes under painted objects. */
      hidden: share.default(0.12),
      /** Eye crops with something laid over them. */
      covered: share.default(0.08),
    })
    .prefault({}),
  batchSize: count,
  seed: z.number().int().nonnegative(),
  workers: count.default(1),
  schedule: scheduleSchema,
  adam: adamSchema.prefault({}),
  clipFactor: z.number().positive().default(2.5),
  validateEvery: count.default(500),
  checkpointMinutes: z.number().positive().default(2),
});

export type EyeTrainingConfig = z.infer<typeof eyeConfigSchema>;
