// The configuration file of a gaze training run.

import { z } from "zod";
import { eyeDataSchema } from "../eyes/config.ts";
import { count, fitFields, probability, sourceFields } from "../fit/config.ts";
import { DEFAULT_GAZE_NETWORK } from "./network.ts";

const blocks = z.number().int().nonnegative();

const networkSchema = z.strictObject({
  features: z.tuple([count, count, count]),
  blocks: z.tuple([blocks, blocks]),
  hidden: count,
});

const rendersSchema = z.strictObject({ path: z.string(), ...sourceFields });

/** The configuration of a gaze training run; paths are relative to the command's `--data`. */
export const gazeConfigSchema = z.strictObject({
  task: z.literal("gaze"),
  network: networkSchema.default(() => ({ ...DEFAULT_GAZE_NETWORK })),
  data: z.strictObject({
    /** Folders of rendered close-ups of eyes. */
    renders: z.array(rendersSchema).min(1),
    /** Close-ups of other people: weights are selected and deviations calibrated on them. */
    heldOut: rendersSchema,
    /** Folders of `vigil prepare gaze` and `vigil prepare lids`: real faces of all people or of those named. */
    faces: z
      .array(
        z.strictObject({
          path: z.string(),
          people: z.array(z.string()).optional(),
          ...sourceFields,
        }),
      )
      .default([]),
    /** Real eyes of which the lids are known, as the eye-state network is trained on. */
    eyes: eyeDataSchema.prefault({ photographs: [] }),
  }),
  mixture: z.strictObject({
    /** Share of real faces in a batch. */
    faces: probability.default(0),
    /** Share of pairs of real eyes in a batch. */
    eyes: probability,
    /** Share of hidden eyes among real eyes. */
    hidden: probability,
    /** Probability that a real eye that is hidden takes the place of one eye of a render. */
    covered: probability,
  }),
  /**
   * Weight of the logit "shut" in `closed`. The default was chosen on labelled eyes of photographs and clips
   * (docs/history/gaze.md).
   */
  shutWeight: z.number().nonnegative().default(0.7),
  ...fitFields,
});

export type GazeTrainingConfig = z.infer<typeof gazeConfigSchema>;
