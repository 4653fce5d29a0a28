// An endless, ordered, reproducible stream of training batches, made ahead of time in worker threads.

import { Worker } from "node:worker_threads";
import { errorMessage } from "../src/errorMessage.ts";

export interface StreamOptions {
  /** Worker threads, 1 by default. */
  readonly workers?: number;
  /** Number of the first batch, 0 by default: where a resumed run continues. */
  readonly firstBatch?: number;
  /** Batches that are made ahead, 4 by default, at least one for each worker. */
  readonly prefetch?: number;
  /** Called with warnings of workers, for example about a photograph that is skipped; `console.warn` by default. */
  readonly onWarning?: (message: string) => void;
}

export interface BatchStream<Batch> {
  /** The next batch in order. Rejects with the reason when it cannot be made. */
  next(): Promise<Batch>;
  /** Ends the workers; batches that are still awaited are rejected. */
  close(): Promise<void>;
}

/** What a module of batches exports: `createBatchMaker`, called once in each worker. */
export interface BatchMakerModule {
  readonly createBatchMaker: (
    data: unknown,
    warn: (message: string) => void,
  ) => MakeBatch | Promise<MakeBatch>;
}

/** Makes a batch from its number: named arrays, each with a buffer of its own. */
type MakeBatch = (number: number) => NamedArrays | Promise<NamedArrays>;
type NamedArrays = Readonly<Record<string, { readonly buffer: ArrayBuffer }>>;

/** What a worker is started with. */
export interface BatchWorkerData {
  /** URL of the compiled module. */
  readonly maker: string;
  readonly data: unknown;
}

/** Asks a worker for one batch. */
export interface BatchRequest {
  readonly number: number;
}

export type BatchReply<Batch = unknown> =
  | { readonly number: number; readonly batch: Batch }
  | { readonly number: number; readonly error: string }
  | { readonly warning: string };

interface Pending<Batch> {
  readonly promise: Promise<Batch>;
  readonly resolve: (batch: Batch) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Starts workers that make batches.
 *
 * Batch k depends on `data` and k alone, not on the number of workers or on timing. Runs from compiled JavaScript only:
 * a worker thread loads its script from a file.
 *
 * @param maker compiled module that exports `createBatchMaker` (see `BatchMakerModule`).
 * @throws {RangeError} when an option is not a whole number in its range.
 */
export function openBatchStream<Batch>(
  maker: URL,
  data: unknown,
  options: StreamOptions = {},
): BatchStream<Batch> {
  const { workers: workerCount = 1, firstBatch = 0 } = options;
  const { onWarning = (message: string) => console.warn(message) } = options;
  checkWhole("workers", workerCount, 1);
  checkWhole("firstBatch", firstBatch, 0);
  const prefetch = Math.max(workerCount, options.prefetch ?? 4);
  checkWhole("prefetch", prefetch, 1);
  const pending = new Map<number, Pending<Batch>>();
  let failure: Error | undefined;
  const failAll = (reason: Error): void => {
    failure ??= reason;
    for (const { reject } of pending.values()) reject(failure);
  };
  const script = new URL("./batchWorker.js", import.meta.url);
  const workerData: BatchWorkerData = { maker: maker.href, data };
  const workers = Array.from({ length: workerCount }, () => {
    const worker = new Worker(script, { workerData });
    worker.on("message", (reply: BatchReply<Batch>) => {
      if ("warning" in reply) return onWarning(reply.warning);
      const waiting = pending.get(reply.number);
      if ("batch" in reply) waiting?.resolve(reply.batch);
      else waiting?.reject(new Error(`Batch ${reply.number}: ${reply.error}`));
    });
    worker.on("error", (cause) => {
      failAll(new Error(`A batch worker failed: ${errorMessage(cause)}`, { cause }));
    });
    worker.on("exit", (code) => failAll(new Error(`A batch worker ended with exit code ${code}.`)));
    return worker;
  });

  let requested = firstBatch;
  let delivered = firstBatch;
  const request = (): void => {
    const number = requested++;
    const waiting = withResolvers<Batch>();
    // A batch that fails before it is awaited must not end the process; next() still rejects.
    waiting.promise.catch(() => undefined);
    pending.set(number, waiting);
    if (failure) waiting.reject(failure);
    else workers[number % workerCount].postMessage({ number } satisfies BatchRequest);
  };
  while (requested < firstBatch + prefetch) request();

  return {
    async next() {
      request();
      const number = delivered++;
      try {
        return await (pending.get(number) as Pending<Batch>).promise;
      } finally {
        pending.delete(number);
      }
    },
    async close() {
      failAll(new Error("The batch stream is closed."));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** A stream whose batches are converted one by one. */
export function mapStream<From, To>(
  stream: BatchStream<From>,
  convert: (batch: From) => To,
): BatchStream<To> {
  return { next: async () => convert(await stream.next()), close: () => stream.close() };
}

/** @throws {RangeError} when an option is not a whole number of at least `least`. */
export function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(
      `A batch stream's ${name} must be a whole number ≥ ${least}, got ${value}.`,
    );
  }
}

function withResolvers<Batch>(): Pending<Batch> {
  let resolve: Pending<Batch>["resolve"] = () => undefined;
  let reject: Pending<Batch>["reject"] = () => undefined;
  const promise = new Promise<Batch>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
