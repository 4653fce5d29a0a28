// The versioned JSON of a session's events and alerts.

import * as z from "zod";
import { alertOfVersion1, eventOfVersion1, isObject, listOf } from "../driver/version1.ts";
import { check, mustBe, text } from "../options.ts";
import type { DriverAlert, DriverEvent } from "../report.ts";
import { alertSchema, eventSchema } from "../schemas.ts";
import { NOT_CERTIFIED } from "./driverWords.ts";
import { jsonByLines } from "./rounded.ts";
import { endSchema, type SessionEnd, type SessionSource, sourceSchema } from "./sessionFrame.ts";

/** What happened in a session. */
export interface SessionEvents {
  readonly source: SessionSource;
  readonly end: SessionEnd;
  /** In the order of their start. */
  readonly events: readonly DriverEvent[];
  readonly alerts: readonly DriverAlert[];
}

const contentFields = {
  source: sourceSchema,
  end: endSchema,
  events: z.array(eventSchema),
  alerts: z.array(alertSchema),
};

/** @throws {RangeError} naming the first malformed value. */
export function checkSessionEvents<Session extends SessionEvents>(session: Session): Session {
  const schema = z.object(contentFields, mustBe("an object with source, end, events and alerts"));
  return check(schema, session, "The session's");
}

/** The schema of `events.json`, version 2; docs/formats.md describes every field. */
export const eventsSchema = z.object({
  schema: z.literal("vigil-events"),
  version: z.literal(2),
  ...contentFields,
}) satisfies z.ZodType<SessionEvents>;

/**
 * The text of `events.json`: one event or alert a line.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * const source = { file: "drive.mp4", models: [], profile: { name: "default" } };
 * const end = { frames: 900, firstTimestamp: 0, lastTimestamp: 29.967, stopped: null };
 * eventsText({ source, end, events: [], alerts: [] });
 * // {
 * //   "schema": "vigil-events",
 * //   "version": 2,
 * //   "note": "Not a certified safety system. Where eyes cannot be seen, the head alone is judged.",
 * //   "source": {"file":"drive.mp4","models":[],"profile":{"name":"default"}},
 * //   "end": {"frames":900,"firstTimestamp":0,"lastTimestamp":29.967,"stopped":null},
 * //   "events": [],
 * //   "alerts": []
 * // }
 */
export function eventsText(session: SessionEvents): string {
  const { source, end, events, alerts } = checkSessionEvents(session);
  const header = { schema: "vigil-events", version: 2, note: NOT_CERTIFIED };
  return jsonByLines({ ...header, source, end, events, alerts });
}

/**
 * Reads the text of an `events.json` of version 1 or 2.
 *
 * @throws {SyntaxError} when it is not JSON or departs from the schema; the message lists where.
 * @throws {RangeError} when it is not text.
 * @example
 * const { events, alerts } = parseEvents(await readFile("drive/events.json", "utf8"));
 * events[0]; // { id: 1, kind: "microsleep", start: 10.91, end: 12.5, confidence: 0.93,
 * //   evidence: { frames: 48, valid: 46 } }
 */
export function parseEvents(json: string): SessionEvents {
  check(text, json, "The events file");
  const result = eventsSchema.safeParse(upgraded(JSON.parse(json)));
  if (!result.success) {
    throw new SyntaxError(`This is not an events file by Vigil:\n${z.prettifyError(result.error)}`);
  }
  const { source, end, events, alerts } = result.data;
  return { source, end, events, alerts };
}

/** The content of a file of version 1 in the current form; any other as it is. */
function upgraded(file: unknown): unknown {
  if (!isObject(file) || file["version"] !== 1) return file;
  return {
    ...file,
    version: 2,
    events: listOf(file["events"], eventOfVersion1),
    alerts: listOf(file["alerts"], alertOfVersion1),
  };
}
