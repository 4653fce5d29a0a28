// Finds the images and videos that the arguments of a command stand for.

import type { Stats } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../src/errorMessage.ts";
import { IMAGE_NAME } from "../images.ts";
import { looksLikeSequence } from "../video/imageSequence.ts";
import type { Failure } from "./terminal.ts";

/** The inputs in order, and the arguments that gave none. */
export interface Inputs {
  /** Paths relative to the arguments: the argument itself, or the folder's argument and the path in it. */
  readonly images: readonly string[];
  readonly videos: readonly VideoPath[];
  readonly failures: readonly Failure[];
}

/** A video and the way to open it. */
export interface VideoPath {
  readonly path: string;
  /**
   * A file; images that are one video (a folder, a pattern or a table); or a stream of bytes that can be read only
   * once, without seeking: standard input, a named pipe, a device.
   */
  readonly kind: "file" | "sequence" | "stream";
  /** What results and messages call it. Default: the path. */
  readonly name?: string;
}

/** The argument for standard input. */
export const STANDARD_INPUT = "-";

/** The path from which the name of a video's results is derived. */
export function nameForResults({ path, kind }: VideoPath): string {
  if (kind === "stream" && path === STANDARD_INPUT) return "stdin";
  // The part of a pattern before its number.
  return kind === "sequence" ? path.replace(/[-_. ]?%\d*d/, "") : path;
}

/** Files written by Vigil itself, which are skipped in folders. */
const OWN_RESULTS = /\.annotated\.(jpg|png|webm|mkv|mp4)$/i;

/**
 * Lists the images and videos that files and folders stand for.
 *
 * - A file is a video if its name or its first bytes say so, otherwise an image.
 * - `-` is standard input. A named pipe or a device is a stream as well, unless it has the name of an image.
 * - A numbered pattern (`frame_%06d.png`) or a table (`.csv`) is a sequence of images; with `frameRate`, so is a folder.
 * - Any other folder gives its files with the name of an image or a video, in the order of their names. Hidden files,
 *   Vigil's own annotated images and videos and, unless `recursive`, subfolders are skipped.
 *
 * A file that is reached twice is taken once. A path that does not exist is kept: reading it explains the problem.
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
      VIDEO_NAME.test(path) || (!IMAGE_NAME.test(path) && (await startsLikeVideo(path)));
    if (isVideo) videos.push({ path, kind: "file" });
    else images.push(path);
  };
  for (const path of paths) {
    if (path === STANDARD_INPUT) {
      videos.push({ path, kind: "stream" });
      continue;
    }
    const found = await stat(path).catch(() => undefined);
    const isFolder = found?.isDirectory() === true;
    if (isStream(found) && !IMAGE_NAME.test(path) && !looksLikeSequence(path)) {
      videos.push({ path, kind: "stream" });
      continue;
    }
    if (isFolder ? options.frameRate !== undefined : looksLikeSequence(path)) {
      videos.push({ path, kind: "sequence" });
      continue;
    }
    if (!isFolder) {
      await take(path);
      continue;
    }
    const files = await filesIn(path, options.recursive, failures);
    for (const file of files) await take(file);
    if (files.length === 0 && !failures.some((failure) => failure.path === path)) {
      const hint = options.recursive ? "" : " (folders in it are searched with --recursive)";
      failures.push({ path, message: `${path}: the folder holds no images or videos${hint}.` });
    }
  }
  return { images, videos, failures };
}

/** Whether bytes can be read only once and in order. Looking at the first of them would take them away. */
function isStream(found: Stats | undefined): boolean {
  return found !== undefined && (found.isFIFO() || found.isCharacterDevice() || found.isSocket());
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
    // Links to folders are not followed: they could lead to a cycle.
    if (entry.isDirectory()) {
      if (recursive) found.push(...(await filesIn(path, recursive, failures)));
    } else if (
      (IMAGE_NAME.test(entry.name) || VIDEO_NAME.test(entry.name)) &&
      !OWN_RESULTS.test(entry.name)
    ) {
      found.push(path);
    }
  }
  return found;
}

/**
 * Names of video files. Without `.ts`, which is more often TypeScript than a transport stream; files given directly
 * are recognised by their bytes as well.
 */
const VIDEO_NAME =
  /\.(mp4|m4v|mov|webm|mkv|avi|m2ts|mpg|mpeg|wmv|flv|3gp|ogv|mjpe?g|y4m|h26[45])$/i;

/** Whether a name is that of a video file. */
export function isVideoName(name: string): boolean {
  return VIDEO_NAME.test(name) && !OWN_RESULTS.test(name);
}

/** Whether a file begins like a video. False for an unreadable file: reading it explains the problem. */
async function startsLikeVideo(path: string): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(400), 0, 400, 0);
    return isVideoStart(buffer.subarray(0, bytesRead));
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Brands of ISO files that hold still images. */
const STILL_BRANDS = /^(avif|avis|mif1|msf1|he(ic|ix|vc|vx|im|is))$/;

/** Matroska and WebM, Flash, Ogg, Y4M, Windows Media, MPEG programme streams. */
const STARTS = ["\x1aE\xdf\xa3", "FLV\x01", "OggS", "YUV4MPEG2", "0&\xb2u", "\0\0\x01\xba"];

function isVideoStart(bytes: Buffer): boolean {
  const text = bytes.toString("latin1");
  const box = text.slice(4, 8);
  if (box === "ftyp") return !STILL_BRANDS.test(text.slice(8, 12));
  if (/^(moov|mdat|wide)$/.test(box)) return true;
  if (text.startsWith("RIFF")) return text.slice(8, 12) === "AVI ";
  if (STARTS.some((start) => text.startsWith(start))) return true;
  // A transport stream has its sync byte every 188 bytes.
  return text[0] === "G" && text[188] === "G" && text[376] === "G";
}
