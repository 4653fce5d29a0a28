// Files that a measurement leaves out because they cannot be used.

import { errorMessage } from "../../src/errorMessage.ts";

/** A file that could not be used, and why, in a sentence that names it. */
export interface BrokenFile {
  readonly path: string;
  readonly message: string;
}

/** The reason why a file could not be used. The message names the file once. */
export function brokenFile(path: string, cause: unknown): BrokenFile {
  const message = errorMessage(cause);
  return { path, message: message.includes(path) ? message : `${path}: ${message}` };
}

/** @throws {Error} when nothing could be measured; names the reason of the first broken file. */
export function checkMeasured(
  measured: number,
  total: number,
  what: string,
  broken: readonly BrokenFile[],
): void {
  if (measured > 0) return;
  throw new Error(
    `Not one of ${total} ${what} could be measured; the first: ${broken[0]?.message ?? "there are none."}`,
  );
}
