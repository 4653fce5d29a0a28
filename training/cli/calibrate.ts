// `vigil calibrate`: one file a fit in calibrate/.

import type { Command } from "commander";
import { registerCalibrateEyes } from "./calibrate/eyes.ts";
import { registerCalibrateLandmarks } from "./calibrate/landmarks.ts";
import { registerCalibrateOcclusion } from "./calibrate/occlusion.ts";
import { registerCalibratePose } from "./calibrate/pose.ts";

/** Adds `calibrate` and its subcommands to the program. */
export function registerCalibrate(program: Command): void {
  const calibrate = program
    .command("calibrate")
    .summary("fit how a trained network's output is read")
    .description("Fits how a trained network's output is read, and writes it into the model card.");
  registerCalibrateLandmarks(calibrate);
  registerCalibrateEyes(calibrate);
  registerCalibratePose(calibrate);
  registerCalibrateOcclusion(calibrate);
}
