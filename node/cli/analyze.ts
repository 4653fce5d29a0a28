// `vigil analyze`: its options, and how they become a request.

import type { Command } from "commander";
import type { AnalyzeRequest } from "./analyzeFiles.ts";
import { atLeastOne, positive, seconds, share } from "./arguments.ts";
import {
  addDriverOptions,
  type DriverFlags,
  type DriverSettings,
  readDriverOptions,
} from "./driverOptions.ts";
import { type EngineLoader, loadShippedEngine } from "./engine.ts";
import { listenForInterruption } from "./interruption.ts";
import { processTerminal } from "./terminal.ts";

const AFTER_HELP = `
For each image DIR gets NAME.json and NAME.annotated.jpg, and faces.csv gets one row a face.
For each video DIR gets a folder NAME: frames.csv with one row a frame and the container's own times, events,
subtitles and a report.
Inputs with the same name become NAME, NAME-2, NAME-3 … in the order they were given.

Examples:
  vigil analyze driver.jpg
  vigil analyze photos/ more-photos/ --out results --recursive
  vigil analyze photos/ --max-faces 1 --focal 910 --no-image
  vigil analyze drive.mp4 --video --start 1:30 --end 2:00
  vigil analyze drive.mp4 --profile euro-ncap --speed speed.csv --seat 0,0,0.6,1
  vigil analyze frames/frame_%06d.png --frame-rate 30
  ffmpeg -i URL -f matroska - | vigil analyze -

Exit codes: 0 all inputs analysed; 1 some inputs failed, or were cut short or damaged, and are listed at the end;
2 the command could not run; 130 stopped by Ctrl-C (what is written is complete).`;

/** Adds `analyze` to the program. @param loadEngine for tests; default: the weights with ONNX Runtime. */
export function registerAnalyze(
  program: Command,
  loadEngine: EngineLoader = loadShippedEngine,
): void {
  const command = program
    .command("analyze")
    .summary(
      "find faces, landmarks and what hides them, head pose, eyes and mouth in images and videos",
    )
    .description(
      "Finds the faces in images and follows them in videos: 68 landmarks that know when they are hidden, head pose, and how open eyes and mouth are.",
    )
    .argument(
      "<paths...>",
      "images, videos, or folders of them; - reads a video from standard input",
    )
    .option("-o, --out <dir>", "folder for the results", "vigil-out")
    .option("-r, --recursive", "also search the folders within folders")
    .option("--pts", "also write landmarks as 300-W .pts files")
    .option("--no-image", "write no annotated images")
    .option("--max-faces <n>", "at most so many faces an image, the surest first", atLeastOne)
    .option("--min-score <s>", "drop faces scored below this, 0 to 1 (default: the model's)", share)
    .option("--video", "also write each video with what was found drawn over it")
    .option("--all-faces", "also write faces.csv of each video: all faces, not the driver alone")
    .option("--start <time>", "begin a video here: seconds, or 1:02:03.5", seconds)
    .option("--end <time>", "end it here", seconds)
    .option("--fps <n>", "analyse at most so many frames a second of a video", positive)
    .option("--max-side <px>", "reduce a video's frames until no side is longer", atLeastOne)
    .option(
      "--frame-rate <n>",
      "a folder's or pattern's images are a video, so many a second",
      positive,
    )
    .option("--focal <px>", "the camera's focal length in pixels (default: assumed)", positive)
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .option("--second-pass", "look again at landmarks through a better window (default)")
    .option("--no-second-pass", "look once: faster, less exact on turned heads")
    .option("-q, --quiet", "say nothing but warnings and errors")
    .addHelpText("after", AFTER_HELP);
  addDriverOptions(command).action(
    async (paths: string[], options: AnalyzeOptions & DriverFlags) => {
      // Loaded only now: `--help` need not wait for the image library and the network runtime.
      const { analyzeFiles } = await import("./analyzeFiles.ts");
      const interruption = listenForInterruption();
      try {
        const driver = await readDriverOptions(options);
        const request: AnalyzeRequest = { ...SWITCHES_OFF, ...options, ...driver, paths };
        const stop = interruption.signal;
        const terminal = processTerminal();
        process.exitCode = await analyzeFiles(request, { terminal, loadEngine, stop });
      } finally {
        interruption.done();
      }
    },
  );
}

/** Switches that are off unless named; commander leaves them out. */
const SWITCHES_OFF = { recursive: false, pts: false, quiet: false, video: false, allFaces: false };

type AnalyzeOptions = Omit<
  AnalyzeRequest,
  "paths" | keyof typeof SWITCHES_OFF | keyof DriverSettings
>;
