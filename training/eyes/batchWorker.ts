// The worker thread behind the eye batches.

import { workerData } from "node:worker_threads";
import sharp from "sharp";
import { serveBatches } from "../batchStream.ts";
import { createEyeBatchMaker } from "./batch.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { gatherEyes } from "./gather.ts";

/** What a worker is started with. */
export interface EyeWorkerData {
  readonly config: Pick<EyeTrainingConfig, "data" | "mixture" | "batchSize" | "seed">;
  /** The folder that the configuration's paths are relative to. */
  readonly root: string;
}

const { config, root } = workerData as EyeWorkerData;
// One decoding thread a worker: the others belong to the network.
sharp.concurrency(1);
sharp.cache(false);

const makeBatch = createEyeBatchMaker(await gatherEyes(config, root, "training"), config);

serveBatches(
  async (batch) => makeBatch(batch),
  ({ eyes, targets, weights }) => [eyes, targets, weights].map(({ buffer }) => buffer),
);
