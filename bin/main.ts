#!/usr/bin/env node
// The `vigil` command.

// First: nothing may load libvips before.
import "../node/vipsThreads.ts";

import { letHeapGrow } from "../node/heapGrowth.ts";
import { createProgram, runProgram } from "./program.ts";

letHeapGrow();
await runProgram(createProgram(), process.argv.slice(2));
