// The files of a session: rows are written with each frame; events, subtitles and report at the end.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { DriverClosing } from "../../src/driver/monitor.ts";
import { errorCode } from "../../src/errorMessage.ts";
import { createEventLog, type SavedEventLog } from "../../src/formats/eventLog.ts";
import { eventsText } from "../../src/formats/eventsJson.ts";
import { type FramesCsv, framesCsv, perclosWindows } from "../../src/formats/framesCsv.ts";
import { recordGaps, type SavedGaps, type TimeGap } from "../../src/formats/gaps.ts";
import {
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  jsonLinesSilence,
} from "../../src/formats/jsonLines.ts";
import { recordSeries, type SavedSeries } from "../../src/formats/report/recordSeries.ts";
import { reportHtml } from "../../src/formats/reportHtml.ts";
import {
  type SessionEnd,
  type SessionFrame,
  type SessionSource,
  sourceSchema,
} from "../../src/formats/sessionFrame.ts";
import { webVtt } from "../../src/formats/webVtt.ts";
import type { Frame } from "../../src/image/frame.ts";
import {
  atLeastZero,
  callback,
  check,
  finite,
  flag,
  mustBe,
  oneOf,
  optionsSchema,
} from "../../src/options.ts";
import type { DriverEvent, DriverReport } from "../../src/report.ts";
import { pathOf } from "../paths.ts";
import { writeWhole } from "../wholeFile.ts";
import { type FolderLock, lockFolder } from "./folderLock.ts";
import { OutputError } from "./outputError.ts";
import { openRowFile, type RowFile } from "./rowFile.ts";
import { refuseForeign, SESSION_FILES, type SessionFileName } from "./sessionFileNames.ts";
import { collectThumbnails, type SavedThumbnails } from "./thumbnails.ts";

export interface SessionFilesOptions {
  /** Default `SESSION_FILES`. */
  readonly files?: readonly SessionFileName[];
  /** Whether the report shows images of the driver. Default true. */
  readonly images?: boolean;
  /** The `finish` of the monitor or session. It is called once at the end, for the events that end with the session. */
  readonly finish?: () => Pick<DriverClosing, "changed">;
  /**
   * What `save` returned, to go on with the files of an interrupted session. What was written after that is cut off. The
   * other options must be the same.
   */
  readonly saved?: SavedSessionFiles;
  /** How long to wait for another process that writes into the folder, milliseconds. Default 0. */
  readonly wait?: number;
}

/** The state of session files between two frames. */
export interface SavedSessionFiles {
  /** Lengths of the growing files, bytes. */
  readonly lengths: { readonly "frames.csv"?: number; readonly "frames.jsonl"?: number };
  /** The PERCLOS windows of the table's header, seconds; null before the first frame. */
  readonly windows: readonly number[] | null;
  readonly log: SavedEventLog;
  readonly gaps: SavedGaps;
  readonly series?: SavedSeries;
  readonly thumbnails?: SavedThumbnails;
}

const filesSchema = optionsSchema({
  files: z.array(oneOf(...SESSION_FILES), mustBe("an array of file names")),
  images: flag,
  finish: callback,
  saved: z.object(
    {
      lengths: z.object({}),
      windows: z.array(finite).nullable(),
      log: z.object({}),
      gaps: z.object({}),
    },
    mustBe("what the files' save returned"),
  ),
  wait: atLeastZero,
});

/** Writes the frames of a session one by one. The folder is locked until `close`. */
export interface SessionFiles {
  /** Adds a frame, whose pixels may be changed when the promise resolves. */
  onFrame(result: SessionFrame, video: { readonly frame: Frame }): Promise<void>;
  /** Takes the report of a live source that sends no image: what `withoutImage` of a session returns. */
  onSilence(report: DriverReport): Promise<void>;
  /** Waits until the rows are on the disk, and returns what `openSessionFiles` needs to go on from here. */
  save(): Promise<SavedSessionFiles>;
  /**
   * Writes the final files, also of a stopped session; `end` and the files report the reason. Gaps between frames are
   * added to those of `end`.
   */
  close(end: SessionEnd): Promise<void>;
}

/** One of the files, or several that are written together. */
interface Part {
  onFrame(result: SessionFrame, video: { readonly frame: Frame }): Promise<void>;
  onSilence?(report: DriverReport): Promise<void>;
  save(): Promise<Partial<SavedSessionFiles>>;
  close(end: SessionEnd, changed: readonly DriverEvent[]): Promise<void>;
}

/**
 * Opens the files of a session in a folder, which is created if necessary.
 *
 * `frames.csv` and `frames.jsonl` grow by complete rows; `close` writes the others. Files of an earlier run are removed
 * at the start, so that the folder never holds files of two sessions. Memory does not grow with the number of frames,
 * except for the report's measures, which are bounded.
 *
 * @throws {RangeError} naming the first malformed value of source or options.
 * @throws {OutputError} when the folder cannot be written, when another session writes into it, or when a file there was
 *   not written by Vigil.
 *
 * @example
 * const video = await openVideo("samples/driver-clip.webm", { fps: 5 });
 * const session = createDriverSession(vigil);
 * const source = { file: video.facts.name, models: [], profile: session.monitor.profile };
 * const files = await openSessionFiles("drive", source, { finish: session.finish });
 * await analyzeVideo(video, ({ frame, timestamp }) => session.next(frame, timestamp), [files]);
 * // drive/ now holds frames.csv, frames.jsonl, events.json, events.vtt and report.html
 */
