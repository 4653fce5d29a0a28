// Completes what a process that was killed has left: a segment with complete rows, but without its end.

import { createReadStream } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TimeGap } from "../../src/formats/gaps.ts";
import { lineReader } from "../../src/formats/jsonLines.ts";
import type { SessionEnd } from "../../src/formats/sessionFrame.ts";
import type { DriverEvent } from "../../src/report.ts";
import { openSessionFiles, type SessionFiles } from "../outputs/sessionFiles.ts";
import { endFolder, exists, PART } from "../outputs/wholeFolder.ts";
import { mendVideo } from "../video/joinVideos.ts";
import { isUnfinished } from "./rotation.ts";

const REASON = "the process that wrote it was killed";

/** Where a segment is written anew, inside the old one. */
const MENDED = "mended";

/** An image that is not looked at. */
const NO_IMAGE = { width: 1, height: 1, channels: 3, data: new Uint8Array(3) } as const;

/** The segments in a folder that an earlier process has not completed, to be found before a new one is begun. */
export async function findUnfinished(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter(isUnfinished)
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Completes the segments that an earlier process has not completed. All files are made anew from `frames.jsonl`, except for
 * the annotated video, which is kept up to where it can be read. The report has no images of events.
 *
 * Segments without a frame are removed; one whose rows cannot be read is kept as it is.
 *
 * @param parts from `findUnfinished`.
 * @param stop ends it after the current segment's rows; the next start goes on.
 * @returns the final paths, and the folders that are kept.
 */
export async function completeSegments(
  parts: readonly string[],
  stop: AbortSignal,
): Promise<{ readonly completed: readonly string[]; readonly kept: readonly string[] }> {
  const completed: string[] = [];
  const kept: string[] = [];
  for (const part of parts) {
    if (stop.aborted) break;
    const path = part.slice(0, -PART.length);
    if (await exists(path)) {
      // The process that completed it was killed before it could remove this.
      await rm(part, { recursive: true });
      continue;
    }
    const mended = join(part, MENDED);
    await rm(mended, { recursive: true, force: true });
    const { frames, isReadable } = await writeAnew(join(part, "frames.jsonl"), mended, stop);
    if (stop.aborted) break;
    if (frames === 0) {
      await rm(isReadable ? part : mended, { recursive: true, force: true });
      if (!isReadable) kept.push(part);
      continue;
    }
    for (const file of await readdir(part)) {
      if (!file.endsWith(".annotated.webm")) continue;
      await mendVideo(join(part, file), join(mended, file));
    }
    const whole = `${path}.mended${PART}`;
    await rm(whole, { recursive: true, force: true });
    await rename(mended, whole);
    await endFolder(whole, path);
    await rm(part, { recursive: true });
    completed.push(path);
  }
  return { completed, kept };
}

/** @returns the number of frames, and whether there was no line besides the last one that could not be read. */
async function writeAnew(
  from: string,
  folder: string,
  stop: AbortSignal,
): Promise<{ readonly frames: number; readonly isReadable: boolean }> {
  let unreadable = 0;
  const take = lineReader();
  let files: SessionFiles | undefined;
  let frames = 0;
  let [first, last]: (number | null)[] = [null, null];
  let end: SessionEnd | undefined;
  let changed: readonly DriverEvent[] = [];
  const finish = (): { readonly changed: readonly DriverEvent[] } => ({ changed });
  const input = createReadStream(from);
  try {
    for await (const line of createInterface({ input })) {
      if (stop.aborted) break;
      const content = takeOr(take, line);
      if (content === undefined) unreadable++;
      if (content === undefined || content === null) continue;
      if (content.line === "header") {
        files = await openSessionFiles(folder, content.source, { images: false, finish });
      } else if (content.line === "frame") {
        await files?.onFrame(content, { frame: NO_IMAGE });
        const { timestamp } = content.frame;
        frames++;
        first ??= timestamp;
        last = timestamp;
      } else if (content.line === "no-image") await files?.onSilence(content.report);
      else ({ end, changed } = content);
    }
  } catch (error) {
    // Without the table there is nothing to complete.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  } finally {
    input.destroy();
    const seen = { frames, firstTimestamp: first, lastTimestamp: last };
    const stopped = end === undefined ? REASON : end.stopped;
    await files?.close({ ...seen, stopped, gaps: outside(end?.gaps, first, last) });
  }
  return { frames, isReadable: unreadable <= 1 };
}

/** The gaps before the first and after the last frame; those between are found again. */
function outside(
  gaps: readonly TimeGap[] = [],
  first: number | null,
  last: number | null,
): TimeGap[] {
  return gaps.filter(({ from, to }) => to <= (first ?? to) || from >= (last ?? from));
}

/** What a line holds: null for an empty one, undefined for one that is torn or damaged. */
function takeOr(take: ReturnType<typeof lineReader>, line: string): ReturnType<typeof take> | null {
  try {
    return take(line) ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
