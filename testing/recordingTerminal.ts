// For tests: a terminal that records what a command prints.

import type { Terminal } from "../node/cli/terminal.ts";

/** A non-interactive terminal, and what has been printed to it so far. */
export function recordingTerminal(): {
  readonly output: { readonly out: string; readonly err: string };
  readonly terminal: Terminal;
} {
  const output = { out: "", err: "" };
  const terminal = {
    out: (text: string) => {
      output.out += text;
    },
    err: (text: string) => {
      output.err += text;
    },
    interactive: false,
  };
  return { output, terminal };
}
