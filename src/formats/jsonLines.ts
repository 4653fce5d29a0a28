// A session as JSON Lines: a header, one line a frame, and an end. It can be read while it grows and after it broke off.

import * as z from "zod";
import { eventOfVersion1, isObject, listOf, reportOfVersion1 } from "../driver/version1.ts";
import { check, text } from "../options.ts";
import type { DriverEvent, DriverReport } from "../report.ts";
import { eventSchema, reportSchema } from "../schemas.ts";
import { NOT_CERTIFIED } from "./driverWords.ts";
import { roundedJson } from "./rounded.ts";
import {
  checkSessionFrame,
  endSchema,
  type SessionEnd,
  type SessionFrame,
  type SessionSource,
  sourceSchema,
} from "./sessionFrame.ts";
import { trackedFrameSchema, trackedFrameToJson } from "./trackedFrameSchema.ts";

const headerSchema = z.object({
  line: z.literal("header"),
  schema: z.literal("vigil-session"),
  version: z.literal([1, 2]),
  source: sourceSchema,
});

const frameSchema = z.object({
  line: z.literal("frame"),
  frame: trackedFrameSchema,
  report: reportSchema,
}) satisfies z.ZodType<SessionFrame>;

const silenceSchema = z.object({ line: z.literal("no-image"), report: reportSchema });

const endLineSchema = z.object({
  line: z.literal("end"),
  end: endSchema,
  changed: z.array(eventSchema),
});

const lineSchema = z.discriminatedUnion("line", [frameSchema, silenceSchema, endLineSchema]);

/**
 * The first line.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * const source = { file: "drive.mp4", models: [], profile: profiles.default };
 * const end = { frames: 1, firstTimestamp: 0, lastTimestamp: 0, stopped: null };
 * const session = createDriverSession(vigil);
 * const lines = [
 *   jsonLinesHeader(source),
 *   jsonLinesFrame(await session.next(frame, 0)),
 *   jsonLinesEnd(end, session.finish().changed),
 * ];
 * const read = parseJsonLines(lines.join(""));
 * read.source.file; // "drive.mp4"
 * read.frames.length; // 1
 */
export function jsonLinesHeader(source: SessionSource): string {
  check(sourceSchema, source, "The session's source");
  const header = {
    line: "header",
    schema: "vigil-session",
    version: 2,
    note: NOT_CERTIFIED,
    source,
  };
  return `${roundedJson(header)}\n`;
}

/**
 * The line of a frame.
 *
 * @throws {RangeError} naming the first malformed value.
 */
export function jsonLinesFrame(session: SessionFrame): string {
  checkSessionFrame(session);
  const { frame, report } = session;
  return `${roundedJson({ line: "frame", frame: trackedFrameToJson(frame), report })}\n`;
}

/**
 * The line of a time without an image.
 *
 * @throws {RangeError} naming the first malformed value.
 * @param report what a session's `withoutImage` returned.
 * @example
 * const session = createDriverSession(vigil);
 * jsonLinesSilence(session.withoutImage(2)).slice(0, 75);
 * // '{"line":"no-image","report":{"timestamp":2,"state":"unknown","noImageFor":2'
 */
export function jsonLinesSilence(report: DriverReport): string {
  check(reportSchema, report, "The report's");
  return `${roundedJson({ line: "no-image", report })}\n`;
}

/**
 * The last line.
 *
 * @param changed the events that the monitor's `finish` ended.
 * @throws {RangeError} naming the first malformed value.
 * @example
 * jsonLinesEnd({ frames: 900, firstTimestamp: 0, lastTimestamp: 29.967, stopped: null });
 * // '{"line":"end","end":{"frames":900,"firstTimestamp":0,"lastTimestamp":29.967,"stopped":null},"changed":[]}\n'
 */
export function jsonLinesEnd(end: SessionEnd, changed: readonly DriverEvent[] = []): string {
  check(endLineSchema, { line: "end", end, changed }, "The session's");
  return `${roundedJson({ line: "end", end, changed })}\n`;
}

/** A session as it was read back. */
export interface Session {
  readonly source: SessionSource;
  readonly frames: readonly SessionFrame[];
  /** The reports of times in which a live source sent no image, in their order. */
  readonly silences: readonly DriverReport[];
  /** Null when the file has no last line, because its writer was killed. */
  readonly end: SessionEnd | null;
  /** The events that ended with the session. */
  readonly changed: readonly DriverEvent[];
  /** What is missing, as text for people; empty when the file is complete. */
  readonly notes: readonly string[];
}

