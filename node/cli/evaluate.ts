// `vigil evaluate`: its options, and which measurement they ask for.

import { type Command, Option } from "commander";
import { wholeNumber } from "./arguments.ts";
import type { DetectionRequest, LandmarkRequest } from "./evaluateFiles.ts";
import { processTerminal } from "./report.ts";

const LANDMARKS_HELP = `
Images without a .pts file are passed over. Files that cannot be read are listed at the end.

Examples:
  vigil evaluate landmarks photos/ --json figures.json
  vigil evaluate landmarks photos/ --boxes truth --occlude 1

The figures are explained in docs/evaluation.md.`;

const DETECTION_HELP = `
The table has the columns file, xmin, ymin, xmax and ymax, one face a line; every face of the named images
must be in it. Images that it does not name are passed over.

Example:
  vigil evaluate detection photos/ boxes.csv --min-size 32

The figures are explained in docs/evaluation.md.`;

/** Adds `evaluate landmarks` and `evaluate detection` to the program. */
export function registerEvaluate(program: Command): void {
  const evaluate = program
    .command("evaluate")
    .summary("measure accuracy on annotated images")
    .description("Measures how accurate Vigil is on annotated images.");
  evaluate
    .command("landmarks")
    .summary("measure landmarks and occlusion on images with .pts files")
    .description(
      "Measures landmarks, and with --occlude also occlusion, on images with a 300-W .pts file beside each.",
    )
    .argument("<folder>", "images and .pts files, searched with all folders below it")
    .addOption(
      new Option("--boxes <from>", "where face boxes come from")
        .choices(["detector", "truth"])
        .default("detector"),
    )
    .option("--occlude <seed>", "paint objects over the images, the same for a seed", wholeNumber)
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .option("--json <file>", "also write the figures as JSON")
    .addHelpText("after", LANDMARKS_HELP)
    .action(async (folder: string, options: Omit<LandmarkRequest, "folder">) => {
      // Loaded only now: `--help` need not wait for the image library and the network runtime.
      const { evaluateLandmarkFolder } = await import("./evaluateFiles.ts");
      process.exitCode = await evaluateLandmarkFolder({ ...options, folder }, processTerminal());
    });
  evaluate
    .command("detection")
    .summary("measure face detection on images with a table of boxes")
    .description(
      "Measures face detection on images with a table of boxes, before and after the refined face score.",
    )
    .argument("<folder>", "where the images lie")
    .argument("<boxes.csv>", "table of all their faces")
    .option("--min-size <px>", "ignore faces smaller than this on their shorter side", wholeNumber)
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .option("--json <file>", "also write the figures as JSON")
    .addHelpText("after", DETECTION_HELP)
    .action(
      async (
        folder: string,
        table: string,
        options: Omit<DetectionRequest, "folder" | "table">,
      ) => {
        const { evaluateDetectionTable } = await import("./evaluateFiles.ts");
        const request = { ...options, folder, table };
        process.exitCode = await evaluateDetectionTable(request, processTerminal());
      },
    );
}
