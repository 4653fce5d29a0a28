// `vigil evaluate`: one file a measurement in evaluate/.

import type { Command } from "commander";
import { registerEvaluateClips } from "./evaluate/clips.ts";
import { registerEvaluateDetection } from "./evaluate/detection.ts";
import { registerEvaluateDriver } from "./evaluate/driver.ts";
import { registerEvaluateEyes } from "./evaluate/eyes.ts";
import { registerEvaluateLandmarks } from "./evaluate/landmarks.ts";
import { registerEvaluateOcclusion } from "./evaluate/occlusion.ts";
import { registerEvaluateRenders } from "./evaluate/renders.ts";

/** Adds `evaluate` and its subcommands to the program. */
export function registerEvaluate(program: Command): void {
  const evaluate = program
    .command("evaluate")
    .summary("measure accuracy on annotated images")
    .description("Measures how accurate Vigil is on annotated images.");
  registerEvaluateLandmarks(evaluate);
  registerEvaluateOcclusion(evaluate);
  registerEvaluateEyes(evaluate);
  registerEvaluateDetection(evaluate);
  registerEvaluateRenders(evaluate);
  registerEvaluateDriver(evaluate);
  registerEvaluateClips(evaluate);
}