type SessionLine = z.infer<typeof headerSchema> | z.infer<typeof lineSchema>;

/**
 * Reads a session line by line and keeps nothing, for sessions of any length.
 *
 * @returns a function that takes the next line, and returns what it holds; undefined when it is empty.
 * @throws {SyntaxError} from that function, when the line is not the next one of a session.
 */
export function lineReader(): (line: string) => SessionLine | undefined {
  let header: z.infer<typeof headerSchema> | undefined;
  let hasEnded = false;
  let number = 0;
  return (line) => {
    number++;
    if (line.trim() === "") return undefined;
    const value = parsed(line, number);
    if (!header) {
      header = checked(headerSchema, value, number);
      return header;
    }
    const current = header.version === 1 ? lineOfVersion1(value) : value;
    const content = checked(lineSchema, current, number);
    if (hasEnded) throw new SyntaxError(`Line ${number} follows the last line of the session.`);
    hasEnded = content.line === "end";
    return content;
  };
}

/** Reads a file in pieces of any size, for files longer than a string can be. */
export interface SessionReader {
  /** @throws {SyntaxError} when a complete line is not one of a session; the message names the line and the field. */
  add(piece: string): void;
  /** @throws {SyntaxError} when there is not even a header. */
  finish(): Session;
}

/**
 * Reads a session piece by piece.
 *
 * @example
 * const reader = sessionReader();
 * reader.add(jsonLinesHeader({ file: "drive.mp4", models: [], profile: profiles.default }));
 * reader.finish().frames; // []
 */
export function sessionReader(): SessionReader {
  const frames: SessionFrame[] = [];
  const silences: DriverReport[] = [];
  const notes: string[] = [];
  const take = lineReader();
  let source: SessionSource | undefined;
  let end: SessionEnd | null = null;
  let changed: readonly DriverEvent[] = [];
  let rest = "";
  let number = 0;

  function add(line: string): void {
    number++;
    const content = take(line);
    if (content === undefined) return;
    if (content.line === "header") source = content.source;
    else if (content.line === "end") {
      end = content.end;
      changed = content.changed;
    } else if (content.line === "no-image") silences.push(content.report);
    else frames.push({ frame: content.frame, report: content.report });
  }

  return {
    add(piece) {
      check(text, piece, "A part of a session's file");
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) add(line);
    },
    finish() {
      if (isJson(rest)) add(rest);
      else if (rest.trim() !== "") {
        notes.push(`The last line, ${number + 1}, is cut off and was left out.`);
      }
      rest = "";
      if (!source) throw new SyntaxError("This is not a session by Vigil: it has no header line.");
      if (!end) {
        const last = frames.at(-1)?.frame;
        const where = last ? `frame ${last.index} at ${last.timestamp} s` : "the header";
        notes.push(`The session has no end: its recording broke off after ${where}.`);
      }
      return { source, frames, silences, end, changed, notes };
    },
  };
}

/**
 * Reads the text of a JSON Lines file that Vigil wrote, of version 1 or 2. A last line that is cut off is left out and
 * mentioned in `notes`.
 *
 * @throws {SyntaxError} when there is no header, or a complete line departs from the schema.
 * @example
 * const session = parseJsonLines(await readFile("drive/frames.jsonl", "utf8"));
 * session.frames[0].report.state; // "calibrating", for instance
 */
export function parseJsonLines(text: string): Session {
  const reader = sessionReader();
  reader.add(text);
  return reader.finish();
}

/** A line of version 1 in the current form; what is not one is left for the schema to refuse. */
function lineOfVersion1(line: unknown): unknown {
  if (!isObject(line)) return line;
  return line["line"] === "end"
    ? { ...line, changed: listOf(line["changed"], eventOfVersion1) }
    : { ...line, report: reportOfVersion1(line["report"]) };
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SyntaxError(`Line ${number} is not JSON; the file is damaged there.`, { cause });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checked<Content>(schema: z.ZodType<Content>, value: unknown, number: number): Content {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const what =
    number === 1 ? "This is not a session by Vigil" : "This line is not one of a session";
  throw new SyntaxError(`${what} (line ${number}):\n${z.prettifyError(result.error)}`);
}
