// `vigil prepare`: training sets from data that is not in the form that training reads, one file a kind in prepare/.

import type { Command } from "commander";
import { registerPrepareFlags } from "./prepare/flags.ts";
import { registerPrepareMarked } from "./prepare/marked.ts";

/** Adds `prepare` and its subcommands to the program. */
export function registerPrepare(program: Command): void {
  const prepare = program
    .command("prepare")
    .summary("make training sets of other data")
    .description("Makes training sets with flags of hidden landmarks.");
  registerPrepareMarked(prepare);
  registerPrepareFlags(prepare);
}
