#!/usr/bin/env node
// The `vigil` command.

// First: nothing may load libvips before.
import "../node/vipsThreads.ts";

import { letHeapGrow } from "../node/heapGrowth.ts";
import { createProgram, runProgram } from "./program.ts";

letHeapGrow();
const program = createProgram();
const [name] = process.argv.slice(2);
// Help and unknown words need all commands.
if (!program.commands.some((command) => command.name() === name)) {
  const { addTrainingCommands } = await import("./trainingCommands.ts");
  addTrainingCommands(program);
}
await runProgram(program, process.argv.slice(2));
