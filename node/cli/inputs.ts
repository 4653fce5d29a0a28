// Finds the images and videos that a command was given: files by name, folders by what is in them.

import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../src/errorMessage.ts";
import { IMAGE_NAME } from "../images.ts";
import { looksLikeSequence } from "../video/imageSequence.ts";
import { beginsLikeVideo, VIDEO_NAME } from "../video/looksLikeVideo.ts";
import type { Failure } from "./terminal.ts";

/** What to work on, in order, and the arguments that led to nothing. */
export interface Inputs {
  /** Paths as a person would write them: the argument, or the folder's argument and what is below it. */
  readonly images: readonly string[];
  readonly videos: readonly VideoPath[];
  readonly failures: readonly Failure[];
}

/** A video, as it will be opened. */
export interface VideoPath {
  readonly path: string;
  /** A file; images that are one video (a folder, a pattern or a table); or a stream from standard input. */
  readonly kind: "file" | "sequence" | "stream";
}

/** What stands for standard input. */
export const STANDARD_INPUT = "-";

/** What a video's results are named after: as a path, its folder and ending still on. */
export function nameForResults({ path, kind }: VideoPath): string {
  if (kind === "stream") return "stdin";
  // Of a pattern, what stands before the number.
  return kind === "sequence" ? path.replace(/[-_. ]?%\d*d/, "") : path;
}

/** Written by Vigil itself, and so never taken from a folder. */
const OWN_WORK = /\.annotated\.(jpg|png|webm|mkv|mp4)$/i;

/**
 * Lists the images and videos that files and folders stand for.
 *
 * A file is taken whatever its name: as a video when its name or its first bytes say so, else as an image.
 * `-` is standard input, a numbered pattern (`frame_%06d.png`) or a table (`.csv`) a sequence of images, and
 * so is, with `frameRate`, a folder. From any other folder are taken, by name in the order of their
 * characters, the files named like images or videos; hidden files, Vigil's own annotated images and videos
 * and, unless `recursive`, folders in it are passed over. A file that is reached twice is taken once. A path
 * that does not exist is left among the images or videos: reading it says what is wrong.
 */
export async function findInputs(
  paths: readonly string[],
  options: { readonly recursive: boolean; readonly frameRate?: number },
): Promise<Inputs> {
  const images: string[] = [];
  const videos: VideoPath[] = [];
  const failures: Failure[] = [];
  const seen = new Set<string>();
  const take = async (path: string): Promise<void> => {
    const identity = await realpath(path).catch(() => path);
    if (seen.has(identity)) return;
    seen.add(identity);
    const isVideo =
      VIDEO_NAME.test(path) || (!IMAGE_NAME.test(path) && (await beginsLikeVideo(path)));
    if (isVideo) videos.push({ path, kind: "file" });
    else images.push(path);
  };
  for (const path of paths) {
    if (path === STANDARD_INPUT) {
      videos.push({ path, kind: "stream" });
      continue;
    }
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder ? options.frameRate !== undefined : looksLikeSequence(path)) {
      videos.push({ path, kind: "sequence" });
      continue;
    }
    if (!isFolder) {
      await take(path);
      continue;
    }
    const found = await filesIn(path, options.recursive, failures);
    for (const file of found) await take(file);
    if (found.length === 0 && !failures.some((failure) => failure.path === path)) {
      const hint = options.recursive ? "" : " (folders in it are searched with --recursive)";
      failures.push({ path, message: `${path}: the folder holds no images or videos${hint}.` });
    }
  }
  return { images, videos, failures };
}

async function filesIn(folder: string, recursive: boolean, failures: Failure[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((reason: unknown) => {
    const why = errorCode(reason);
    failures.push({ path: folder, message: `${folder}: the folder cannot be read (${why}).` });
    return [];
  });
  const found: string[] = [];
  for (const entry of entries.sort((p, q) => (p.name < q.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) continue;
    // Folders behind links are not followed: they could lead back here.
    if (entry.isDirectory()) {
      if (recursive) found.push(...(await filesIn(path, recursive, failures)));
    } else if (
      (IMAGE_NAME.test(entry.name) || VIDEO_NAME.test(entry.name)) &&
      !OWN_WORK.test(entry.name)
    ) {
      found.push(path);
    }
  }
  return found;
}
