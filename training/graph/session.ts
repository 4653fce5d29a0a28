// Runs graphs with ONNX Runtime in Node.

import { runtime } from "../../node/runtime.ts";
import type { RuntimeTensor } from "../../src/network/runtimeModule.ts";
import { toRuntime } from "../../src/network/toRuntime.ts";
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
      const tensors: Record<string, RuntimeTensor> = {};
      for (const [name, { shape, data }] of Object.entries(feeds)) {
        tensors[name] =
          data instanceof Float32Array
            ? toRuntime(runtime, { type: "float32", data, dims: shape })
            : toRuntime(runtime, { type: "uint8", data, dims: shape });
      }
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => {
          if (tensor.type !== "float32") {
            throw new Error(
              `Output "${name}" has type ${tensor.type}; only float32 outputs can be read.`,
            );
          }
          // The type decides: the array may be of another realm, where `instanceof` fails.
          return [name, tensor.data as Float32Array];
        }),
      );
    },
    dispose: () => session.release(),
  };
}
