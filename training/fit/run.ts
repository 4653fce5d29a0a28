// One training run of the command line: fits the network and writes the best and the last weights as ONNX files.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FitOptions, fitNetwork, type TrainingTask } from "./fit.ts";

/** Options of one run. */
export type TrainingRun = Pick<
  FitOptions,
  "out" | "onProgress" | "onValidation" | "signal" | "initial" | "openEngine"
> & {
  /** The folder that the configuration's paths are relative to. */
  readonly data: string;
  readonly threads?: number;
};

/** The part of a configuration that the training loop uses. */
export type FitSettings = Pick<
  FitOptions,
  "seed" | "schedule" | "adam" | "clipFactor" | "validateEvery" | "checkpointMinutes"
>;

/**
 * Trains, resuming from `run.out` if it contains a checkpoint. Writes `best.onnx` (the weights with the best validation
 * score so far) and `last.onnx` there.
 *
 * @param toModel encodes weights as an ONNX file.
 */
export async function runTraining(
  task: TrainingTask,
  settings: FitSettings,
  { data: _, ...run }: TrainingRun,
  toModel: (weights: ReadonlyMap<string, Float32Array>) => Uint8Array,
): Promise<void> {
  const { seed, schedule, adam, clipFactor, validateEvery, checkpointMinutes } = settings;
  const write = (name: string, weights: ReadonlyMap<string, Float32Array>) =>
    writeFile(join(run.out, name), toModel(weights));
  const weights = await fitNetwork(task, {
    ...{ seed, schedule, adam, clipFactor, validateEvery, checkpointMinutes },
    ...run,
    onBest: (best) => write("best.onnx", best),
  });
  await write("last.onnx", weights);
}
