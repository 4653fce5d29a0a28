// The worker thread behind the detector's batches.

import { workerData } from "node:worker_threads";
import sharp from "sharp";
import { serveBatches } from "../batchStream.ts";
import { createDetectorBatchMaker, type DetectorBatchPlan } from "./batch.ts";

// One decoding thread a worker: the others belong to the network.
sharp.concurrency(1);
sharp.cache(false);

serveBatches(createDetectorBatchMaker(workerData as DetectorBatchPlan), (batch) =>
  [batch.images, batch.centers, batch.background, batch.logDistances, batch.boxWeights].map(
    ({ buffer }) => buffer,
  ),
);
