// `vigil calibrate`: its options.

import type { Command } from "commander";
import { wholeNumber } from "../../node/cli/arguments.ts";
import { processTerminal } from "../../node/cli/terminal.ts";
import type { EyeJoinRequest } from "./calibrateEyes.ts";
import type { CalibrateRequest } from "./calibrateFiles.ts";
import type { CalibratePoseRequest } from "./calibratePose.ts";

const AFTER_HELP = `
Use validation images: never those the network was trained on, but for --shapes, which looks at .pts files only. Where a detector.onnx lies beside the network,
its false alarms join the backgrounds.

Example:
  vigil calibrate landmarks --model run/landmarks.onnx --data val/ --scenes street/ --boxes street.csv --shapes train/

The method is explained in docs/evaluation.md.`;

const EYES_HELP = `
Do this again whenever the landmark network has changed. Eyes count as closed or open by their annotated lids.

Example:
  vigil calibrate eyes --models models/ --data train/

The method is explained in docs/eyes.md.`;

const POSE_HELP = `
Do this again whenever the landmark network has changed. The folders come from vigil synth faces or vigil synth turned,
together a thousand faces and more: seeds and photographs that nothing is measured on.

Example:
  vigil calibrate pose --models models/ --data renders turned

The method is explained in docs/head-pose.md.`;

/** Adds `calibrate landmarks`, `calibrate eyes` and `calibrate pose` to the program. */
export function registerCalibrate(program: Command): void {
  const calibrate = program
    .command("calibrate")
    .summary("fit how a trained network's answers are read")
    .description("Fits how a trained network's answers are read.");
  calibrate
    .command("landmarks")
    .summary("fit visibility, face score and face shapes of a landmark network")
    .description(
      "Fits the probability of visibility, the refined face score and, with --shapes, what faces look like; writes all into the model card beside the network.",
    )
    .requiredOption("--model <file>", "the network's .onnx file, its card (.json) beside it")
    .requiredOption("--data <dirs...>", "validation images with a .pts file beside each")
    .option(
      "--shapes <dirs...>",
      "images with .pts files, training ones too: where hidden landmarks lie is learnt from them",
    )
    .requiredOption("--scenes <dir>", "validation images with face boxes, for backgrounds")
    .requiredOption("--boxes <file>", "table of all faces in the scenes")
    .option("--seed <number>", "of painted objects and scattered boxes", wholeNumber, 1)
    .addHelpText("after", AFTER_HELP)
    .action(async (request: CalibrateRequest) => {
      // Loaded only now: `--help` need not wait for the image library and the network runtime.
      const { calibrateModel } = await import("./calibrateFiles.ts");
      await calibrateModel(request, processTerminal());
    });
  calibrate
    .command("eyes")
    .summary("fit what the landmarks' openness is worth beside the eye-state network")
    .description(
      "Fits what the openness that landmarks measure is worth beside the eye-state network's word; writes it into eyes.json.",
    )
    .requiredOption("--models <dir>", "folder of landmarks.onnx, detector.onnx and eyes.onnx")
    .requiredOption("--data <dirs...>", "images with a .pts file beside each")
    .addHelpText("after", EYES_HELP)
    .action(async (request: EyeJoinRequest) => {
      const { calibrateEyeJoin } = await import("./calibrateEyes.ts");
      await calibrateEyeJoin(request, processTerminal());
    });
  calibrate
    .command("pose")
    .summary("fit what the landmarks show too little of a head's pose")
    .description(
      "Fits what the landmarks show too little of a head's turn and tilt, on faces of known pose; writes it into landmarks.json.",
    )
    .requiredOption("--models <dir>", "folder of landmarks.onnx and detector.onnx")
    .requiredOption("--data <dirs...>", "rendered or turned faces")
    .addHelpText("after", POSE_HELP)
    .action(async (request: CalibratePoseRequest) => {
      const { calibratePose } = await import("./calibratePose.ts");
      await calibratePose(request, processTerminal());
    });
}
