// How commands end: exit codes, and errors that are the caller's to mend rather than a fault of the program.

export const EXIT = {
  /** Everything that was asked for was done. */
  ok: 0,
  /** Some inputs failed and were listed; the rest was done. */
  someFailed: 1,
  /** The command could not run: wrong use, no models, an output folder that cannot be written. */
  cannotRun: 2,
  /** Stopped by Ctrl-C; what was written is complete. */
  interrupted: 130,
} as const;

/** A command that cannot run as it was called; the message says what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
