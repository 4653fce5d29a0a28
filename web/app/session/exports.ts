// Exports a stored session to the files that other programs read. It works piece by piece, so that an hour needs no more
// memory than a minute.

import {
  createEventLog,
  eventsText,
  framesCsv,
  perclosWindows,
  type Session,
  type SessionEvents,
  sessionReader,
  webVtt,
} from "../../../src/index.ts";

export type ExportKind = "csv" | "jsonl" | "vtt" | "json";

const EXPORT_TYPES: Record<ExportKind, string> = {
  csv: "text/csv",
  jsonl: "application/jsonl",
  vtt: "text/vtt",
  json: "application/json",
};

/**
 * Makes a file of a session.
 *
 * @param pieces its JSON Lines; each begins at the start of a line.
 */
export async function exportSession(
  pieces: AsyncIterable<string>,
  kind: ExportKind,
): Promise<Blob> {
  const type = EXPORT_TYPES[kind];
  const parts: string[] = [];
  if (kind === "jsonl") {
    for await (const piece of pieces) parts.push(piece);
    return new Blob(parts, { type });
  }
  if (kind === "csv") {
    let table: ReturnType<typeof framesCsv> | undefined;
    for await (const { frames } of readPieces(pieces)) {
      const [first] = frames;
      if (table === undefined && first) {
        table = framesCsv(perclosWindows(first.report));
        parts.push(table.header);
      }
      parts.push(frames.map((frame) => table?.row(frame) ?? "").join(""));
    }
    return new Blob(parts, { type });
  }
  const events = await eventsOf(pieces);
  return new Blob([kind === "vtt" ? webVtt(events) : eventsText(events)], { type });
}

async function eventsOf(pieces: AsyncIterable<string>): Promise<SessionEvents> {
  const log = createEventLog();
  let last: Session | undefined;
  let frames = 0;
  let firstTimestamp: number | null = null;
  let lastTimestamp: number | null = null;
  for await (const part of readPieces(pieces)) {
    last = part;
    frames += part.frames.length;
    firstTimestamp ??= part.frames[0]?.frame.timestamp ?? null;
    lastTimestamp = part.frames.at(-1)?.frame.timestamp ?? lastTimestamp;
    for (const { report } of part.frames) log.add(report);
    log.add(part);
  }
  if (last === undefined) throw new SyntaxError("The session is empty.");
  return {
    source: last.source,
    end: last.end ?? {
      frames,
      firstTimestamp,
      lastTimestamp,
      stopped: "The recording broke off.",
    },
    events: log.events(),
    alerts: log.alerts(),
  };
}

/** Reads each piece as a session of its own, with the header of the first piece. */
export async function* readPieces(pieces: AsyncIterable<string>): AsyncGenerator<Session> {
  let header = "";
  for await (const piece of pieces) {
    const reader = sessionReader();
    if (header === "") header = piece.slice(0, piece.indexOf("\n") + 1);
    else reader.add(header);
    reader.add(piece);
    yield reader.finish();
  }
}
