// The one place that loads the video library (node-av: FFmpeg's libraries in a package), when it is needed.

import type * as constants from "node-av/constants";
import type * as lib from "node-av/lib";
import { VideoError } from "./videoError.ts";

/** FFmpeg's libraries: contexts, packets and frames (`lib`), and their constants. */
export interface VideoLibrary {
  readonly lib: typeof lib;
  readonly constants: typeof constants;
  /** What a call returns when it has nothing yet and asks to be called again. */
  readonly again: number;
}

/**
 * Loads FFmpeg's libraries. The package is an optional dependency of 170 MB, so everything but video works
 * without it.
 *
 * @param path the video in question, for the message.
 * @throws {VideoError} "no-library" where the package or its build for this platform is not installed.
 */
export async function loadVideoLibrary(path: string): Promise<VideoLibrary> {
  try {
    const [lib, constants] = await Promise.all([
      import("node-av/lib"),
      import("node-av/constants"),
    ]);
    // What goes wrong is returned as a code; the library's own lines would run into the progress bar.
    lib.Log.setLevel(constants.AV_LOG_QUIET);
    return { lib, constants, again: lib.FFmpegError.AVERROR(lib.PosixError.EAGAIN) };
  } catch (cause) {
    const message =
      "video needs the package node-av, which is not installed or has no build for this platform. " +
      "Install Vigil without leaving out optional packages, or turn the video into images.";
    throw new VideoError("no-library", path, message, { cause });
  }
}
