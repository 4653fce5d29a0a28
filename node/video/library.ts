// Loads the video library (node-av, a package of FFmpeg's libraries) on demand. No other file loads it.

import type * as constants from "node-av/constants";
import type * as lib from "node-av/lib";
import { VideoError } from "./videoError.ts";

/** FFmpeg's libraries: contexts, packets and frames (`lib`), and their constants. */
export interface VideoLibrary {
  readonly lib: typeof lib;
  readonly constants: typeof constants;
  /** The return value of a call that has no data yet and must be repeated. */
  readonly again: number;
}

/**
 * Loads FFmpeg's libraries. The package is an optional dependency of 170 MB; everything except video works without it.
 *
 * @param path the video, for the message.
 * @throws {VideoError} "no-library" where the package or its build for this platform is not installed.
 */
export async function loadVideoLibrary(path: string): Promise<VideoLibrary> {
  try {
    // One after the other: Jest links modules that are imported at once in the wrong order.
    const lib = await import("node-av/lib");
    const constants = await import("node-av/constants");
    // Errors are returned as codes; the library's own output would disturb the progress bar.
    lib.Log.setLevel(constants.AV_LOG_QUIET);
    return { lib, constants, again: lib.FFmpegError.AVERROR(lib.PosixError.EAGAIN) };
  } catch (cause) {
    const message =
      "video needs the package node-av, which is not installed or has no build for this platform. " +
      "Install Vigil without leaving out optional packages, or turn the video into images.";
    throw new VideoError("no-library", path, message, { cause });
  }
}
