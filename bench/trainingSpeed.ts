// How many images a second the default landmark network trains on: real steps of its own configuration.

import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { readImageFile } from "../node/images.ts";
import { modelsFolder } from "../node/modelsFolder.ts";
import { formatPts } from "../src/formats/pts.ts";
import { MEAN_SHAPE } from "../src/landmarks/meanShape.ts";
import { readConfig } from "../training/cli/networks.ts";
import type { OpenEngine } from "../training/fit/fit.ts";
import { landmarkConfigSchema } from "../training/landmarks/config.ts";
import { trainLandmarks } from "../training/landmarks/train.ts";
import { type Summary, summarize } from "./summarize.ts";

export interface TrainingSpeed {
  readonly batchSize: number;
  readonly steps: number;
  /** Forward and backward pass, update of the weights, and waiting for augmented batches. */
  readonly millisecondsPerStep: Summary;
  /** At the median step. */
  readonly imagesPerSecond: number;
}

/** Photographs in the made-up data set; speed does not depend on how many there are. */
const PHOTOGRAPHS = 16;

/**
 * Trains for a few steps, augmentation and all, on copies of one image: speed does not depend on what the
 * images show. The first `warmUp` steps are not counted.
 */
export async function measureTraining(
  image: string,
  options: {
    readonly steps: number;
    readonly warmUp: number;
    readonly threads: number;
    readonly openEngine?: OpenEngine;
  },
): Promise<TrainingSpeed> {
  const root = dirname(modelsFolder());
  const file = join(root, "training", "recipes", "landmarks.json");
  const folder = await mkdtemp(join(tmpdir(), "vigil-bench-"));
  try {
    await writePhotographs(image, join(folder, "photographs"));
    const config = landmarkConfigSchema.parse({
      ...(await readConfig(`${file}#first`)),
      data: {
        train: [{ path: "photographs" }],
        validation: [{ path: "photographs" }],
        validationWindows: 1,
      },
    });
    const stop = new AbortController();
    const timings: number[] = [];
    let last = performance.now();
    await trainLandmarks(config, {
      data: folder,
      out: join(folder, "run"),
      threads: options.threads,
      openEngine: options.openEngine,
      signal: stop.signal,
      onProgress: ({ step }) => {
        const now = performance.now();
        if (step > options.warmUp) timings.push(now - last);
        last = now;
        if (timings.length >= options.steps) stop.abort();
      },
    });
    const millisecondsPerStep = summarize(timings);
    return {
      batchSize: config.batchSize,
      steps: timings.length,
      millisecondsPerStep,
      imagesPerSecond: (1000 * config.batchSize) / millisecondsPerStep.median,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Copies of an image, each with the mean face's landmarks laid over its middle. */
async function writePhotographs(image: string, folder: string): Promise<void> {
  await mkdir(folder);
  const { width, height } = await readImageFile(image);
  const size = Math.min(width, height) / 6;
  const landmarks = MEAN_SHAPE.map(([x, y]) => ({
    x: width / 2 + size * x,
    y: height / 2 + size * y,
  }));
  for (let k = 0; k < PHOTOGRAPHS; k++) {
    await copyFile(image, join(folder, `${k}${extname(image)}`));
    await writeFile(join(folder, `${k}.pts`), formatPts(landmarks));
  }
}
