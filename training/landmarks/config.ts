// The configuration file of a landmark training run.

import { z } from "zod";
import { oneOf } from "../../src/options.ts";
import { count, fitFields, probability, sourceFields } from "../fit/config.ts";
import { HOURGLASS_CONFIGS, type HourglassConfig, hourglassSchema } from "../networks/hourglass.ts";
import { OCCLUDER_KINDS } from "../occluders/index.ts";

const foldersSchema = z
  .array(
    z.strictObject({
      path: z.string(),
      /** How often each photograph is shown in one epoch. */
      repeat: count.default(1),
      ...sourceFields,
    }),
  )
  .min(1);

/** The configuration of a landmark training run; folders are relative to the command's `--data`. */
export const landmarkConfigSchema = z.strictObject({
  task: z.literal("landmarks"),
  network: z
    .union([z.enum(["paper", "large", "small", "nano"]), hourglassSchema])
    .transform(
      (network): HourglassConfig =>
        typeof network === "string" ? HOURGLASS_CONFIGS[network] : network,
    ),
  data: z.strictObject({
    train: foldersSchema,
    validation: foldersSchema,
    /** Real faces on which people marked what is hidden; validation measures them apart. */
    marked: foldersSchema.optional(),
    validationWindows: count.default(200),
  }),
  augment: z
    .strictObject({
      mirror: probability,
      landmarkWindow: probability,
      wideRotation: probability,
      occlude: probability,
      cut: probability,
      photometric: z.number().nonnegative(),
      lowResolution: probability,
      background: probability,
      style: probability,
      /** The kinds of painted objects. */
      occluders: z
        .array(oneOf(...OCCLUDER_KINDS))
        .min(1, 'name at least one kind; "occlude": 0 paints nothing')
        .refine((kinds) => new Set(kinds).size === kinds.length, "a kind is named twice"),
    })
    .partial()
    .default({}),
  /** A larger network, trained before, whose maps are additional targets; its file is relative to `--data` too. */
  teacher: z.strictObject({ model: z.string(), weight: probability.default(0.5) }).optional(),
  ...fitFields,
});

export type LandmarkConfig = z.infer<typeof landmarkConfigSchema>;
