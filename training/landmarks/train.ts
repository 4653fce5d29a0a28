// Training the landmark network: from a configuration to weights, curves and an ONNX file.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FitOptions, fitNetwork } from "../fit/fit.ts";
import type { LandmarkConfig } from "./config.ts";
import { landmarkTask } from "./task.ts";
import { exportHourglass } from "./validate.ts";

/** What the caller decides for one run. */
export type TrainingRun = Pick<FitOptions, "out" | "onProgress" | "onValidation" | "signal"> & {
  /** The folder that the configuration's paths are relative to. */
  readonly data: string;
  readonly threads?: number;
};

/**
 * Trains the landmark network, resuming from `out` if it holds a checkpoint. Writes `best.onnx` (the weights
 * with the lowest validation error so far) and `last.onnx` into `out`.
 */
export async function trainLandmarks(config: LandmarkConfig, run: TrainingRun): Promise<void> {
  const { data, out, threads, ...callbacks } = run;
  const within = (folders: LandmarkConfig["data"]["train"]) =>
    folders.map(({ path, repeat }) => ({ path: join(data, path), repeat }));
  const limit = threads === undefined ? {} : { threads };
  const { batchSize, seed, workers, augment } = config;
  const task = await landmarkTask(
    config.network,
    // An option left out of the file is absent, not undefined: absent means the default.
    { folders: within(config.data.train), batchSize, seed, workers, augment: defined(augment) },
    {
      folders: within(config.data.validation),
      windows: config.data.validationWindows,
      seed,
      ...limit,
    },
  );
  const write = (name: string, weights: ReadonlyMap<string, Float32Array>) =>
    writeFile(join(out, name), exportHourglass(config.network, weights));
  const weights = await fitNetwork(task, {
    out,
    seed,
    schedule: config.schedule,
    adam: config.adam,
    clipFactor: config.clipFactor,
    validateEvery: config.validateEvery,
    checkpointMinutes: config.checkpointMinutes,
    ...limit,
    ...callbacks,
    onBest: (best) => write("best.onnx", best),
  });
  await write("last.onnx", weights);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
