// `vigil train`: trains the landmark network, the face detector or the eye-state network.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SingleBar } from "cli-progress";
import { type Command, InvalidArgumentError } from "commander";
import type { z } from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { durationText } from "../../src/formats/timeText.ts";
import type { Progress, Validation } from "../fit/fit.ts";
import type { TrainingRun } from "../fit/run.ts";

interface TrainFlags {
  readonly config: string;
  readonly data: string;
  readonly out: string;
  readonly threads?: number;
  readonly initial?: readonly string[];
}

/** Adds `train landmarks`, `train detector` and `train eyes` to the command line. */
export function registerTrain(program: Command): void {
  const train = program.command("train").description("train a network; resumes from --out");
  // The training code is loaded when it is used: other commands start without it.
  addTraining(train, "landmarks", "the Occluded Stacked Hourglass", async () => {
    const { landmarkConfigSchema } = await import("../landmarks/config.ts");
    const { trainLandmarks } = await import("../landmarks/train.ts");
    return runner(landmarkConfigSchema, trainLandmarks);
  });
  addTraining(train, "detector", "the face detector", async () => {
    const { detectorConfigSchema } = await import("../detector/config.ts");
    const { trainDetector } = await import("../detector/train.ts");
    return runner(detectorConfigSchema, trainDetector);
  });
  addTraining(train, "eyes", "the eye-state network", async () => {
    const { eyeConfigSchema } = await import("../eyes/config.ts");
    const { trainEyes } = await import("../eyes/train.ts");
    return runner(eyeConfigSchema, trainEyes);
  });
}

/** Reads a configuration, then trains with it. */
type Runner = (config: string, options: Omit<TrainingRun, keyof Reporting>) => Promise<void>;

function runner<Config>(
  schema: z.ZodType<Config>,
  run: (config: Config, options: TrainingRun) => Promise<void>,
): Runner {
  return async (config, options) => {
    const checked = await readConfig(config, schema);
    await withReporting((reporting) => run(checked, { ...options, ...reporting }));
  };
}

function addTraining(
  train: Command,
  task: "landmarks" | "detector" | "eyes",
  what: string,
  load: () => Promise<Runner>,
): void {
  const name = task === "landmarks" ? "landmarks-small" : task;
  const example = `training/recipes/${name}.json`;
  train
    .command(task)
    .description(`train ${what}`)
    .requiredOption("--config <file>", `configuration (JSON), such as ${example}`)
    .requiredOption("--data <folder>", "folder that the configuration's paths are relative to")
    .requiredOption("--out <folder>", "folder for checkpoints, curves and weights")
    .option("--threads <count>", "threads that share each batch (default: all cores)", wholeNumber)
    .option(
      "--initial <files...>",
      "start from the weights of this model (.onnx) of the same network, or the mean of several",
    )
    .action(async ({ config, data, out, threads, initial }: TrainFlags) => {
      const run = await load();
      await run(config, {
        data,
        out,
        ...(threads === undefined ? {} : { threads }),
        ...(initial === undefined ? {} : { initial: await initialWeights(initial) }),
      });
    });
}

async function initialWeights(models: readonly string[]): Promise<Map<string, Float32Array>> {
  const { readMeanWeights } = await import("../graph/readWeights.ts");
  try {
    return await readMeanWeights(models);
  } catch (cause) {
    const reason = errorMessage(cause);
    throw new Error(`Cannot start from ${reason}`, { cause });
  }
}

/**
 * Reads and checks a configuration file.
 *
 * @throws {Error} naming the file and each setting that is missing, wrong or unknown.
 */
export async function readConfig<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`The configuration ${resolve(path)} cannot be read.`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`The configuration ${path} is not JSON: ${String(cause)}`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: at, message }) => `  ${at.join(".")}: ${message}`,
  );
  throw new Error(`The configuration ${path} has mistakes:\n${problems.join("\n")}`);
}

/** What a training run reports to, and what stops it. */
export interface Reporting {
  readonly onProgress: (progress: Progress) => void;
  readonly onValidation: (step: number, validation: Validation) => void;
  readonly signal: AbortSignal;
}

/** Seconds between lines where there is no terminal to draw a bar on. */
const LINE_SECONDS = 30;

/** Runs training with a progress bar (lines where there is no terminal) and a clean stop at Ctrl-C. */
export async function withReporting(run: (reporting: Reporting) => Promise<void>): Promise<void> {
  const stop = new AbortController();
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
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("Not a whole number from 1 up.");
  return number;
}
