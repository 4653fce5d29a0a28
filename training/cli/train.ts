// `vigil train`: trains the landmark network, the face detector, the eye-state network or the gaze network.

import { SingleBar } from "cli-progress";
import { type Command, Option } from "commander";
import { atLeastOne } from "../../node/cli/arguments.ts";
import { EXIT } from "../../node/cli/errors.ts";
import { errorMessage } from "../../src/errorMessage.ts";
import { durationText } from "../../src/formats/timeText.ts";
import { DEVICES, type DeviceOptions } from "../cuda/trainOnCard.ts";
import type { Progress, Validation } from "../fit/fit.ts";
import { type NetworkName, networkTools, readConfig } from "./networks.ts";

/** How training is computed; the same for `train` and `reproduce`. */
export interface EngineFlags extends DeviceOptions {
  readonly threads?: number;
}

interface TrainFlags extends EngineFlags {
  readonly config: string;
  readonly data: string;
  readonly out: string;
  readonly initial?: readonly string[];
}

/** Adds `train` with one command for each network to the program. */
export function registerTrain(program: Command): void {
  const train = program.command("train").description("train a network; resumes from --out");
  addTraining(train, "landmarks", "the Occluded Stacked Hourglass");
  addTraining(train, "detector", "the face detector");
  addTraining(train, "eyes", "the eye-state network");
  addTraining(train, "gaze", "the gaze network");
}

/** Adds `--threads`, `--device` and `--minutes` to a command. */
export function addEngineOptions(command: Command): Command {
  return command
    .option("--threads <count>", "threads that share each batch (default: all cores)", atLeastOne)
    .addOption(
      new Option(
        "--device <where>",
        "cuda: a graphics card; pytorch-cpu: the processor, several times faster where it has matrix units (both through Python with PyTorch, docs/training-on-a-gpu.md)",
      ).choices(DEVICES),
    )
    .option("--minutes <count>", "with --device cuda: end after so many minutes", atLeastOne);
}

function addTraining(train: Command, network: NetworkName, what: string): void {
  const command = train
    .command(network)
    .description(`train ${what}`)
    .requiredOption(
      "--config <file>",
      `configuration (JSON), or RECIPE#PHASE such as training/recipes/${network}.json#first`,
    )
    .requiredOption("--data <folder>", "folder that the configuration's paths are relative to")
    .requiredOption("--out <folder>", "folder for checkpoints, curves and weights");
  addEngineOptions(command)
    .option(
      "--initial <files...>",
      "start from the weights of this model (.onnx) of the same network, or the mean of several",
    )
    .action(async ({ config: source, data, out, initial, ...engine }: TrainFlags) => {
      const config = await readConfig(source);
      const { train: run } = await networkTools(network);
      const weights = initial && (await initialWeights(initial));
      const finished = await withReporting((reporting) =>
        run(config, source, { data, out, initial: weights, ...engine, ...reporting }),
      );
      if (!finished) process.exitCode = EXIT.interrupted;
    });
}

/** The mean of the weights of some models. @throws {Error} naming the model that does not fit. */
export async function initialWeights(
  models: readonly string[],
): Promise<Map<string, Float32Array>> {
  const { readMeanWeights } = await import("../graph/readWeights.ts");
  try {
    return await readMeanWeights(models);
  } catch (cause) {
    throw new Error(`Cannot start from ${errorMessage(cause)}`, { cause });
  }
}

/** What a training run reports to, and what stops it. */
interface Reporting {
  readonly onProgress: (progress: Progress) => void;
  readonly onValidation: (step: number, validation: Validation) => void;
  readonly signal: AbortSignal;
}

/** Seconds between lines of progress without a terminal. */
const LINE_SECONDS = 30;

/**
 * Runs training with a progress bar (lines without a terminal) and a clean stop at Ctrl-C.
 *
 * @param outer a signal that may be aborted before training begins.
 * @returns whether training was not stopped.
 */
export async function withReporting(
  run: (reporting: Reporting) => Promise<void>,
  outer?: AbortSignal,
): Promise<boolean> {
  const stop = new AbortController();
  if (outer?.aborted) stop.abort();
  const onInterrupt = () => {
    console.error("\nStopping after this step; run the same command again to go on.");
    stop.abort();
  };
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onInterrupt);
  const bar = process.stderr.isTTY
    ? new SingleBar({
        format: "{bar} {value}/{total}  loss {loss}  {speed} images/s  {left} left",
        hideCursor: true,
      })
    : undefined;
  let started = false;
  let lineAt = 0;
  try {
    await run({
      signal: stop.signal,
      onProgress: (progress) => {
        const { step, steps, loss, imagesPerSecond, secondsLeft, gradientNorm } = progress;
        const shown = {
          loss: loss.toFixed(3),
          speed: imagesPerSecond.toFixed(1),
          left: durationText(secondsLeft),
        };
        if (bar !== undefined) {
          if (!started) bar.start(steps, step, shown);
          started = true;
          bar.update(step, shown);
        } else if (performance.now() - lineAt > LINE_SECONDS * 1000) {
          lineAt = performance.now();
          console.error(
            `step ${step}/${steps}  loss ${shown.loss}  gradient ${gradientNorm.toFixed(1)}  ` +
              `${shown.speed} images/s  ${shown.left} left`,
          );
        }
      },
      onValidation: (step, { score, figures }) => {
        const rest = Object.entries(figures).map(
          ([name, number]) => `${name} ${number.toFixed(3)}`,
        );
        console.error(
          `\nvalidation at step ${step}: score ${score.toFixed(3)}  ${rest.join("  ")}`,
        );
      },
    });
  } finally {
    bar?.stop();
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
  }
  return !stop.signal.aborted;
}
