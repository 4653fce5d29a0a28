// The versioned JSON of a session's events and alerts.

import * as z from "zod";
import type { DriverAlert, DriverEvent } from "../report.ts";
import { alertSchema, endSchema, eventSchema, sourceSchema } from "./driverSchemas.ts";
import { NOT_CERTIFIED } from "./driverWords.ts";
import { roundedJson } from "./rounded.ts";
import type { SessionEnd, SessionSource } from "./sessionFrame.ts";

/** What happened in a session. */
export interface SessionEvents {
  readonly source: SessionSource;
  readonly end: SessionEnd;
  /** In the order of their start. */
  readonly events: readonly DriverEvent[];
  readonly alerts: readonly DriverAlert[];
}

/** The schema of `events.json`, version 1; docs/formats.md describes every field. */
export const eventsSchema = z.object({
  schema: z.literal("vigil-events"),
  version: z.literal(1),
  source: sourceSchema,
  end: endSchema,
  events: z.array(eventSchema),
  alerts: z.array(alertSchema),
}) satisfies z.ZodType<SessionEvents>;

/** The text of `events.json`: one event or alert a line. */
export function eventsText({ source, end, events, alerts }: SessionEvents): string {
  const list = (items: readonly object[]): string =>
    items.length === 0
      ? "[]"
      : `[\n${items.map((item) => `    ${roundedJson(item)}`).join(",\n")}\n  ]`;
  const fields = [
    `"schema": "vigil-events"`,
    `"version": 1`,
    `"note": ${JSON.stringify(NOT_CERTIFIED)}`,
    `"source": ${roundedJson(source)}`,
    `"end": ${roundedJson(end)}`,
    `"events": ${list(events)}`,
    `"alerts": ${list(alerts)}`,
  ];
  return `{\n${fields.map((field) => `  ${field}`).join(",\n")}\n}\n`;
}

/**
 * Reads the text of an `events.json`.
 *
 * @throws {SyntaxError} when it is no JSON, or does not follow the schema; the message lists where.
 */
export function parseEvents(text: string): SessionEvents {
  const result = eventsSchema.safeParse(JSON.parse(text));
  if (!result.success) {
    throw new SyntaxError(`These are no events by Vigil:\n${z.prettifyError(result.error)}`);
  }
  const { source, end, events, alerts } = result.data;
  return { source, end, events, alerts };
}
