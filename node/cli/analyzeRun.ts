// The request of `vigil analyze`, and the state that the parts of a run share.

import { errorMessage } from "../../src/errorMessage.ts";
import { VideoError } from "../video/videoError.ts";
import type { DriverSettings } from "./driverOptions.ts";
import type { Engine, NetworkChoice } from "./engine.ts";
import { UsageError } from "./errors.ts";
import type { Failure, Terminal } from "./terminal.ts";

/** The options of `vigil analyze`. */
export interface AnalyzeRequest extends DriverSettings, NetworkChoice {
  readonly paths: readonly string[];
  readonly out: string;
  readonly recursive: boolean;
  readonly pts: boolean;
  /** `.pts` files with MERL-RAV's signs. */
  readonly ptsSigns?: boolean;
  readonly image: boolean;
  readonly quiet: boolean;
  readonly secondPass: boolean;
  /** Whether to write annotated videos. */
  readonly video: boolean;
  /** Whether to write a table of all faces of a video, not only of the driver's. */
  readonly allFaces: boolean;
  readonly maxFaces?: number;
  readonly minScore?: number;
  /** Focal length in pixels, the same for all images and videos. Default: assumed from the size of each. */
  readonly focal?: number;
  /** The part of a video to analyse, seconds. */
  readonly start?: number;
  readonly end?: number;
  /** Largest number of analysed frames per second of a video. */
  readonly fps?: number;
  /** Largest side of a video's frames, pixels; larger frames are scaled down. */
  readonly maxSide?: number;
  /** Frames per second, where images are the frames of a video. */
  readonly frameRate?: number;
}

/** A running `vigil analyze`: the request, what carries it out, and the problems so far. */
export interface AnalyzeRun {
  readonly request: AnalyzeRequest;
  readonly engine: Engine;
  readonly terminal: Terminal;
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal;
  readonly failures: Failure[];
  /** Inputs that could be read only in part; the results of that part are written. */
  readonly damaged: Failure[];
  /** All input files. They are never overwritten. */
  readonly inputs: readonly string[];
}

/**
 * The failure of one input, with a message that names it.
 *
 * @throws {UsageError} when the error concerns the whole run: nothing can be written any more.
 */
export function failureOf(path: string, error: unknown, out: string): Failure {
  if (isDiskError(error)) throw new UsageError(`Writing to ${out} failed: ${error.message}`);
  if (error instanceof UsageError) throw error;
  const message = errorMessage(error);
  // A video error names the input itself; standard input has another name there than its path "-".
  if (error instanceof VideoError) return { path, message };
  return { path, message: message.startsWith(path) ? message : `${path}: ${message}` };
}

function isDiskError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    "syscall" in error &&
    "code" in error &&
    /^(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|ENOENT)$/.test(String(error.code))
  );
}
