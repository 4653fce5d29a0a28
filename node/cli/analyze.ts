// `vigil analyze`: command-line options and help.

import { type Command, Option } from "commander";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import { atLeastOne, positive } from "./arguments.ts";
import { type DriverFlags, type DriverSettings, readDriverOptions } from "./driverOptions.ts";
import { type EngineLoader, loadShippedEngine } from "./engine.ts";
import { listenForInterruption } from "./interruption.ts";
import { processTerminal } from "./terminal.ts";
import { addVideoOptions, checkRange } from "./videoOptions.ts";

const AFTER_HELP = `
For each image DIR gets NAME.json and NAME.annotated.jpg, and faces.csv gets one row per face.
For each video DIR gets a folder NAME: frames.csv with one row per frame and the container's timestamps, events,
subtitles and a report.
Inputs with the same name become NAME, NAME-2, NAME-3 … in the given order.

Several inputs are analysed side by side, one a processor. A video whose analysis was interrupted, also by a kill or a
loss of power, goes on from its last checkpoint with the same command. With --recursive, DIR also keeps a journal: what is
done and has not changed is skipped, and what failed is listed and not tried again.

Examples:
  vigil analyze driver.jpg
  vigil analyze archive/ --recursive --out results
  vigil analyze photos/ more-photos/ --out results --recursive
  vigil analyze photos/ --max-faces 1 --focal 910 --no-image
  vigil analyze drive.mp4 --video --start 1:30 --end 2:00
  vigil analyze drive.mp4 --profile euro-ncap --speed speed.csv --seat 0,0,0.6,1
  vigil analyze frames/frame_%06d.png --frame-rate 30
  ffmpeg -i URL -f matroska - | vigil analyze -

Exit codes: 0 all inputs were analysed; 1 some inputs failed or are damaged, and are listed at the end;
2 the command could not run; 130 stopped by Ctrl-C (the results up to then are complete).`;

/** Adds `analyze` to the program. @param loadEngine tests pass a fake. Default: the shipped networks. */
export function registerAnalyze(
  program: Command,
  loadEngine: EngineLoader = loadShippedEngine,
): void {
  const command = program
    .command("analyze")
    .summary("find faces, landmarks with occlusion, head pose, eyes and mouth in images and videos")
    .description(
      "Finds the faces in images and tracks them in videos: 68 landmarks with occlusion, head pose, and the openness of eyes and mouth.",
    )
    .argument(
      "<paths...>",
      "images, videos, or folders of them; - reads a video from standard input",
    )
    .option("-o, --out <dir>", "folder for the results", "vigil-out")
    .option("-r, --recursive", "also search subfolders")
    .option("--pts", "also write landmarks as 300-W .pts files")
    .option(
      "--pts-signs",
      "the same with MERL-RAV's signs: -x -y is hidden by an object, -1 -1 by the face itself",
    )
    .option("--no-image", "do not write annotated images")
    .addOption(new Option("--no-picture").hideHelp())
    .option(
      "--frame-rate <n>",
      "treat the images of a folder or pattern as a video with this frame rate",
      positive,
    )
    .option(
      "-j, --jobs <n>",
      "analyse so many inputs at once (default: one a processor; more gain nothing)",
      atLeastOne,
    )
    .option("--retry-failed", "with --recursive: try inputs again that failed in an earlier run")
    .option("--redo", "with --recursive: analyse inputs again that an earlier run has done")
    .option("-q, --quiet", "print warnings and errors only")
    .addHelpText("after", AFTER_HELP);
  addVideoOptions(command).action(
    async (paths: string[], options: AnalyzeOptions & DriverFlags) => {
      // Loaded here, so that `--help` does not wait for the image library and ONNX Runtime.
      const { analyzeFiles } = await import("./analyzeFiles.ts");
      const interruption = listenForInterruption();
      try {
        const driver = await readDriverOptions(options);
        const image = options.image && options.picture;
        checkRange(options);
        const request: AnalyzeRequest = { ...SWITCHES_OFF, ...options, ...driver, image, paths };
        const stop = interruption.signal;
        const terminal = processTerminal();
        process.exitCode = await analyzeFiles(request, { terminal, loadEngine, stop });
      } finally {
        interruption.done();
      }
    },
  );
}

/** Switches that are off by default; commander omits them. */
const SWITCHES_OFF = {
  recursive: false,
  pts: false,
  quiet: false,
  video: false,
  allFaces: false,
};

type AnalyzeOptions = Omit<
  AnalyzeRequest,
  "paths" | keyof typeof SWITCHES_OFF | keyof DriverSettings
> & {
  /** `--no-picture` is the former name of `--no-image`. */
  readonly picture: boolean;
};
