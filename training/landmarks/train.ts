// Training the landmark network: from a configuration to weights, curves and an ONNX file.

import { join } from "node:path";
import { runTraining, type TrainingRun } from "../fit/run.ts";
import type { LandmarkConfig } from "./config.ts";
import { landmarkTask } from "./task.ts";
import { exportHourglass } from "./validate.ts";

/**
 * Trains the landmark network, resuming from `run.out` if it holds a checkpoint. Writes `best.onnx` (the weights
 * with the lowest validation error so far) and `last.onnx` there.
 */
export async function trainLandmarks(config: LandmarkConfig, run: TrainingRun): Promise<void> {
  const { data, threads } = run;
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
  await runTraining(task, config, run, (weights) => exportHourglass(config.network, weights));
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
