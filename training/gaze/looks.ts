// Looks labelled by eye for training: classes of photographs, and the angles that a class stands for.

import { readFile } from "node:fs/promises";
import * as z from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { LOOK_CLASSES, type LookAxis } from "../metrics/lookClasses.ts";
import type { GazeRange } from "./source.ts";

/** The classes of a look; an axis that could not be told is absent. */
export const lookSchema = z.strictObject({
  sideways: z.enum(LOOK_CLASSES.sideways).optional(),
  updown: z.enum(LOOK_CLASSES.updown).optional(),
  /** The person looks into the camera, whatever the head does. */
  camera: z.literal(true).optional(),
});
type Look = z.infer<typeof lookSchema>;

const looksSchema = z.strictObject({
  schema: z.literal("vigil-gaze-looks"),
  version: z.literal(1),
  about: z.string(),
  looks: z
    .array(
      lookSchema.extend({
        /** Path of a photograph below the folder of data. */
        file: z.string(),
        /** Frames of the same person have the same name. */
        person: z.string(),
      }),
    )
    .min(1),
});

/** A labelled look of a photograph. */
export type LabelledLook = z.infer<typeof looksSchema>["looks"][number];

/** Reads labelled looks. @throws {Error} naming the file and what is wrong with it. */
export async function readLooks(path: string): Promise<LabelledLook[]> {
  try {
    return looksSchema.parse(JSON.parse(await readFile(path, "utf8"))).looks;
  } catch (cause) {
    throw new Error(`The labels ${path} cannot be used: ${errorMessage(cause)}`, { cause });
  }
}

/** Angles of the classes (yaw to the person's own left, pitch up), degrees. Between two classes lies what was not labelled. */
const RANGES = {
  sideways: { left: [14, 50], centre: [-8, 8], right: [-50, -14] },
  updown: { up: [8, 40], level: [-15, 8], down: [-45, -14] },
} as const satisfies Record<LookAxis, Record<string, readonly [number, number]>>;

/** What a look tells of the gaze of one eye; null when it tells nothing. */
export function rangeOfLook({ sideways, updown }: Look, side: "left" | "right"): GazeRange | null {
  if (sideways === undefined && updown === undefined) return null;
  const yaw = sideways === undefined ? null : RANGES.sideways[sideways];
  const outward = yaw && (side === "left" ? yaw : ([-yaw[1], -yaw[0]] as const));
  return { outward, pitch: updown === undefined ? null : RANGES.updown[updown] };
}
