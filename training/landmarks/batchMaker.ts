// Makes batches of landmark windows in a worker thread: reads photographs and augments them.

import { errorMessage } from "../../src/errorMessage.ts";
import type { Frame } from "../../src/image/frame.ts";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import { type AugmentOptions, augment, type LandmarkWindow } from "./augment.ts";
import { createPlannedMaker, type LandmarkBatch } from "./batchPlan.ts";
import { createSampleReader, type LandmarkPair, readRgbFrame } from "./dataset.ts";
import { objectPainter } from "./objectPainter.ts";

/** Photographs kept in memory for occluders that are cut out of other images. */
const CUTOUT_COUNT = 48;

/** What landmark batches are made from. */
export interface LandmarkBatchData {
  readonly pairs: readonly LandmarkPair[];
  readonly batchSize: number;
  readonly seed: number;
  readonly cacheBytes: number;
  readonly augment: AugmentOptions;
}

/** A function from a batch's number to the batch. Photographs that cannot be read are skipped with a warning. */
export async function createBatchMaker(
  data: LandmarkBatchData,
  warn: (message: string) => void,
): Promise<(number: number) => Promise<LandmarkBatch>> {
  const { pairs, batchSize, seed } = data;
  const readSample = createSampleReader(data.cacheBytes);
  const broken = new Set<string>();
  const skip = (path: string, cause: unknown): undefined => {
    if (!broken.has(path)) warn(`Skipped: ${errorMessage(cause)}`);
    broken.add(path);
  };
  const cutouts = await readCutouts(pairs, seed);
  const occluder = objectPainter(data.augment, cutouts);
  return createPlannedMaker(
    pairs.length,
    batchSize,
    seed,
    async (index, random): Promise<LandmarkWindow | undefined> => {
      const pair = pairs[index];
      if (broken.has(pair.imagePath)) return undefined;
      const sample = await readSample(pair).catch((cause) => skip(pair.imagePath, cause));
      if (!sample) return undefined;
      try {
        return augment(sample, random, data.augment, occluder, cutouts);
      } catch (cause) {
        throw new Error(`${pair.imagePath} could not be augmented: ${errorMessage(cause)}`, {
          cause,
        });
      }
    },
  );
}

/** The same photographs in every worker, so that a batch depends on its number alone. */
async function readCutouts(pairs: readonly LandmarkPair[], seed: number): Promise<Frame[]> {
  const random = randomFrom(mixSeed(seed, 0x637574));
  const cutouts: Frame[] = [];
  for (let i = 0; i < CUTOUT_COUNT; i++) {
    const pair = pairs[random.below(pairs.length)];
    const frame = await readRgbFrame(pair.imagePath).catch(() => undefined);
    if (frame) cutouts.push(frame);
  }
  return cutouts;
}
