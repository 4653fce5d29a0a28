// The configuration file of a gaze training run.

import { z } from "zod";
import { eyeDataSchema } from "../eyes/config.ts";
import { count, fitFields, probability, sourceFields } from "../fit/config.ts";
import { DEFAULT_GAZE_NETWORK } from "./network.ts";

const several = z.number().int().nonnegative();

const networkSchema = z.strictObject({
  features: z.tuple([count, count, count]),
  blocks: z.tuple([several, several]),
  hidden: count,
  points: several.default(0),
});

const folderSchema = z.strictObject({ path: z.string(), ...sourceFields });

/** A folder of prepared faces, of all people or of those named. */
const facesSchema = folderSchema.extend({ people: z.array(z.string()).optional() });

/** The configuration of a gaze training run; paths are relative to the command's `--data`. */
export const gazeConfigSchema = z.strictObject({
  task: z.literal("gaze"),
  network: networkSchema.default(() => ({ ...DEFAULT_GAZE_NETWORK })),
  data: z.strictObject({
    /** Folders of rendered close-ups of eyes. */
    renders: z.array(folderSchema).min(1),
    /** Close-ups of other people: weights are selected and deviations calibrated on them. */
    heldOut: folderSchema,
    /** Folders of `vigil prepare gaze` and `vigil prepare lids`. */
    faces: z.array(facesSchema).default([]),
    /** Folders of `vigil prepare looks`: real faces whose look was labelled by eye. */
    looks: z.array(facesSchema).default([]),
    /** Real eyes of which the lids are known, as the eye-state network is trained on. */
    eyes: eyeDataSchema.prefault({ photographs: [] }),
  }),
  mixture: z.strictObject({
    /** Share of real faces in a batch. */
    faces: probability.default(0),
    /** Share of real faces with a labelled look in a batch. */
    looks: probability.default(0),
    /** Share of pairs of real eyes in a batch. */
    eyes: probability,
    /** Share of hidden eyes among real eyes. */
    hidden: probability,
    /** Probability that a real eye that is hidden takes the place of one eye of a render. */
    covered: probability,
    /** Share of all samples that are pairs of painted eyes (`paintEye`) instead. */
    painted: probability.default(0),
  }),
  /** Share of the samples whose lashes, shading and folds are changed (`varySkin` of the eye-state network). */
  variety: probability.default(0),
  /**
   * Weight of the logit "shut" in `closed`. The default was chosen on labelled eyes of photographs and clips
   * (docs/history/gaze.md).
   */
  shutWeight: z.number().nonnegative().default(0.7),
  ...fitFields,
});

export type GazeTrainingConfig = z.infer<typeof gazeConfigSchema>;
