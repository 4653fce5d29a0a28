// Data-parallel training: the same graph in several threads, each with its share of the batch.

import { Worker } from "node:worker_threads";
import type { Tensors } from "../graph/index.ts";
import type { ParameterTable } from "./parameters.ts";
import type { ReplicaData, ReplicaReply } from "./replicaWorker.ts";

/** Several copies of one training graph. */
export interface Replicas {
  /**
   * Runs a batch, split evenly along each feed's first axis.
   *
   * @returns the mean loss; `gradients` holds the mean gradients.
   * @throws {Error} when the batch does not divide among the replicas, or a replica fails.
   */
  run(feeds: Tensors): Promise<number>;
  /** Mean gradients of the last run, laid out by the parameter table. */
  readonly gradients: Float32Array;
  close(): Promise<void>;
}

/**
 * Starts replicas of a training model. Its inputs are a share of the batch and the parameters.
 *
 * @param weights shared memory, read at the start of every run.
 */
export async function openReplicas(
  model: Uint8Array,
  table: ParameterTable,
  weights: Float32Array,
  count: number,
): Promise<Replicas> {
  const replicas = await Promise.all(
    Array.from({ length: count }, () => openReplica(model, table, weights)),
  );
  const gradients = new Float32Array(table.length);
  return {
    gradients,
    async run(feeds) {
      const losses = await Promise.all(
        replicas.map((replica, index) => replica.run(share(feeds, index, count))),
      );
      const parts = replicas.map((replica) => replica.gradients);
      gradients.fill(0);
      for (const part of parts) {
        for (let i = 0; i < gradients.length; i++) {
          gradients[i] = gradients[i] + part[i] / count;
        }
      }
      return losses.reduce((sum, loss) => sum + loss, 0) / count;
    },
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()));
    },
  };
}

/** Float32 numbers in memory that threads share. */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** Share `index` of `count` of a batch. */
function share(feeds: Tensors, index: number, count: number): Tensors {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { shape, data }]) => {
      const [batch = 0, ...rest] = shape;
      if (batch % count !== 0) {
        throw new Error(`A batch of ${batch} does not divide among ${count} threads.`);
      }
      const length = data.length / count;
      const part = data.slice(index * length, (index + 1) * length);
      return [name, { shape: [batch / count, ...rest], data: part }];
    }),
  );
}

async function openReplica(model: Uint8Array, table: ParameterTable, weights: Float32Array) {
  const gradients = sharedFloats(table.length);
  const data: ReplicaData = { model, entries: table.entries, weights, gradients };
  const worker = new Worker(new URL("./replicaWorker.js", import.meta.url), { workerData: data });
  let waiting = expectReply(worker);
  const first = await waiting;
  if (first.kind === "error") throw new Error(`A training thread did not start: ${first.message}`);
  return {
    gradients,
    async run(feeds: Tensors): Promise<number> {
      waiting = expectReply(worker);
      worker.postMessage(
        feeds,
        Object.values(feeds).map(({ data: { buffer } }) => buffer as ArrayBuffer),
      );
      const reply = await waiting;
      if (reply.kind !== "done") {
        throw new Error(`A training thread failed: ${reply.kind === "error" ? reply.message : ""}`);
      }
      return reply.loss;
    },
    close: () => worker.terminate(),
  };
}

/** The worker's next message; rejects when the worker fails instead. */
function expectReply(worker: Worker): Promise<ReplicaReply> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      worker.off("message", onMessage);
      worker.off("error", onError);
    };
    const onMessage = (reply: ReplicaReply) => {
      settle();
      resolve(reply);
    };
    const onError = (cause: Error) => {
      settle();
      reject(cause);
    };
    worker.on("message", onMessage);
    worker.on("error", onError);
  });
}