export async function openSessionFiles(
  out: string | URL,
  source: SessionSource,
  options: SessionFilesOptions = {},
): Promise<SessionFiles> {
  const folder = pathOf(out, "The folder of a session's files");
  check(filesSchema, options, "The session files' option");
  check(sourceSchema, source, "The session's source");
  const { files = SESSION_FILES, images = true, finish, saved } = options;
  const wanted = new Set(files);
  const lock = await prepare(folder, wanted, options);
  const parts: Part[] = [];
  try {
    if (wanted.has("frames.csv")) parts.push(await driverTable(join(folder, "frames.csv"), saved));
    if (wanted.has("frames.jsonl")) {
      parts.push(await lines(join(folder, "frames.jsonl"), source, saved));
    }
  } catch (cause) {
    const end = { frames: 0, firstTimestamp: null, lastTimestamp: null, stopped: "never begun" };
    await Promise.allSettled(parts.map((part) => part.close(end, [])));
    await lock.release();
    throw new OutputError(`The folder ${folder} cannot be written (${errorCode(cause)}).`, {
      cause,
    });
  }
  parts.push(summaries(folder, source, wanted, { images, saved }));
  const gaps = recordGaps(saved?.gaps);
  return {
    async onFrame(result, video) {
      gaps.add(result.frame.timestamp);
      for (const part of parts) await part.onFrame(result, video);
    },
    async onSilence(report) {
      for (const part of parts) await part.onSilence?.(report);
    },
    async save() {
      const states = await Promise.all(parts.map((part) => part.save()));
      const lengths = Object.assign({}, ...states.map((state) => state.lengths));
      const own = { lengths, gaps: gaps.save() };
      return Object.assign({ windows: null, log: NO_EVENTS }, ...states, own);
    },
    async close(end) {
      // A failure of one file does not affect the others.
      const failures: unknown[] = [];
      const changed = finish?.().changed ?? [];
      const whole = withGaps(end, gaps.gaps());
      for (const part of parts) {
        await part.close(whole, changed).catch((error) => failures.push(error));
      }
      await lock.release();
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** The end with the gaps between frames besides those that the caller knows of. */
function withGaps(end: SessionEnd, between: readonly TimeGap[]): SessionEnd {
  const gaps = [...(end.gaps ?? []), ...between].sort((p, q) => p.from - q.from);
  return gaps.length === 0 ? end : { ...end, gaps };
}

const NO_EVENTS: SavedEventLog = { events: [], alerts: [] };

/** Creates and locks the folder, and removes the files of an earlier session, except for those that go on. */
async function prepare(
  folder: string,
  wanted: ReadonlySet<SessionFileName>,
  { saved, wait }: SessionFilesOptions,
): Promise<FolderLock> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new OutputError(`The folder ${folder} cannot be created (${errorCode(cause)}).`, {
      cause,
    });
  }
  const lock = await lockFolder(folder, { wait });
  try {
    for (const name of wanted) await refuseForeign(folder, name);
    for (const name of wanted) {
      const goesOn = saved !== undefined && /^frames\./.test(name);
      if (!goesOn) await rm(join(folder, name), { force: true });
    }
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** `frames.csv`. Its header is written with the first frame, which has the PERCLOS windows. */
async function driverTable(path: string, saved?: SavedSessionFiles): Promise<Part> {
  const file = await openRowFile(path, saved?.lengths["frames.csv"]);
  let windows = saved?.windows ?? null;
  let table: FramesCsv | undefined = windows === null ? undefined : framesCsv(windows);
  return {
    async onFrame(result) {
      const header = table === undefined;
      windows ??= perclosWindows(result.report);
      table ??= framesCsv(windows);
      await file.append(`${header ? table.header : ""}${table.row(result)}`);
    },
    save: async () => ({ windows, lengths: { "frames.csv": await file.sync() } }),
    close: () => endFile(file, table === undefined ? framesCsv([]).header : ""),
  };
}

/** `frames.jsonl`. */
async function lines(
  path: string,
  source: SessionSource,
  saved?: SavedSessionFiles,
): Promise<Part> {
  const file = await openRowFile(path, saved?.lengths["frames.jsonl"]);
  if (saved === undefined) await file.append(jsonLinesHeader(source));
  return {
    onFrame: (result) => file.append(jsonLinesFrame(result)),
    onSilence: (report) => file.append(jsonLinesSilence(report)),
    save: async () => ({ lengths: { "frames.jsonl": await file.sync() } }),
    close: (end, changed) => endFile(file, jsonLinesEnd(end, changed)),
  };
}

async function endFile(file: RowFile, last: string): Promise<void> {
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
  { images, saved }: { readonly images: boolean; readonly saved?: SavedSessionFiles },
): Part {
  const log = createEventLog(saved?.log);
  const wantsReport = wanted.has("report.html");
  const recorder = wantsReport ? recordSeries(undefined, saved?.series) : undefined;
  const wantsImages = wantsReport && images;
  const thumbnails = wantsImages ? collectThumbnails(undefined, saved?.thumbnails) : undefined;
  return {
    async onFrame(result, { frame }) {
      log.add(result.report);
      recorder?.add(result.report);
      await thumbnails?.onFrame(result, frame);
    },
    save: async () => ({
      log: log.save(),
      series: recorder?.save(),
      thumbnails: thumbnails?.save(),
    }),
    async close(end, changed) {
      log.add({ changed });
      const session = { source, end, events: log.events(), alerts: log.alerts() };
      const write = async (name: SessionFileName, text: () => string): Promise<void> => {
        if (wanted.has(name)) await writeWhole(join(folder, name), text());
      };
      await write("events.json", () => eventsText(session));
      await write("events.vtt", () => webVtt(session));
      if (!recorder) return;
      const series = recorder.series();
      const shown = thumbnails?.images() ?? new Map<number, string>();
      await write("report.html", () => reportHtml({ ...session, series, images: shown }));
    },
  };
}
