// The ground truth of a scripted drive's events as a file.

import * as z from "zod";
import { jsonByLines } from "../src/formats/rounded.ts";
import { DRIVER_EVENT_KINDS } from "../src/report.ts";
import type { DriverScript } from "./driverScript.ts";
import { type GroundTruthEvent, groundTruthEvents } from "./groundTruth.ts";

const groundTruthSchema = z.object({
  schema: z.literal("vigil-driver-truth"),
  version: z.literal(1),
  /** What happens, in a sentence. */
  title: z.string(),
  /** The video that it belongs to. */
  video: z.string(),
  seconds: z.number(),
  events: z.array(
    z.object({
      kind: z.enum(DRIVER_EVENT_KINDS),
      start: z.number(),
      end: z.number(),
      visible: z.number(),
      detail: z.string().optional(),
    }),
  ),
}) satisfies z.ZodType<{ events: GroundTruthEvent[] }>;

export type GroundTruthFile = z.infer<typeof groundTruthSchema>;

/** The text of a `NAME.truth.json`: one event a line. */
export function groundTruthText(script: DriverScript, video: string): string {
  const { title, seconds } = script;
  const events = groundTruthEvents(script);
  return jsonByLines({ schema: "vigil-driver-truth", version: 1, title, video, seconds, events });
}

/** Reads the text of a `NAME.truth.json`. @throws {Error} that names the field that is wrong. */
export function parseGroundTruth(text: string): GroundTruthFile {
  return groundTruthSchema.parse(JSON.parse(text));
}
