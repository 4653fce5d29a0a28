// `vigil evaluate`: its options, and which measurement they ask for.

import { type Command, Option } from "commander";
import { wholeNumber } from "../../node/cli/arguments.ts";
import { processTerminal } from "../../node/cli/terminal.ts";
import type { DriverRequest } from "./evaluateDriver.ts";
import type { EyeRequest } from "./evaluateEyes.ts";
import type { DetectionRequest, LandmarkRequest } from "./evaluateFiles.ts";
import type { RenderRequest } from "./evaluateRenders.ts";

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

const EYES_HELP = `
Eye crops carry their labels in their names, as those of the MRL eye set do:
subject_image_gender_glasses_open_reflections_lighting_sensor. With --labels the folder holds photographs of
faces with .pts files, and a JSON file says which of their eyes are open or closed: landmarks alone, the network
alone and both together are measured.

Examples:
  vigil evaluate eyes eyes/val
  vigil evaluate eyes landmarks68 --labels training/eyes/labels.json

The figures are explained in docs/eyes.md.`;

const RENDERS_HELP = `
The folder is one that vigil synth faces wrote: NAME.jpg, NAME.pts and NAME.truth.json. Measure faces of a seed that
was not trained on.

Example:
  vigil synth faces --count 200 --seed 2 --assets assets/ --out held-out
  vigil evaluate renders held-out/

The figures are explained in docs/evaluation.md.`;

const DRIVER_HELP = `
The folder is one that vigil synth driver wrote: a video NAME.webm, its events NAME.truth.json and the truth
of its frames NAME.truth.jsonl. The results are those of vigil analyze: a folder NAME for each video. Videos
that were not analysed are left out.

Example:
  vigil analyze scenarios/*.webm --out results
  vigil evaluate driver scenarios/ --results results

The figures are explained in docs/evaluation.md.`;

/** Adds `evaluate landmarks`, `eyes`, `detection`, `renders` and `driver` to the program. */
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
    .addOption(boxesFrom())
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
    .command("eyes")
    .summary("measure closed and open eyes on eye crops or labelled faces")
    .description("Measures how well closed eyes are told from open ones.")
    .argument(
      "<folder>",
      "eye crops, or with --labels photographs; searched with all folders below it",
    )
    .option("--labels <file>", "which eyes of the photographs are open and closed (JSON)")
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .option("--json <file>", "also write the figures as JSON")
    .addHelpText("after", EYES_HELP)
    .action(async (folder: string, options: Omit<EyeRequest, "folder">) => {
      const { evaluateEyeFolder } = await import("./evaluateEyes.ts");
      process.exitCode = await evaluateEyeFolder({ ...options, folder }, processTerminal());
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
  evaluate
    .command("renders")
    .summary("measure head pose, occlusion and eyes on rendered faces")
    .description(
      "Measures, on faces of vigil synth faces, what only renders know: head pose by yaw, what is hidden by what, closed eyes.",
    )
    .argument("<folder>", "where vigil synth faces wrote the images and their truth")
    .addOption(boxesFrom())
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .option("--json <file>", "also write the figures as JSON")
    .addHelpText("after", RENDERS_HELP)
    .action(async (folder: string, options: Omit<RenderRequest, "folder">) => {
      const { evaluateRenderFolder } = await import("./evaluateRenders.ts");
      process.exitCode = await evaluateRenderFolder({ ...options, folder }, processTerminal());
    });
  evaluate
    .command("driver")
    .summary("measure head pose, eyes and events on analysed videos of scripted drivers")
    .description(
      "Compares analysed videos of scripted drivers with their truth: head pose, eyes, mouth, occlusion, events.",
    )
    .argument("<folder>", "where vigil synth driver wrote the videos and their truth")
    .option("--results <dir>", "where vigil analyze wrote its results", "vigil-out")
    .option("--json <file>", "also write the figures as JSON")
    .addHelpText("after", DRIVER_HELP)
    .action(async (folder: string, options: Omit<DriverRequest, "folder">) => {
      const { evaluateDriverFolder } = await import("./evaluateDriver.ts");
      process.exitCode = await evaluateDriverFolder({ ...options, folder }, processTerminal());
    });
}

function boxesFrom(): Option {
  return new Option("--boxes <from>", "where face boxes come from")
    .choices(["detector", "truth"])
    .default("detector");
}
