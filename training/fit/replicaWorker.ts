// One replica of a training graph in its own thread: takes its share of a batch, answers with loss and gradients.

import { parentPort, workerData } from "node:worker_threads";
import { openSession, type Tensors } from "../graph/index.ts";
import type { ParameterEntry } from "./parameters.ts";

/** What a replica is started with. */
export interface ReplicaData {
  readonly model: Uint8Array;
  readonly entries: readonly ParameterEntry[];
  /** Read before every run; shared by all replicas. */
  readonly weights: Float32Array;
  /** Written after every run; this replica's own. */
  readonly gradients: Float32Array;
}

/** What a replica answers. */
export type ReplicaReply =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly loss: number }
  | { readonly kind: "error"; readonly message: string };

/** The name under which the training model gives the gradient of a parameter. */
export function gradientName(parameter: string): string {
  return `gradient:${parameter}`;
}

async function serve(port: NonNullable<typeof parentPort>, data: ReplicaData): Promise<void> {
  const { model, entries, weights, gradients } = data;
  // One thread each: two replicas use two cores better than one run spread over both, because every
  // operation then runs in parallel, also those that ONNX Runtime computes on one thread.
  const session = await openSession(model, { threads: 1 });
  // ONNX Runtime takes no shared memory, hence a copy of its own.
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
