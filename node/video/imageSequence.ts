// Images as a video: a folder of frames, a numbered pattern, or a table with their times.

import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errorMessage } from "../../src/errorMessage.ts";
import type { Frame } from "../../src/image/frame.ts";
import { type CsvTable, columnsOf, decodeText, numberInCell, readCsvTable } from "../csvTable.ts";
import { IMAGE_NAME, readImageFile } from "../images.ts";
import { pathOf } from "../paths.ts";
import { loadSharp } from "../sharp.ts";
import type { OpenVideoOptions } from "./openVideo.ts";
import { checkReading } from "./options.ts";
import type { VideoFrame, VideoSource } from "./source.ts";
import { selector } from "./thinning.ts";
import { shownSize } from "./toRgb.ts";
import { VideoError } from "./videoError.ts";

/** One image of a sequence with its timestamp. */
interface TimedImage {
  readonly path: string;
  /** Seconds. */
  readonly timestamp: number;
}

export interface OpenSequenceOptions extends OpenVideoOptions {
  /** Frames per second. Required for a folder and a pattern; a table has its own timestamps. */
  readonly frameRate?: number;
}

/** The placeholder of the number in a pattern: `%d`, or `%06d` for at least six digits. */
const NUMBER = /%(0(\d+))?d/;

/** Whether a path has the form of an image sequence: a numbered pattern or a table. */
export function looksLikeSequence(path: string): boolean {
  return NUMBER.test(path) || /\.csv$/i.test(path);
}

/**
 * Opens images as a video:
 *
 * - a pattern such as `frame_%06d.png`: the images in the order of their numbers; a missing number leaves a
 *   gap in time;
 * - a folder: its images in the natural order of their names (`2.png` before `10.png`);
 * - a table `file,timestamp` (CSV): files relative to the table, seconds.
 *
 * An unreadable image is reported to `onDamage` and skipped; the others keep their numbers and timestamps.
 *
 * @throws {VideoError} when there are no images, none can be read, the rate is missing, or the table is malformed.
 *
 * @example
 * const video = await openImageSequence("samples", { frameRate: 10 });
 * video.facts.frames; // 4
 * for await (const { index, timestamp, frame } of video) {
 *   await vigil.analyze(frame); // index 0, 1, 2, 3; timestamp 0, 0.1, 0.2, 0.3
 * }
 */
export async function openImageSequence(
  images: string | URL,
  options: OpenSequenceOptions = {},
): Promise<VideoSource> {
  checkReading(options);
  const path = pathOf(images, "The images of a video");
  const timed = await imagesOf(path, options.frameRate);
  const first = await firstReadable(path, timed);
  const { width, height } = shownSize(first, 1, options.maxSide);
  async function* frames(): AsyncGenerator<VideoFrame> {
    const select = selector(options);
    let passed = 0;
    const { onWarning = () => {}, onDamage = onWarning } = options;
    for (const [index, image] of timed.entries()) {
      if (options.stop?.aborted) throw new VideoError("stopped", path, "stopped before its end.");
      const wanted = select(image.timestamp);
      if (wanted === "stop") return;
      if (wanted === "pass" || passed++ < (options.skip ?? 0)) continue;
      try {
        const frame = await readImageFile(image.path, { onWarning });
        yield { index, timestamp: image.timestamp, frame: await reduced(frame, options.maxSide) };
      } catch (error) {
        onDamage(`${errorMessage(error)} It is left out.`);
      }
    }
  }
  const last = timed.at(-1)?.timestamp ?? 0;
  const wanted = selector(options);
  return {
    facts: {
      name: path,
      container: "images",
      codec: "images",
      width,
      height,
      scale: Math.max(width, height) / Math.max(first.width, first.height),
      rotation: 0,
      start: timed[0]?.timestamp ?? 0,
      duration: last - (timed[0]?.timestamp ?? 0),
      frames: timed.filter(({ timestamp }) => wanted(timestamp) === "take").length,
    },
    close: async () => {},
    [Symbol.asyncIterator]: frames,
  };
}

