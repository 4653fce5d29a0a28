// The truth of a scripted drive's events as a file.

import * as z from "zod";
import { roundedJson } from "../src/formats/rounded.ts";
import { DRIVER_EVENT_KINDS } from "../src/report.ts";
import type { DriverScript } from "./driverScript.ts";
import { type TrueEvent, trueEvents } from "./trueEvents.ts";

const eventsTruthSchema = z.object({
  schema: z.literal("vigil-driver-truth"),
  version: z.literal(1),
  /** What happens, for people. */
  title: z.string(),
  /** The video that it is the truth of. */
  video: z.string(),
  seconds: z.number(),
  events: z.array(
    z.object({
      kind: z.enum(DRIVER_EVENT_KINDS),
      start: z.number(),
      end: z.number(),
      visible: z.number(),
      detail: z.string().exactOptional(),
    }),
  ),
}) satisfies z.ZodType<{ events: TrueEvent[] }>;

export type EventsTruth = z.infer<typeof eventsTruthSchema>;

/** The text of a `NAME.truth.json`: one event a line. */
export function eventsTruthText(script: DriverScript, video: string): string {
  const events = trueEvents(script).map((event) => `    ${roundedJson(event)}`);
  const fields = [
    `"schema": "vigil-driver-truth"`,
    `"version": 1`,
    `"title": ${JSON.stringify(script.title)}`,
    `"video": ${JSON.stringify(video)}`,
    `"seconds": ${script.seconds}`,
    `"events": ${events.length === 0 ? "[]" : `[\n${events.join(",\n")}\n  ]`}`,
  ];
  return `{\n${fields.map((field) => `  ${field}`).join(",\n")}\n}\n`;
}

/** Reads the text of a `NAME.truth.json`. @throws {Error} that names the field when it is not one. */
export function parseEventsTruth(text: string): EventsTruth {
  return eventsTruthSchema.parse(JSON.parse(text));
}
