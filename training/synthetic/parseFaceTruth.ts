// Reads what of a rendered face's truth is measured against.

import * as z from "zod";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";

const opening = z.object({ opening: z.number(), width: z.number().positive() });

const FaceTruthSchema = z.object({
  schema: z.literal("vigil-synthetic-face"),
  version: z.literal(1),
  pose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }),
  eyes: z.object({ left: opening, right: opening }),
  mouth: opening,
  camera: z.object({ focal: z.number().positive(), centerX: z.number(), centerY: z.number() }),
  worn: z.object({
    glasses: z.enum(["none", "clear", "tinted", "sun"]),
    mask: z.unknown(),
    hat: z.unknown(),
    scarf: z.unknown(),
  }),
  hands: z.array(z.unknown()),
  landmarks: z
    .array(z.object({ visibility: z.enum(["visible", "self-occluded", "occluded"]) }))
    .length(LANDMARK_COUNT),
});

/** The measured part of a `FaceTruth`. */
export type MeasuredTruth = z.infer<typeof FaceTruthSchema>;

/** Reads the text of a `.truth.json` that `vigil synth faces` wrote. @throws {Error} that names the field when it is not one. */
export function parseFaceTruth(text: string): MeasuredTruth {
  return FaceTruthSchema.parse(JSON.parse(text));
}