async function imagesOf(path: string, frameRate: number | undefined): Promise<TimedImage[]> {
  if (/\.csv$/i.test(path)) return timesFromTable(path);
  const isPattern = NUMBER.test(path);
  const found = isPattern ? await numbered(path) : await inFolder(path);
  if (found.length === 0) {
    const what = isPattern ? "no file has such a name" : "the folder holds no images";
    throw new VideoError("missing", path, `${what}.`);
  }
  if (frameRate === undefined) {
    const message = "images carry no times; say how many there are a second (--frame-rate).";
    throw new VideoError("unsupported", path, message);
  }
  const start = found[0]?.number ?? 0;
  return found.map(({ path: file, number }) => ({
    path: file,
    timestamp: (number - start) / frameRate,
  }));
}

interface NumberedImage {
  readonly path: string;
  readonly number: number;
}

async function numbered(pattern: string): Promise<NumberedImage[]> {
  const folder = dirname(pattern);
  const name = basename(pattern);
  const [, , digits = "1"] = NUMBER.exec(name) ?? [];
  const [before = "", after = ""] = name.split(NUMBER.exec(name)?.[0] ?? "");
  const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const matches = new RegExp(`^${literal(before)}(\\d{${digits},})${literal(after)}$`);
  const names = await list(folder, pattern);
  return names
    .flatMap((file) => {
      const number = matches.exec(file)?.[1];
      return number === undefined ? [] : [{ path: join(folder, file), number: Number(number) }];
    })
    .sort((p, q) => p.number - q.number);
}

async function inFolder(folder: string): Promise<NumberedImage[]> {
  const inOrder = new Intl.Collator("en", { numeric: true });
  return (await list(folder, folder))
    .filter((name) => IMAGE_NAME.test(name) && !name.startsWith("."))
    .sort(inOrder.compare)
    .map((name, number) => ({ path: join(folder, name), number }));
}

async function list(folder: string, named: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    throw new VideoError("missing", named, `the folder ${folder} cannot be read.`, { cause });
  });
}

async function timesFromTable(path: string): Promise<TimedImage[]> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new VideoError("missing", path, "the table cannot be read; check the path.", { cause });
  });
  const table = tableOf(decodeText(bytes), path);
  const columns = columnsOf(table.header, TABLE_COLUMNS);
  if (columns === undefined) {
    const message = 'a table of images begins with the line "file,timestamp".';
    throw new VideoError("unsupported", path, message);
  }
  const images = table.rows.map(({ cells, line, text }): TimedImage => {
    const [file, seconds] = columns.map((k) => cells[k]);
    const timestamp = numberInCell(seconds, table);
    if (!file || !Number.isFinite(timestamp) || cells.length > table.header.length) {
      const message = `line ${line} is not a file and its seconds: ${text}`;
      throw new VideoError("unsupported", path, message);
    }
    return { path: resolve(dirname(path), file), timestamp };
  });
  if (images.length > 0) return images;
  throw new VideoError("empty", path, "the table names no images.");
}

const TABLE_COLUMNS = ["file", "timestamp"];

function tableOf(text: string, path: string): CsvTable {
  try {
    return readCsvTable(text, TABLE_COLUMNS);
  } catch (cause) {
    throw new VideoError("unsupported", path, `${errorMessage(cause)}.`, { cause });
  }
}

/** The first readable image, for the expected size. */
async function firstReadable(path: string, images: readonly TimedImage[]): Promise<Frame> {
  for (const image of images) {
    const frame = await readImageFile(image.path).catch(() => undefined);
    if (frame) return frame;
  }
  const message = `none of its ${images.length} images can be read.`;
  throw new VideoError("damaged", path, message);
}

async function reduced(frame: Frame, maxSide?: number): Promise<Frame> {
  const { width, height } = shownSize(frame, 1, maxSide);
  if (width === frame.width && height === frame.height) return frame;
  const raw = { width: frame.width, height: frame.height, channels: frame.channels };
  const sharp = await loadSharp();
  const data = await sharp(frame.data, { raw })
    .resize(width, height, { fit: "fill" })
    .raw()
    .toBuffer();
  return { width, height, channels: frame.channels, data };
}
