// How commands end: exit codes, and the error of a wrong call.

export const EXIT = {
  /** Everything was done. */
  ok: 0,
  /** Some inputs failed and were listed; the others were processed. */
  someFailed: 1,
  /** The command could not run: wrong options, no models, an output folder that cannot be written. */
  cannotRun: 2,
  /** Nobody read the output (128 + SIGPIPE), and the output was all that the command had to give. */
  outputClosed: 141,
  /** Stopped by Ctrl-C; the results up to then are complete. */
  interrupted: 130,
} as const;

/** A command cannot run as it was called; the message says what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Whether the system refused to read or write: a full disk, a folder without permission. */
export function isDiskError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    "syscall" in error &&
    "code" in error &&
    /^(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|ENOENT)$/.test(String(error.code))
  );
}
