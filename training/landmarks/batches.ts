// The stream of augmented landmark batches for training.

import {
  type BatchStream,
  checkWhole,
  openBatchStream,
  type StreamOptions,
} from "../batchStream.ts";
import { type AugmentOptions, DEFAULT_AUGMENT } from "./augment.ts";
import type { LandmarkBatchData } from "./batchMaker.ts";
import type { LandmarkBatch } from "./batchPlan.ts";
import { type LandmarkFolder, listWeightedPairs } from "./dataset.ts";

/** What a batch stream is made from. */
export interface BatchStreamOptions extends StreamOptions {
  readonly folders: readonly LandmarkFolder[];
  readonly batchSize: number;
  readonly seed: number;
  /** Augmentation; missing options are as in `DEFAULT_AUGMENT`. */
  readonly augment?: Partial<AugmentOptions>;
  /** Decoded pixels kept in memory by all workers together, 5e9 bytes by default. */
  readonly cacheBytes?: number;
}

/**
 * Opens a stream of augmented batches.
 *
 * Batch k depends on the folders' content, the batch size, the seed, the augmentation and k alone, not on the number of
 * workers or on timing. A run that is resumed at `firstBatch: k` therefore gets the same batches as an unbroken one.
 *
 * @throws {Error} when a folder cannot be read or contains no annotated photograph.
 * @throws {RangeError} when a number is not a whole number in its range.
 */
export async function createBatchStream(
  options: BatchStreamOptions,
): Promise<BatchStream<LandmarkBatch>> {
  const { folders, batchSize, seed, augment, cacheBytes = 5e9, ...stream } = options;
  checkWhole("batchSize", batchSize, 1);
  const data: LandmarkBatchData = {
    pairs: await listWeightedPairs(folders),
    batchSize,
    seed,
    cacheBytes: cacheBytes / (stream.workers ?? 1),
    augment: { ...DEFAULT_AUGMENT, ...augment },
  };
  return openBatchStream(new URL("./batchMaker.js", import.meta.url), data, stream);
}
