// `vigil analyze`: its options, and how they become a request.

import { type Command, InvalidArgumentError } from "commander";
import type { AnalyzeRequest, Engine } from "./analyzeFiles.ts";
import { EXIT } from "./errors.ts";
import { processTerminal } from "./report.ts";

const AFTER_HELP = `
For each image DIR gets NAME.json and NAME.annotated.jpg, and faces.csv gets one row a face.
Images with the same name become NAME, NAME-2, NAME-3 … in the order they were given.

Examples:
  vigil analyze driver.jpg
  vigil analyze photos/ more-photos/ --out results --recursive
  vigil analyze frames/ --max-faces 1 --focal 910 --no-picture

Exit codes: 0 all inputs analysed; 1 some inputs failed and are listed at the end;
2 the command could not run; 130 stopped by Ctrl-C (what is written is complete).`;

/** Loads the engine with the networks of a folder, or with those that come with Vigil. */
export type EngineLoader = (models?: string) => Promise<Engine>;

/** Adds `analyze` to the program. @param loadEngine for tests; default: the weights with ONNX Runtime. */
export function registerAnalyze(
  program: Command,
  loadEngine: EngineLoader = loadShippedEngine,
): void {
  program
    .command("analyze")
    .summary("find faces, landmarks and what hides them, head pose, eyes and mouth in images")
    .description(
      "Finds the faces in images: 68 landmarks that know when they are hidden, head pose, and how open eyes and mouth are.",
    )
    .argument("<paths...>", "image files, or folders of them")
    .option("-o, --out <dir>", "folder for the results", "vigil-out")
    .option("-r, --recursive", "also search the folders within folders")
    .option("--pts", "also write landmarks as 300-W .pts files")
    .option("--no-picture", "write no annotated pictures")
    .option("--max-faces <n>", "at most so many faces an image, the surest first", atLeastOne)
    .option("--min-score <s>", "drop faces scored below this, 0 to 1 (default: the model's)", share)
    .option("--focal <px>", "the camera's focal length in pixels (default: assumed)", positive)
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .option("--second-pass", "look again at landmarks through a better window (default)")
    .option("--no-second-pass", "look once: faster, less exact on turned heads")
    .option("-q, --quiet", "say nothing but warnings and errors")
    .addHelpText("after", AFTER_HELP)
    .action(async (paths: string[], options: AnalyzeOptions) => {
      // Loaded only now: `--help` need not wait for the image library and the network runtime.
      const { analyzeFiles } = await import("./analyzeFiles.ts");
      const interruption = listenForInterruption();
      try {
        const request: AnalyzeRequest = { ...SWITCHES_OFF, ...options, paths };
        const stop = interruption.signal;
        const terminal = processTerminal();
        process.exitCode = await analyzeFiles(request, { terminal, loadEngine, stop });
      } finally {
        interruption.done();
      }
    });
}

/** Switches that are off unless named; commander leaves them out. */
const SWITCHES_OFF = { recursive: false, pts: false, quiet: false };

type AnalyzeOptions = Omit<AnalyzeRequest, "paths" | keyof typeof SWITCHES_OFF>;

async function loadShippedEngine(models?: string): Promise<Engine> {
  const { loadVigil } = await import("../models.ts");
  return loadVigil(models === undefined ? {} : { models });
}

/** The first Ctrl-C asks to stop after the image at hand, the second stops at once. */
function listenForInterruption(): { readonly signal: AbortSignal; readonly done: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    done: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a whole number from 1 up.");
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number from 0 to 1.");
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number of pixels above 0.");
}
