// The files of a session: rows that are complete at any time, and at the end events, subtitles and the report.

import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { createEventLog } from "../../src/formats/eventLog.ts";
import { eventsText } from "../../src/formats/eventsJson.ts";
import { facesCsvHeader, facesCsvRows } from "../../src/formats/facesCsv.ts";
import { type FramesCsv, framesCsv, perclosWindows } from "../../src/formats/framesCsv.ts";
import { jsonLinesEnd, jsonLinesFrame, jsonLinesHeader } from "../../src/formats/jsonLines.ts";
import { recordSeries } from "../../src/formats/report/recordSeries.ts";
import { reportHtml } from "../../src/formats/reportHtml.ts";
import type { SessionEnd, SessionFrame, SessionSource } from "../../src/formats/sessionFrame.ts";
import { webVtt } from "../../src/formats/webVtt.ts";
import type { Frame } from "../../src/image/frame.ts";
import { openRowFile, type RowFile } from "./rowFile.ts";
import { collectThumbnails } from "./thumbnails.ts";
import { writeWhole } from "./wholeFile.ts";

/** The files, and how an earlier run's own begins, so that nobody else's is overwritten. */
const BEGINNINGS = {
  "frames.csv": /^frame,face_id,timestamp,confidence,success,pose_Tx,/,
  "faces.csv": /^file,frame,face_id,/,
  "frames.jsonl": /^\{"line":"header","schema":"vigil-session"/,
  "events.json": /^\s*\{\s*"schema":\s*"vigil-events"/,
  "events.vtt": /^WEBVTT\n\nNOTE\nEvents of the driver in .* by Vigil\./,
  "report.html": /<meta name="generator" content="Vigil">/,
} as const;

export type SessionFileName = keyof typeof BEGINNINGS;

/** What is written unless told otherwise: all but the table of all faces. */
export const SESSION_FILES: readonly SessionFileName[] = [
  "frames.csv",
  "frames.jsonl",
  "events.json",
  "events.vtt",
  "report.html",
];

export interface SessionFilesOptions {
  /** Default `SESSION_FILES`. */
  readonly files?: readonly SessionFileName[];
  /** Whether the report shows pictures of the driver. Default true. */
  readonly pictures?: boolean;
}

/** Takes the frames of a session one by one. */
export interface SessionFiles {
  onFrame(result: SessionFrame, video: { readonly frame: Frame }): Promise<void>;
  /** Writes what is written at the end, also when the session was stopped: `end` says so, and the files do. */
  close(end: SessionEnd): Promise<void>;
}

/** Results that cannot be written; the message says what to do. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/**
 * Begins the files of a session in a folder, which is made when it is not there.
 *
 * `frames.csv`, `faces.csv` and `frames.jsonl` grow by complete rows; the others are written whole by `close`,
 * and an earlier run's are removed now, so that the folder never tells of two sessions. Memory does not grow
 * with the frames, except for the report's measures, up to a bound.
 *
 * @throws {OutputError} when the folder cannot be written, or one of the files is not Vigil's own.
 */
export async function openSessionFiles(
  folder: string,
  source: SessionSource,
  options: SessionFilesOptions = {},
): Promise<SessionFiles> {
  const { files = SESSION_FILES, pictures = true } = options;
  const wanted = new Set(files);
  await prepare(folder, wanted);
  const sinks: SessionFiles[] = [];
  try {
    if (wanted.has("frames.csv")) sinks.push(await driverTable(join(folder, "frames.csv")));
    if (wanted.has("faces.csv")) sinks.push(await faceTable(join(folder, "faces.csv"), source));
    if (wanted.has("frames.jsonl")) sinks.push(await lines(join(folder, "frames.jsonl"), source));
  } catch (cause) {
    const end = { frames: 0, firstTimestamp: null, lastTimestamp: null, stopped: "never begun" };
    await Promise.allSettled(sinks.map((sink) => sink.close(end)));
    throw new OutputError(`The folder ${folder} cannot be written (${codeOf(cause)}).`, { cause });
  }
  sinks.push(summaries(folder, source, wanted, pictures));
  return {
    async onFrame(result, video) {
      for (const sink of sinks) await sink.onFrame(result, video);
    },
    async close(end) {
      // One file's failure costs no other.
      const failures: unknown[] = [];
      for (const sink of sinks) await sink.close(end).catch((error) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function prepare(folder: string, wanted: ReadonlySet<SessionFileName>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new OutputError(`The folder ${folder} cannot be made (${codeOf(cause)}).`, { cause });
  }
  for (const name of wanted) {
    const path = join(folder, name);
    const start = await startOf(path);
    if (start !== undefined && start !== "" && !BEGINNINGS[name].test(start)) {
      throw new OutputError(
        `${path} was not written by Vigil and is left alone; choose another folder.`,
      );
    }
  }
  for (const name of wanted) await rm(join(folder, name), { force: true });
}

/** The first characters of a file; undefined when it is not there. */
async function startOf(path: string): Promise<string | undefined> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new OutputError(`${path} cannot be read (${codeOf(error)}).`, { cause: error });
  });
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** `frames.csv`; its header waits for the first frame, which knows the PERCLOS windows. */
async function driverTable(path: string): Promise<SessionFiles> {
  const file = await openRowFile(path);
  let table: FramesCsv | undefined;
  return {
    async onFrame(result) {
      const header = table === undefined;
      table ??= framesCsv(perclosWindows(result.report));
      await file.append(`${header ? table.header : ""}${table.row(result)}`);
    },
    close: () => finish(file, table === undefined ? framesCsv([]).header : ""),
  };
}

/** `faces.csv`: all faces under the numbers of their tracks. */
async function faceTable(path: string, source: SessionSource): Promise<SessionFiles> {
  const file = await openRowFile(path);
  await file.append(facesCsvHeader());
  return {
    onFrame: ({ frame: { index, timestamp, width, height, faces } }) =>
      file.append(
        facesCsvRows({
          file: source.file,
          frame: index + 1,
          timestamp,
          width,
          height,
          faces,
          faceIds: faces.map(({ id }) => id),
        }),
      ),
    close: () => finish(file, ""),
  };
}

/** `frames.jsonl`. */
async function lines(path: string, source: SessionSource): Promise<SessionFiles> {
  const file = await openRowFile(path);
  await file.append(jsonLinesHeader(source));
  return {
    onFrame: (result) => file.append(jsonLinesFrame(result)),
    close: (end) => finish(file, jsonLinesEnd(end)),
  };
}

async function finish(file: RowFile, last: string): Promise<void> {
  try {
    if (last !== "") await file.append(last);
  } finally {
    await file.close();
  }
}

/** `events.json`, `events.vtt` and `report.html`, written at the end. */
function summaries(
  folder: string,
  source: SessionSource,
  wanted: ReadonlySet<SessionFileName>,
  pictures: boolean,
): SessionFiles {
  const log = createEventLog();
  const recorder = wanted.has("report.html") ? recordSeries() : undefined;
  const thumbnails = recorder && pictures ? collectThumbnails() : undefined;
  return {
    async onFrame(result, { frame }) {
      log.add(result.report);
      recorder?.add(result.report);
      await thumbnails?.onFrame(result, frame);
    },
    async close(end) {
      const session = { source, end, events: log.events(), alerts: log.alerts() };
      const write = async (name: SessionFileName, text: () => string): Promise<void> => {
        if (wanted.has(name)) await writeWhole(join(folder, name), text());
      };
      await write("events.json", () => eventsText(session));
      await write("events.vtt", () => webVtt(session));
      if (!recorder) return;
      const series = recorder.series();
      const shown = thumbnails?.pictures() ?? new Map<number, string>();
      await write("report.html", () => reportHtml({ ...session, series, pictures: shown }));
    },
  };
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
