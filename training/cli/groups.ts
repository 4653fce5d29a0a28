// `vigil evaluate`, `calibrate`, `prepare` and `synth`: groups of commands, one file a command in the folder of the group.

import type { Command } from "commander";
import { registerCalibrateEyes } from "./calibrate/eyes.ts";
import { registerCalibrateLandmarks } from "./calibrate/landmarks.ts";
import { registerCalibrateOcclusion } from "./calibrate/occlusion.ts";
import { registerCalibratePose } from "./calibrate/pose.ts";
import { registerCalibrateShape } from "./calibrate/shape.ts";
import { registerEvaluateClips } from "./evaluate/clips.ts";
import { registerEvaluateDetection } from "./evaluate/detection.ts";
import { registerEvaluateDriver } from "./evaluate/driver.ts";
import { registerEvaluateEyes } from "./evaluate/eyes.ts";
import { registerEvaluateGaze } from "./evaluate/gaze.ts";
import { registerEvaluateLandmarks } from "./evaluate/landmarks.ts";
import { registerEvaluateMasks } from "./evaluate/masks.ts";
import { registerEvaluateOcclusion } from "./evaluate/occlusion.ts";
import { registerEvaluateRenders } from "./evaluate/renders.ts";
import { registerPrepareFlags } from "./prepare/flags.ts";
import { registerPrepareGaze } from "./prepare/gaze.ts";
import { registerPrepareLabels } from "./prepare/labels.ts";
import { registerPrepareLids } from "./prepare/lids.ts";
import { registerPrepareLooks } from "./prepare/looks.ts";
import { registerPrepareMarked } from "./prepare/marked.ts";
import { registerPreparePruned } from "./prepare/pruned.ts";
import { registerSynthCrowds } from "./synth/crowds.ts";
import { registerSynthDriver } from "./synth/driver.ts";
import { registerSynthFaces } from "./synth/faces.ts";
import { registerSynthLooks } from "./synth/looks.ts";
import { registerSynthTurned } from "./synth/turned.ts";

/** Adds `evaluate` and its commands to the program. */
export function registerEvaluate(program: Command): void {
  const evaluate = program
    .command("evaluate")
    .summary("measure accuracy on annotated images")
    .description("Measures how accurate Vigil is on annotated images.");
  registerEvaluateLandmarks(evaluate);
  registerEvaluateOcclusion(evaluate);
  registerEvaluateMasks(evaluate);
  registerEvaluateEyes(evaluate);
  registerEvaluateGaze(evaluate);
  registerEvaluateDetection(evaluate);
  registerEvaluateRenders(evaluate);
  registerEvaluateDriver(evaluate);
  registerEvaluateClips(evaluate);
}

/** Adds `calibrate` and its commands to the program. */
export function registerCalibrate(program: Command): void {
  const calibrate = program
    .command("calibrate")
    .summary("fit how a trained network's output is read")
    .description("Fits how a trained network's output is read, and writes it into the model card.");
  registerCalibrateLandmarks(calibrate);
  registerCalibrateEyes(calibrate);
  registerCalibrateShape(calibrate);
  registerCalibratePose(calibrate);
  registerCalibrateOcclusion(calibrate);
}

/** Adds `prepare` and its commands to the program. */
export function registerPrepare(program: Command): void {
  const prepare = program
    .command("prepare")
    .summary("make training sets and starting weights of what is there")
    .description(
      "Makes training sets with flags of hidden landmarks, and starting weights of slim networks.",
    );
  registerPrepareLabels(prepare);
  registerPrepareMarked(prepare);
  registerPrepareFlags(prepare);
  registerPrepareGaze(prepare);
  registerPrepareLids(prepare);
  registerPrepareLooks(prepare);
  registerPreparePruned(prepare);
}

/** Adds `synth` and its commands to the program. */
export function registerSynth(program: Command): void {
  const synth = program
    .command("synth")
    .summary("render synthetic drivers")
    .description("Renders synthetic drivers with ground truth.");
  registerSynthDriver(synth);
  registerSynthFaces(synth);
  registerSynthLooks(synth);
  registerSynthCrowds(synth);
  registerSynthTurned(synth);
}
