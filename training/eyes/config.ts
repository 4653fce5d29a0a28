// The configuration file of an eye-state training run.

import { z } from "zod";
import { count, fitFields, probability, sourceFields } from "../fit/config.ts";
import { DEFAULT_EYE_NETWORK } from "./network.ts";

const blocks = z.number().int().nonnegative();

const networkSchema = z.strictObject({
  features: z.tuple([count, count, count]),
  blocks: z.tuple([blocks, blocks, blocks]),
  hidden: count,
});

/** Where single eyes come from; without crops and photographs there are none. */
export const eyeDataSchema = z.strictObject({
  /** A folder of eye crops named as in the MRL eye set. */
  crops: z
    .strictObject({
      path: z.string(),
      /** Subjects that are not trained on; weights are selected and probabilities calibrated with them. */
      heldOut: z.array(z.string()).min(1),
      ...sourceFields,
    })
    .optional(),
  /** Photographs or renders with 68 landmarks, from which eyes are cut as at run time. */
  photographs: z.array(
    z.strictObject({
      path: z.string(),
      /** See `LidLabels`. */
      lids: z.strictObject({
        closedBelow: z.number().positive().nullable(),
        openAbove: z.number().positive(),
        leastWidth: z.number().nonnegative(),
      }),
      ...sourceFields,
    }),
  ),
  /** Share of each folder's photographs (the last ones by name) that is held out as well. */
  heldOutPhotographs: probability.default(0.1),
});

/** The configuration of an eye-state training run; paths are relative to the command's `--data`. */
export const eyeConfigSchema = z.strictObject({
  task: z.literal("eyes"),
  network: networkSchema.default(() => ({ ...DEFAULT_EYE_NETWORK })),
  data: eyeDataSchema,
  /** Shares of the sources in a batch; the rest are eye crops. */
  mixture: z
    .strictObject({
      /** Eyes of photographs, open and closed equally often. */
      photographs: probability.default(0.2),
      /** Places without an eye, and eyes hidden by drawn objects. */
      hidden: probability.default(0.12),
      /** Eye crops with another patch laid over them. */
      covered: probability.default(0.08),
      /** Share of all samples that are painted eyes (`paintEye`) instead. */
      painted: probability.default(0),
    })
    .prefault({}),
  /** Share of the samples whose lashes, lids, shading and folds are changed (`varyEye`). */
  variety: probability.default(0),
  ...fitFields,
  checkpointMinutes: z.number().positive().default(2),
});

export type EyeTrainingConfig = z.infer<typeof eyeConfigSchema>;
