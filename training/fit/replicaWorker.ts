// One replica of a training graph in its own thread: computes loss and gradients of its share of a batch.

import { parentPort, workerData } from "node:worker_threads";
import { openSession, type Tensors } from "../graph/index.ts";
import type { ParameterEntry } from "./parameters.ts";

/** Worker data of a replica. */
export interface ReplicaData {
  readonly model: Uint8Array;
  readonly entries: readonly ParameterEntry[];
  /** Read before every run; shared by all replicas. */
  readonly weights: Float32Array;
  /** Written after every run; shared with the owner of the replica only. */
  readonly gradients: Float32Array;
}

/** Messages from a replica. */
export type ReplicaReply =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly loss: number }
  | { readonly kind: "error"; readonly message: string };

/** Output of the training model that holds the gradient of a parameter. */
export function gradientName(parameter: string): string {
  return `gradient:${parameter}`;
}

async function serve(port: NonNullable<typeof parentPort>, data: ReplicaData): Promise<void> {
  const { model, entries, weights, gradients } = data;
  // One thread per replica. Two replicas use two cores better than one run on both, because ONNX Runtime computes some
  // operations on one thread only.
  const session = await openSession(model, { threads: 1 });
  // ONNX Runtime does not accept shared memory, hence the copy.
  const own = new Float32Array(weights.length);
  const parameters = Object.fromEntries(
    entries.map(({ name, shape, offset, length }) => [
      name,
      { shape, data: own.subarray(offset, offset + length) },
    ]),
  );
  const reply = (message: ReplicaReply) => port.postMessage(message);
  port.on("message", (feeds: Tensors) => {
    own.set(weights);
    session.run({ ...feeds, ...parameters }).then(
      (results) => {
        for (const { name, offset } of entries) {
          gradients.set(results[gradientName(name)], offset);
        }
        reply({ kind: "done", loss: results["loss"]?.[0] ?? Number.NaN });
      },
      (cause: unknown) => reply({ kind: "error", message: String(cause) }),
    );
  });
  reply({ kind: "ready" });
}

if (parentPort !== null) await serve(parentPort, workerData as ReplicaData);
