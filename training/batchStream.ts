// An endless, ordered, reproducible stream of training batches, made ahead of time in worker threads.

import { parentPort, type TransferListItem, Worker } from "node:worker_threads";
import { errorMessage } from "../src/errorMessage.ts";

/** How a stream is worked. */
export interface StreamOptions {
  /** Worker threads, 1 by default. */
  readonly workers?: number;
  /** Number of the first batch, 0 by default: where a resumed run goes on. */
  readonly firstBatch?: number;
  /** Batches kept in the making, 4 by default, at least one for each worker. */
  readonly prefetch?: number;
  /** Told what a worker warns of, such as a photograph it skips; `console.warn` by default. */
  readonly onWarning?: (message: string) => void;
}

export interface BatchStream<Batch> {
  /** The next batch in order. Rejects when it cannot be made, saying why. */
  next(): Promise<Batch>;
  /** Ends the workers; batches still awaited are rejected. */
  close(): Promise<void>;
}

/** What a worker is asked: one batch, by number. */
interface Request {
  readonly batch: number;
}

type Reply<Batch> =
  | { readonly batch: number; readonly data: Batch }
  | { readonly batch: number; readonly error: string }
  | { readonly warning: string };

interface Pending<Batch> {
  readonly promise: Promise<Batch>;
  readonly resolve: (batch: Batch) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Starts workers on a script that calls `serveBatches`.
 *
 * Batch k is made by the script from `workerData` and k alone, so the stream does not depend on the number
 * of workers or on timing. Runs from compiled JavaScript only: a worker thread loads its script as a file.
 *
 * @param script of the compiled worker.
 * @throws {RangeError} when an option is not a whole number in its range.
 */
export function openBatchStream<Batch>(
  script: URL,
  workerData: unknown,
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
  const workers = Array.from({ length: workerCount }, () => {
    const worker = new Worker(script, { workerData });
    worker.on("message", (reply: Reply<Batch>) => {
      if ("warning" in reply) return onWarning(reply.warning);
      const waiting = pending.get(reply.batch);
      if ("data" in reply) waiting?.resolve(reply.data);
      else waiting?.reject(new Error(`Batch ${reply.batch}: ${reply.error}`));
    });
    worker.on("error", (cause) => {
      failAll(new Error(`A batch worker failed: ${errorMessage(cause)}`, { cause }));
    });
    worker.on("exit", (code) => failAll(new Error(`A batch worker ended with exit code ${code}.`)));
    return worker;
  });

  let asked = firstBatch;
  let given = firstBatch;
  const ask = (): void => {
    const batch = asked++;
    const waiting = withResolvers<Batch>();
    // A batch that fails before it is awaited must not end the process; next() still rejects.
    waiting.promise.catch(() => undefined);
    pending.set(batch, waiting);
    if (failure) waiting.reject(failure);
    else workers[batch % workerCount]?.postMessage({ batch } satisfies Request);
  };
  while (asked < firstBatch + prefetch) ask();

  return {
    async next() {
      ask();
      const batch = given++;
      try {
        return await (pending.get(batch) as Pending<Batch>).promise;
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

/**
 * The worker's side: answers requests one at a time, in the order asked.
 *
 * @param make makes a batch from its number.
 * @param buffersOf the buffers of a batch that may be handed over instead of copied.
 * @throws {Error} when not called in a worker thread.
 */
export function serveBatches<Batch>(
  make: (batch: number) => Promise<Batch>,
  buffersOf: (batch: Batch) => readonly TransferListItem[],
): void {
  if (!parentPort) throw new Error("Batches are served from a worker thread only.");
  const port = parentPort;
  const answer = async (batch: number): Promise<void> => {
    try {
      const data = await make(batch);
      port.postMessage({ batch, data } satisfies Reply<Batch>, buffersOf(data));
    } catch (cause) {
      port.postMessage({ batch, error: errorMessage(cause) } satisfies Reply<Batch>);
    }
  };
  // One batch at a time: interleaving would only hold more memory.
  let queue: Promise<void> = Promise.resolve();
  port.on("message", ({ batch }: Request) => {
    queue = queue.then(() => answer(batch));
  });
}

/** Tells the stream's owner of something that is wrong but not fatal; from a worker only. */
export function warnFromWorker(warning: string): void {
  parentPort?.postMessage({ warning } satisfies Reply<never>);
}

/** @throws {RangeError} when a setting is not a whole number of at least `least`. */
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
