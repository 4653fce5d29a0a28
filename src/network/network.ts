// Loading and running a network: the one place that knows ONNX Runtime.

import type * as ort from "onnxruntime-common";
import { errorMessage } from "../errorMessage.ts";

/**
 * The ONNX Runtime to run on, handed in so that the library itself depends on none: `onnxruntime-node` in
 * Node, `onnxruntime-web` in a browser; `import * as runtime from …` fits.
 */
export type RuntimeModule = Pick<typeof ort, "InferenceSession" | "Tensor">;

interface ElementArrays {
  float32: Float32Array;
  uint8: Uint8Array;
  int32: Int32Array;
  int64: BigInt64Array;
}

/** A dense array: row-major `data` of as many elements as the product of `dims`. */
export type Tensor = {
  [Type in keyof ElementArrays]: {
    readonly type: Type;
    readonly dims: readonly number[];
    readonly data: ElementArrays[Type];
  };
}[keyof ElementArrays];

/** A loaded network. */
export interface Network {
  /**
   * Runs once: tensors in by input name, tensors out by output name.
   *
   * @param outputs which to compute; default: all that the network has.
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs?: readonly string[],
  ): Promise<Record<string, Tensor>>;
  /** Frees the memory; the network cannot run afterwards. */
  dispose(): Promise<void>;
}

export interface NetworkOptions {
  readonly runtime: RuntimeModule;
  /** "cpu" runs everywhere (in a browser it is WebAssembly); "webgpu" needs a GPU. Default "cpu". */
  readonly backend?: "cpu" | "wasm" | "webgpu";
  /**
   * Threads for one operation, Node only: default one a core. In a browser ONNX Runtime Web takes it from
   * its own `env.wasm.numThreads`.
   */
  readonly threads?: number;
  /** What to call the network in error messages, such as a file name. Default "The network". */
  readonly name?: string;
}

/**
 * Loads a network from the bytes of its ONNX file.
 *
 * @throws {Error} when the bytes are no whole ONNX file, or the backend is not there.
 */
export async function loadNetwork(bytes: Uint8Array, options: NetworkOptions): Promise<Network> {
  const { runtime, backend = "cpu", threads, name = "The network" } = options;
  if (bytes.length === 0) throw new Error(`${name} is empty: its file has no bytes.`);
  let session: ort.InferenceSession;
  try {
    session = await runtime.InferenceSession.create(bytes, {
      executionProviders: [backend],
      graphOptimizationLevel: "all",
      // Errors only: its warnings are about graph details that users can do nothing about.
      logSeverityLevel: 3,
      // Threads that wait spinning would take the cores from the other network and from everything between;
      // in a browser waking them takes longer than it saves.
      ...(backend === "cpu" && { extra: { session: { intra_op: { allow_spinning: "0" } } } }),
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });
  } catch (cause) {
    throw new Error(`${name} could not be loaded: ${explainLoad(cause, bytes, backend)}`, {
      cause,
    });
  }
  return {
    async run(feeds, outputs = session.outputNames) {
      const given = Object.keys(feeds);
      const missing = session.inputNames.filter((input) => !given.includes(input));
      const unknown = given.filter((input) => !session.inputNames.includes(input));
      if (missing.length > 0 || unknown.length > 0) {
        throw new Error(
          `${name} takes the inputs ${session.inputNames.join(", ")} and was given ${given.join(", ") || "none"}.`,
        );
      }
      // Those it lacks are left to whoever reads the results, to say what was expected of them.
      const wanted = outputs.filter((output) => session.outputNames.includes(output));
      const inputs: Record<string, ort.Tensor> = {};
      for (const [input, tensor] of Object.entries(feeds)) inputs[input] = wrap(runtime, tensor);
      try {
        const results = await session.run(inputs, wanted.length > 0 ? wanted : session.outputNames);
        return await unwrapAll(results);
      } catch (cause) {
        throw new Error(`${name} failed to run: ${errorMessage(cause)}`, { cause });
      }
    },
    dispose: () => session.release(),
  };
}

/**
 * One named float32 output of a run, checked.
 *
 * @throws {Error} when the output is not there, not float32, or not of these sizes (−1 fits any).
 */
export function floatOutput(
  outputs: Readonly<Record<string, Tensor>>,
  name: string,
  dims: readonly number[],
): { readonly dims: readonly number[]; readonly data: Float32Array } {
  const tensor = outputs[name];
  if (tensor === undefined) {
    throw new Error(
      `The network has no output "${name}", only ${Object.keys(outputs).join(", ")}: it was made for another task.`,
    );
  }
  const fits =
    tensor.dims.length === dims.length &&
    dims.every((size, axis) => size === -1 || size === tensor.dims[axis]);
  if (tensor.type !== "float32" || !fits) {
    throw new Error(
      `Output "${name}" is ${tensor.type} [${tensor.dims.join(", ")}], expected float32 [${dims.join(", ")}].`,
    );
  }
  return tensor;
}

function wrap(runtime: RuntimeModule, { type, dims, data }: Tensor): ort.Tensor {
  // Each type has its own constructor signature in ONNX Runtime, hence one call for each.
  switch (type) {
    case "float32":
      return new runtime.Tensor(type, data, dims);
    case "uint8":
      return new runtime.Tensor(type, data, dims);
    case "int32":
      return new runtime.Tensor(type, data, dims);
    case "int64":
      return new runtime.Tensor(type, data, dims);
  }
}

async function unwrapAll(
  results: ort.InferenceSession.ReturnType,
): Promise<Record<string, Tensor>> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, result] of Object.entries(results)) {
    // Outputs left on a GPU are fetched; those in memory are there already.
    const data = await result.getData();
    tensors[name] = asTensor(name, result, data);
  }
  return tensors;
}

function asTensor(name: string, { type, dims }: ort.Tensor, data: ort.Tensor.DataType): Tensor {
  if (type === "float32" && data instanceof Float32Array) return { type, dims, data };
  if (type === "uint8" && data instanceof Uint8Array) return { type, dims, data };
  if (type === "int32" && data instanceof Int32Array) return { type, dims, data };
  if (type === "int64" && data instanceof BigInt64Array) return { type, dims, data };
  throw new Error(`output "${name}" is of type ${type}, which is not read here.`);
}

function explainLoad(cause: unknown, bytes: Uint8Array, backend: string): string {
  const message = errorMessage(cause);
  if (looksLikeText(bytes)) {
    return "it is a text file, not an ONNX model (a Git LFS pointer, perhaps, or an error page saved in its place).";
  }
  if (/protobuf|parsing|ModelProto|data pointer/i.test(message)) {
    return `it is not an ONNX model, or only a part of one (${bytes.length} bytes). Fetch the file again.`;
  }
  if (/backend|adapter|provider|webgpu/i.test(message)) {
    return `the backend "${backend}" is not available here (${message}). Use "cpu".`;
  }
  return message;
}

/** Whether the file begins with printable characters alone; an ONNX file begins with small binary numbers. */
function looksLikeText(bytes: Uint8Array): boolean {
  return bytes
    .subarray(0, 16)
    .every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13);
}
