#!/usr/bin/env node
// The `vigil` command.

import { createProgram, runProgram } from "./program.ts";

await runProgram(createProgram(), process.argv.slice(2));
