// The photographs and random streams of batch k: a function of the seed and k alone.

import { WINDOW_SIZE } from "../../src/landmarks/faceWindow.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { LandmarkWindow } from "./augment.ts";

/** A batch of training windows, one after the other in each array. */
export interface LandmarkBatch {
  /** Interleaved RGB, N × 256 × 256 × 3. */
  readonly images: Uint8Array<ArrayBuffer>;
  /** x and y in window pixels, N × 68 × 2. */
  readonly landmarks: Float32Array<ArrayBuffer>;
  /** 1 where occluded, N × 68. */
  readonly occluded: Uint8Array<ArrayBuffer>;
  /** 1 where it is not known whether the landmark is hidden, N × 68. */
  readonly unknown: Uint8Array<ArrayBuffer>;
}

/** One sample of a batch. */
export interface PlannedSample {
  readonly epoch: number;
  /** Position in the epoch's order. */
  readonly position: number;
  /** Seed of the stream that augments this sample. */
  readonly seed: number;
}

/**
 * The samples of batch `batch`. Batches run through the epochs without a gap, so one batch may contain the end of an
 * epoch and the start of the next.
 */
export function planBatch(
  sampleCount: number,
  batchSize: number,
  seed: number,
  batch: number,
): PlannedSample[] {
  return Array.from({ length: batchSize }, (_, i) => {
    const at = batch * batchSize + i;
    const epoch = Math.floor(at / sampleCount);
    const position = at % sampleCount;
    return { epoch, position, seed: mixSeed(seed, epoch, position) };
  });
}

/** The order of an epoch: a shuffle of 0..sampleCount − 1 (Fisher–Yates), from (seed, epoch) alone. */
export function epochOrder(sampleCount: number, seed: number, epoch: number): Uint32Array {
  const random = randomFrom(mixSeed(seed, epoch, 0x6f72646572));
  const order = Uint32Array.from({ length: sampleCount }, (_, i) => i);
  for (let i = sampleCount - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
  return order;
}

/**
 * Makes whole batches by the plan.
 *
 * @param makeWindow makes the window of one sample by its index. Where it returns `undefined`, because the photograph is
 * unusable, the next one in the epoch's order is taken.
 * @returns a function from a batch's number to the batch.
 */
export function createPlannedMaker(
  sampleCount: number,
  batchSize: number,
  seed: number,
  makeWindow: (index: number, random: Random) => Promise<LandmarkWindow | undefined>,
): (batch: number) => Promise<LandmarkBatch> {
  let order: { epoch: number; indices: Uint32Array } | undefined;
  const orderOf = (epoch: number): Uint32Array => {
    if (order?.epoch !== epoch) {
      order = { epoch, indices: epochOrder(sampleCount, seed, epoch) };
    }
    return order.indices;
  };
  const windowOf = async (planned: PlannedSample): Promise<LandmarkWindow> => {
    const indices = orderOf(planned.epoch);
    for (let tried = 0; tried < sampleCount; tried++) {
      const index = indices[(planned.position + tried) % sampleCount];
      const window = await makeWindow(index, randomFrom(planned.seed));
      if (window) return window;
    }
    throw new Error(`None of the ${sampleCount} annotated photographs can be used.`);
  };
  return async (batch) => {
    const images = new Uint8Array(batchSize * WINDOW_SIZE * WINDOW_SIZE * 3);
    const landmarks = new Float32Array(batchSize * LANDMARK_COUNT * 2);
    const occluded = new Uint8Array(batchSize * LANDMARK_COUNT);
    const unknown = new Uint8Array(batchSize * LANDMARK_COUNT);
    for (const [i, planned] of planBatch(sampleCount, batchSize, seed, batch).entries()) {
      const window = await windowOf(planned);
      images.set(window.image, i * window.image.length);
      landmarks.set(window.landmarks, i * window.landmarks.length);
      occluded.set(window.occluded, i * window.occluded.length);
      unknown.set(window.unknown, i * window.unknown.length);
    }
    return { images, landmarks, occluded, unknown };
  };
}
