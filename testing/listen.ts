// For tests: a terminal that keeps what a command says.

import type { Terminal } from "../node/cli/report.ts";

/** A terminal that nobody watches, and what was said to it so far. */
export function listen(): {
  readonly said: { readonly out: string; readonly err: string };
  readonly terminal: Terminal;
} {
  const said = { out: "", err: "" };
  const terminal = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    interactive: false,
  };
  return { said, terminal };
}
