// Runs graphs with ONNX Runtime in Node.

import type { Tensor } from "onnxruntime-common";
import { runtime } from "../../node/runtime.ts";
import type { Shape } from "./graph.ts";

/** Inputs of a run by name. */
export interface Tensors {
  readonly [name: string]: { readonly shape: Shape; readonly data: Float32Array | Uint8Array };
}

export interface SessionOptions {
  /** Threads within one operation; all cores by default. */
  readonly threads?: number;
  readonly backend?: "cpu" | "webgpu";
}

/** A loaded model that can be run many times. */
export interface Session {
  run(feeds: Tensors): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

/** Loads an ONNX model for repeated runs. */
export async function openSession(
  model: Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const session = await runtime.InferenceSession.create(model, {
    executionProviders: [options.backend ?? "cpu"],
    graphOptimizationLevel: "all",
    // 3 is "errors only": warnings about shapes that cannot be inferred are useless here.
    logSeverityLevel: 3,
    // ONNX Runtime rejects an undefined number of threads.
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
  });
  return {
    async run(feeds) {
      const tensors: Record<string, Tensor> = {};
      for (const [name, { shape, data }] of Object.entries(feeds)) {
        tensors[name] =
          data instanceof Float32Array
            ? new runtime.Tensor("float32", data, shape)
            : new runtime.Tensor("uint8", data, shape);
      }
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => {
          if (!(tensor.data instanceof Float32Array)) {
            throw new Error(
              `Output "${name}" has type ${tensor.type}; only float32 outputs can be read.`,
            );
          }
          return [name, tensor.data];
        }),
      );
    },
    dispose: () => session.release(),
  };
}
