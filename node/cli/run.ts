// What the parts of a run of `vigil analyze` share.

import { errorMessage } from "../../src/errorMessage.ts";
import { VideoError } from "../video/errors.ts";
import type { AnalyzeRequest } from "./analyzeFiles.ts";
import type { Engine } from "./engine.ts";
import { UsageError } from "./errors.ts";
import type { Failure, Terminal } from "./terminal.ts";

/** A run: what was asked for, what does it, and what could not be done so far. */
export interface Run {
  readonly request: AnalyzeRequest;
  readonly engine: Engine;
  readonly terminal: Terminal;
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal;
  readonly failures: Failure[];
  /** Inputs of which parts could not be read: results of the rest are written. */
  readonly damaged: Failure[];
  /** All files that are read, none of which may be overwritten. */
  readonly inputs: readonly string[];
}

/**
 * An input's failure in words that name it.
 *
 * @throws {UsageError} when nothing more can be written, so that going on would only repeat the error.
 */
export function failureOf(path: string, error: unknown, out: string): Failure {
  if (isDiskError(error)) throw new UsageError(`Writing to ${out} failed: ${error.message}`);
  // What is wrong with the whole run is not an input's fault.
  if (error instanceof UsageError) throw error;
  const message = errorMessage(error);
  // Standard input has a name beside its path.
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
