// Trains the landmark network by a configuration: weights, curves and ONNX files.

import { join } from "node:path";
import * as z from "zod";
import { check, count, mustBe, text } from "../../src/options.ts";
import { runTraining, type TrainingRun } from "../fit/run.ts";
import type { LandmarkConfig } from "./config.ts";
import { landmarkTask } from "./task.ts";
import type { TeacherOptions } from "./teacher.ts";
import { exportHourglass } from "./validate.ts";

const runSchema = z.object(
  { data: text, out: text, threads: z.optional(count) },
  mustBe("an object with data and out"),
);

/**
 * Trains the landmark network, resuming from `run.out` if it contains a checkpoint. Writes `best.onnx` (the weights with
 * the lowest validation error so far) and `last.onnx` there.
 *
 * @throws {RangeError} when a folder is missing from `run`.
 */
export async function trainLandmarks(config: LandmarkConfig, run: TrainingRun): Promise<void> {
  check(runSchema, run, "The training run's");
  const { data, threads } = run;
  const within = (folders: LandmarkConfig["data"]["train"]) =>
    folders.map(({ path, repeat }) => ({ path: join(data, path), repeat }));
  const { batchSize, seed, workers, augment } = config;
  const task = await landmarkTask(
    config.network,
    { folders: within(config.data.train), batchSize, seed, workers, augment },
    {
      folders: within(config.data.validation),
      marked: within(config.data.marked ?? []),
      windows: config.data.validationWindows,
      seed,
      threads,
    },
    teacherOf(config, data),
  );
  await runTraining(task, config, run, (weights) => exportHourglass(config.network, weights));
}

/** The recipe's teacher with its complete path. */
export function teacherOf({ teacher }: LandmarkConfig, data: string): TeacherOptions | undefined {
  return teacher && { ...teacher, model: join(data, teacher.model) };
}
