// Where a command writes.

/** An input that could not be processed. */
export interface Failure {
  readonly path: string;
  /** For the user; names the path. */
  readonly message: string;
}

/** Where a command writes. Tests pass a recording one. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether it is a terminal rather than a pipe or a file: then there is a progress bar. */
  readonly interactive: boolean;
}

/** The process's own output. See `guardStandardStreams` for output that cannot be written. */
export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
  };
}

/** "1 face", "2 faces". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
