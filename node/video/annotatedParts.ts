// An annotated video that can be gone on with: it is written in parts, which are joined at the end.

import { open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inFolder } from "../archive/checkpoint.ts";
import type { FrameSink } from "./analyzeVideo.ts";
import { type Annotation, drawnVideo } from "./annotatedVideo.ts";
import { joinVideos } from "./joinVideos.ts";

/** What is needed to go on with an annotated video. */
export interface SavedParts {
  /** Parts that are complete. */
  readonly parts: number;
}

export interface AnnotatedParts<Result> extends FrameSink<Result> {
  /** Ends the part, and waits until it is on the disk. The next frame begins another one. */
  save(): Promise<SavedParts>;
}

/**
 * A sink that writes an annotated video as `annotatedVideo` does, but in parts: an encoder's state cannot be saved, so each
 * part has one of its own. The parts are joined without encoding again. A video that is gone on with is the same file,
 * byte for byte, as one of the same parts that was not interrupted.
 *
 * @param path of the joined video.
 * @param place folder of the parts; they stay until `removeParts`, so that a complete video can be gone on with too.
 * @param saved what `save` returned, to go on from there.
 */
export async function annotatedParts<Result>(
  path: string,
  place: string,
  annotationOf: (result: Result) => Annotation,
  saved: SavedParts = { parts: 0 },
): Promise<AnnotatedParts<Result>> {
  const partPath = (number: number): string => join(place, `${number}.webm`);
  await rm(path, { force: true });
  // What was written after the checkpoint is written again.
  const known = new Set(Array.from({ length: saved.parts }, (_, number) => `${number}.webm`));
  for (const name of await inFolder(place, () => readdir(place))) {
    if (!known.has(name)) await rm(join(place, name), { recursive: true });
  }
  let { parts } = saved;
  let part: FrameSink<Result> | undefined;

  async function endPart(): Promise<void> {
    if (part === undefined) return;
    const ended = part;
    part = undefined;
    await ended.close(NOTHING);
    const handle = await open(partPath(parts));
    await handle.datasync().finally(() => handle.close());
    parts++;
  }
  return {
    async onFrame(result, video) {
      part ??= drawnVideo(partPath(parts), annotationOf);
      await part.onFrame(result, video);
    },
    async save() {
      await endPart();
      return { parts };
    },
    async close() {
      await endPart();
      const paths = Array.from({ length: parts }, (_, number) => partPath(number));
      if (paths.length > 0) {
        const joined = join(place, "joined.webm");
        await joinVideos(paths, joined);
        await rename(joined, path);
      }
    },
  };
}

/** Removes the parts, and the folder of all videos' parts when these were the last ones. */
export async function removeParts(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await rmdir(dirname(place)).catch(() => {});
}

/** Whether the parts are there. */
export async function haveParts(place: string, { parts }: SavedParts): Promise<boolean> {
  if (parts === 0) return true;
  const names = new Set(await readdir(place).catch(() => []));
  return Array.from({ length: parts }, (_, k) => names.has(`${k}.webm`)).every(Boolean);
}

/** A part's end says nothing of the video's. */
const NOTHING = { frames: 0, firstTimestamp: null, lastTimestamp: null, stopped: null };
