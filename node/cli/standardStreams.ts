// Standard output that nobody reads any more (`| head`), or that cannot be written (a full disk).

import { errorMessage } from "../../src/errorMessage.ts";
import { EXIT } from "./errors.ts";

/**
 * Keeps the process alive when its output cannot be written. The command finishes its work and its files, and its
 * further messages are dropped.
 *
 * A closed pipe gives no message; the exit code is `EXIT.outputClosed`, unless the command has set its own because its
 * results are files. Any other failure, such as a full disk, is reported once on standard error; the exit code is then
 * at least `EXIT.someFailed`.
 */
export function guardStandardStreams(): void {
  let failure: NodeJS.ErrnoException | undefined;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (failure !== undefined) return;
    failure = error;
    if (isClosed(error)) return;
    process.stderr.write(`vigil: standard output cannot be written (${errorMessage(error)})\n`);
  });
  // There is no other place to report this.
  process.stderr.on("error", () => {});
  process.on("exit", () => {
    if (failure === undefined) return;
    if (isClosed(failure)) process.exitCode ??= EXIT.outputClosed;
    else if (process.exitCode === undefined || process.exitCode === EXIT.ok) {
      process.exitCode = EXIT.someFailed;
    }
  });
}

function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}
