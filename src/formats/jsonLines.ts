// A session as JSON Lines: a header, one line a frame, and an end; it can be read while it grows and after it broke off.

import * as z from "zod";
import { eventOfVersion1, isObject, listOf, reportOfVersion1 } from "../driver/version1.ts";
import type { DriverEvent } from "../report.ts";
import { eventSchema, reportSchema } from "../schemas.ts";
import { NOT_CERTIFIED } from "./driverWords.ts";
import { roundedJson } from "./rounded.ts";
import {
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

const endLineSchema = z.object({
  line: z.literal("end"),
  end: endSchema,
  changed: z.array(eventSchema),
});

const lineSchema = z.discriminatedUnion("line", [frameSchema, endLineSchema]);

/** The first line. */
export function jsonLinesHeader(source: SessionSource): string {
  const header = {
    line: "header",
    schema: "vigil-session",
    version: 2,
    note: NOT_CERTIFIED,
    source,
  };
  return `${roundedJson(header)}\n`;
}

/** The line of a frame. */
export function jsonLinesFrame({ frame, report }: SessionFrame): string {
  return `${roundedJson({ line: "frame", frame: trackedFrameToJson(frame), report })}\n`;
}

/**
 * The last line.
 *
 * @param changed the events that the monitor's `finish` ended.
 */
export function jsonLinesEnd(end: SessionEnd, changed: readonly DriverEvent[] = []): string {
  return `${roundedJson({ line: "end", end, changed })}\n`;
}

/** A session as it was read back. */
export interface Session {
  readonly source: SessionSource;
  readonly frames: readonly SessionFrame[];
  /** Null when the file has no last line: its writer was stopped the hard way. */
  readonly end: SessionEnd | null;
  /** The events that ended with the session. */
  readonly changed: readonly DriverEvent[];
  /** What is missing, for people; empty when the file is whole. */
  readonly notes: readonly string[];
}

/** Takes a file in pieces of any size, for those longer than a string can be. */
export interface SessionReader {
  /** @throws {SyntaxError} when a whole line is not one of a session; the message says which and where. */
  add(piece: string): void;
  /** @throws {SyntaxError} when there is not even a header. */
  finish(): Session;
}

/** Reads a session piece by piece. */
export function sessionReader(): SessionReader {
  const frames: SessionFrame[] = [];
  const notes: string[] = [];
  let header: z.infer<typeof headerSchema> | undefined;
  let end: SessionEnd | null = null;
  let changed: readonly DriverEvent[] = [];
  let rest = "";
  let number = 0;

  function take(line: string): void {
    number++;
    if (line.trim() === "") return;
    const value = parsed(line, number);
    if (!header) {
      header = checked(headerSchema, value, number);
      return;
    }
    const present = header.version === 1 ? lineOfVersion1(value) : value;
    const content = checked(lineSchema, present, number);
    if (end) throw new SyntaxError(`Line ${number} follows the last line of the session.`);
    if (content.line === "end") {
      end = content.end;
      changed = content.changed;
    } else frames.push({ frame: content.frame, report: content.report });
  }

  return {
    add(piece) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    },
    finish() {
      if (isJson(rest)) take(rest);
      else if (rest.trim() !== "") {
        notes.push(`The last line, ${number + 1}, is cut off and was left out.`);
      }
      rest = "";
      if (!header) throw new SyntaxError("This is no session by Vigil: it has no header line.");
      if (!end) {
        const last = frames.at(-1)?.frame;
        const where = last ? `frame ${last.index} at ${last.timestamp} s` : "the header";
        notes.push(`The session has no end: its recording broke off after ${where}.`);
      }
      return { source: header.source, frames, end, changed, notes };
    },
  };
}

/**
 * Reads the text of a JSON Lines file that Vigil wrote. A last line that is cut off is left out and told in
 * `notes`.
 *
 * @throws {SyntaxError} when there is no header, or a whole line does not follow the schema.
 */
export function parseJsonLines(text: string): Session {
  const reader = sessionReader();
  reader.add(text);
  return reader.finish();
}

/** A line of version 1 in the present form; what is not one is left for the schema to refuse. */
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
    throw new SyntaxError(`Line ${number} is no JSON; the file is damaged there.`, { cause });
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
  const what = number === 1 ? "This is no session by Vigil" : "This line is none of a session";
  throw new SyntaxError(`${what} (line ${number}):\n${z.prettifyError(result.error)}`);
}
