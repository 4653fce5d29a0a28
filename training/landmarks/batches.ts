// An endless, ordered, reproducible stream of training batches, made ahead of time in worker threads.

import { Worker } from "node:worker_threads";
import { type AugmentOptions, DEFAULT_AUGMENT } from "./augment.ts";
import type { LandmarkBatch } from "./batchPlan.ts";
import type { BatchReply, BatchRequest, BatchWorkerData } from "./batchWorker.ts";
import { type LandmarkFolder, listWeightedPairs } from "./dataset.ts";

export type { LandmarkBatch } from "./batchPlan.ts";

/** What a batch stream is made from. */
export interface BatchStreamOptions {
  readonly folders: readonly LandmarkFolder[];
  readonly batchSize: number;
  readonly seed: number;
  /** Worker threads, 1 by default. */
  readonly workers?: number;
  /** Number of the first batch, 0 by default: where a resumed run goes on. */
  readonly firstBatch?: number;
  /** Batches kept in the making, 4 by default, at least one for each worker. */
  readonly prefetch?: number;
  /** How strongly to augment; what is left out is as in `DEFAULT_AUGMENT`. */
  readonly augment?: Partial<AugmentOptions>;
  /** Decoded pixels kept in memory by all workers together, 5e9 bytes by default. */
  readonly cacheBytes?: number;
  /** Told about each photograph that is skipped; `console.warn` by default. */
  readonly onWarning?: (message: string) => void;
}

export interface BatchStream {
  /** The next batch in order. Rejects when it cannot be made; the message names the photograph. */
  next(): Promise<LandmarkBatch>;
  /** Ends the workers; batches still awaited are rejected. */
  close(): Promise<void>;
  /** Samples in one epoch, repeats counted. */
  readonly sampleCount: number;
}

interface Pending {
  readonly promise: Promise<LandmarkBatch>;
  readonly resolve: (batch: LandmarkBatch) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Opens a stream of augmented batches.
 *
 * Batch k depends on the folders' content, the batch size, the seed, the augmentation and k alone, never on
 * the number of workers or on timing, so a run resumed at `firstBatch: k` sees what it would have seen.
 * Runs from compiled JavaScript only, since a worker thread loads its script as a file.
 *
 * @throws {Error} when a folder cannot be read or holds no annotated photograph.
 * @throws {RangeError} when a number is not a whole number in its range.
 */
export async function createBatchStream(options: BatchStreamOptions): Promise<BatchStream> {
  const { batchSize, seed, workers: workerCount = 1, firstBatch = 0 } = options;
  checkWhole("batchSize", batchSize, 1);
  checkWhole("workers", workerCount, 1);
  checkWhole("firstBatch", firstBatch, 0);
  const prefetch = Math.max(workerCount, options.prefetch ?? 4);
  checkWhole("prefetch", prefetch, 1);
  const pairs = await listWeightedPairs(options.folders);
  const onWarning = options.onWarning ?? ((message: string) => console.warn(message));

  const pending = new Map<number, Pending>();
  let failure: Error | undefined;
  const failAll = (reason: Error): void => {
    failure ??= reason;
    for (const { reject } of pending.values()) reject(failure);
  };
  const receive = (reply: BatchReply): void => {
    if (reply.kind === "warning") onWarning(reply.message);
    else if (reply.kind === "batch") pending.get(reply.batch)?.resolve(reply.data);
    else pending.get(reply.batch)?.reject(new Error(`Batch ${reply.batch}: ${reply.message}`));
  };
  const workerData: BatchWorkerData = {
    pairs,
    batchSize,
    seed,
    cacheBytes: (options.cacheBytes ?? 5e9) / workerCount,
    augment: { ...DEFAULT_AUGMENT, ...options.augment },
  };
  const workers = Array.from({ length: workerCount }, () => {
    const worker = new Worker(new URL("./batchWorker.js", import.meta.url), { workerData });
    worker.on("message", receive);
    worker.on("error", (cause) =>
      failAll(new Error(`A batch worker failed: ${cause.message}`, { cause })),
    );
    worker.on("exit", (code) => failAll(new Error(`A batch worker ended with exit code ${code}.`)));
    return worker;
  });

  let asked = firstBatch;
  let given = firstBatch;
  const ask = (): void => {
    const batch = asked++;
    const waiting = withResolvers();
    // A batch that fails before it is awaited must not end the process; next() still rejects.
    waiting.promise.catch(() => undefined);
    pending.set(batch, waiting);
    if (failure) waiting.reject(failure);
    else workers[batch % workerCount]?.postMessage({ batch } satisfies BatchRequest);
  };
  while (asked < firstBatch + prefetch) ask();

  return {
    sampleCount: pairs.length,
    async next() {
      ask();
      const batch = given++;
      try {
        return await (pending.get(batch) as Pending).promise;
      } finally {
        pending.delete(batch);
      }
    },
    async close() {
      failAll(new Error("The batch stream is closed."));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function withResolvers(): Pending {
  let resolve: Pending["resolve"] = () => undefined;
  let reject: Pending["reject"] = () => undefined;
  const promise = new Promise<LandmarkBatch>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(
      `A batch stream's ${name} must be a whole number ≥ ${least}, got ${value}.`,
    );
  }
}
