// The worker thread behind a batch stream: reads photographs, augments them, and posts finished batches.

import { workerData } from "node:worker_threads";
import sharp from "sharp";
import { errorMessage } from "../../src/errorMessage.ts";
import type { Frame } from "../../src/image/frame.ts";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import { serveBatches, warnFromWorker } from "../batchStream.ts";
import { occlude } from "../occluders/index.ts";
import { type AugmentOptions, augment, type LandmarkWindow, type Occluder } from "./augment.ts";
import { createBatchMaker } from "./batchPlan.ts";
import { createSampleReader, type LandmarkPair, readRgbFrame } from "./dataset.ts";

/** How many photographs stand by for occluders cut out of other images. */
const CUTOUT_COUNT = 48;

/** What a worker is started with. */
export interface BatchWorkerData {
  readonly pairs: readonly LandmarkPair[];
  readonly batchSize: number;
  readonly seed: number;
  readonly cacheBytes: number;
  readonly augment: AugmentOptions;
}

const data = workerData as BatchWorkerData;
// One decoding thread a worker: the others belong to the network.
sharp.concurrency(1);
sharp.cache(false);

const readSample = createSampleReader(data.cacheBytes);
const broken = new Set<string>();

function setAside(path: string, cause: unknown): undefined {
  if (!broken.has(path)) warnFromWorker(`Skipped: ${errorMessage(cause)}`);
  broken.add(path);
}

/** The same photographs for every batch and worker, so that a batch depends on its number alone. */
async function readCutouts(): Promise<Frame[]> {
  const random = randomFrom(mixSeed(data.seed, 0x637574));
  const cutouts: Frame[] = [];
  for (let i = 0; i < CUTOUT_COUNT; i++) {
    const pair = data.pairs[random.below(data.pairs.length)];
    const frame = await readRgbFrame(pair.imagePath).catch(() => undefined);
    if (frame) cutouts.push(frame);
  }
  return cutouts;
}

const cutouts = await readCutouts();
const occluder: Occluder = (image, width, height, landmarks, occluded, random) => {
  occlude(image, width, height, landmarks, occluded, random, { cutouts });
};

const makeBatch = createBatchMaker(
  data.pairs.length,
  data.batchSize,
  data.seed,
  async (index, random): Promise<LandmarkWindow | undefined> => {
    const pair = data.pairs[index];
    if (broken.has(pair.imagePath)) return undefined;
    const sample = await readSample(pair).catch((cause) => setAside(pair.imagePath, cause));
    if (!sample) return undefined;
    try {
      return augment(sample, random, data.augment, occluder);
    } catch (cause) {
      throw new Error(`${pair.imagePath} could not be augmented: ${errorMessage(cause)}`, {
        cause,
      });
    }
  },
);

serveBatches(makeBatch, ({ images, landmarks, occluded }) =>
  [images, landmarks, occluded].map(({ buffer }) => buffer),
);
