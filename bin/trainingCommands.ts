// The commands for those who train and measure networks. Their code is loaded when one of them is wanted: it takes as long as
// the rest of the program.

import type { Command } from "commander";
import { registerExport } from "../training/cli/export.ts";
import { registerFigures } from "../training/cli/figures.ts";
import {
  registerCalibrate,
  registerEvaluate,
  registerPrepare,
  registerSynth,
} from "../training/cli/groups.ts";
import { registerLabel } from "../training/cli/label.ts";
import { registerPack } from "../training/cli/pack.ts";
import { registerReproduce } from "../training/cli/reproduce.ts";
import { registerTrain } from "../training/cli/train.ts";

/** Adds them behind the commands that are there. */
export function addTrainingCommands(program: Command): void {
  registerEvaluate(program);
  registerCalibrate(program);
  registerTrain(program);
  registerPack(program);
  registerExport(program);
  registerFigures(program);
  registerReproduce(program);
  registerSynth(program);
  registerPrepare(program);
  registerLabel(program);
}
