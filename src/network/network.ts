// Loading and running a network: the only file of the library that uses ONNX Runtime.

import { errorMessage } from "../errorMessage.ts";
import type { PixelPacking } from "../image/pixelTarget.ts";
import { inPlaceRunner, type WrittenInput, writtenTensor } from "./inPlace.ts";
import type {
  RuntimeModule,
  RuntimeSession,
  RuntimeTensor,
  RuntimeTensors,
  Tensor,
} from "./runtimeModule.ts";
import { bytesOf, toRuntime } from "./toRuntime.ts";

/** A loaded network. */
export interface Network {
  /**
   * Runs the network once. Tensors are given by input name and returned by output name.
   *
   * @param outputs names of the outputs to compute. Default: all.
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs?: readonly string[],
  ): Promise<Record<string, Tensor>>;
  /** See `runInPlace`; absent where the runtime allocates every output itself. */
  readonly runInPlace?: <Result>(
    input: WrittenInput,
    outputs: readonly string[],
    read: (outputs: Readonly<Record<string, Tensor>>) => Result,
  ) => Promise<Result>;
  /** The dimensions of each input by its name, −1 where any size is allowed. Absent in fakes. */
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
  /** How it takes the pixels of its image. Default: interleaved bytes. */
  readonly packing?: PixelPacking;
  /** Frees the memory, when the running inferences have ended. The network cannot run afterwards. */
  dispose(): Promise<void>;
}

/**
 * Runs a network on one input, in memory that it keeps between runs of the same size.
 *
 * @param read reads the outputs; they are overwritten by a later run, so nothing may be kept of them.
 * @returns the result of `read`.
 */
export async function runInPlace<Result>(
  network: Pick<Network, "run" | "runInPlace">,
  input: WrittenInput,
  outputs: readonly string[],
  read: (outputs: Readonly<Record<string, Tensor>>) => Result,
): Promise<Result> {
  if (network.runInPlace) return network.runInPlace(input, outputs, read);
  return read(await network.run({ [input.name]: writtenTensor(input) }, outputs));
}

export interface NetworkOptions {
  readonly runtime: RuntimeModule;
  /** "cpu" runs everywhere (in a browser it is WebAssembly); "webgpu" needs a GPU. Default "cpu". */
  readonly backend?: "cpu" | "wasm" | "webgpu";
  /**
   * Threads for one operation, Node only. Default: one per core. In a browser ONNX Runtime Web uses
   * `env.wasm.numThreads`.
   */
  readonly threads?: number;
  /** The network's name in error messages, such as a file name. Default "The network". */
  readonly name?: string;
  /** How the file takes the pixels of its image. Default: interleaved bytes. */
  readonly packing?: PixelPacking;
  /** Names of exactly the inputs that the network must have. Default: any. */
  readonly inputs?: readonly string[];
  /** Names of outputs that the network must have. Default: any. */
  readonly outputs?: readonly string[];
}

/**
 * Loads a network from the bytes of its ONNX file.
 *
 * @throws {Error} when the bytes are not a complete ONNX file, the network has other inputs or outputs, or the backend is
 *   not available.
 */
export async function loadNetwork(bytes: Uint8Array, options: NetworkOptions): Promise<Network> {
  const { runtime, backend = "cpu", threads, name = "The network" } = options;
  checkBytes(bytes, name);
  let session: RuntimeSession;
  try {
    session = await runtime.InferenceSession.create(bytesOf(runtime, bytes), {
      executionProviders: [backend],
      graphOptimizationLevel: "all",
      // Errors only: the warnings are about graph details that users cannot change.
      logSeverityLevel: 3,
      // Spinning threads would take the cores from the other networks and from all other work. In a browser
      // waking them up takes longer than spinning saves.
      ...(backend === "cpu" && { extra: { session: { intra_op: { allow_spinning: "0" } } } }),
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });
  } catch (cause) {
    throw new Error(`${name} could not be loaded: ${explainLoad(cause, bytes, backend)}`, {
      cause,
    });
  }
  if (!isFor(session, options)) {
    const { inputNames, outputNames } = session;
    await session.release();
    throw new Error(
      `${name} is a network for another task: from ${inputNames.join(", ")} it computes ${outputNames.join(", ")}, ` +
        `where ${options.outputs?.join(", ")} from ${options.inputs?.join(", ")} is expected. Replace the file.`,
    );
  }
  const running = new Set<Promise<unknown>>();
  let released: Promise<void> | undefined;
  const checkInputs = (given: readonly string[]): void => {
    if (released !== undefined) throw new Error(`${name} was disposed of; load it again.`);
    const { inputNames } = session;
    if (given.length === inputNames.length && given.every((input) => inputNames.includes(input))) {
      return;
    }
    throw new Error(
      `${name} takes the inputs ${inputNames.join(", ")} and was given ${given.join(", ") || "none"}.`,
    );
  };
  // A missing output is reported by the reader of the results (`floatOutput`), who knows what it expects.
  const known = (outputs: readonly string[]): readonly string[] => {
    const wanted = outputs.filter((output) => session.outputNames.includes(output));
    return wanted.length > 0 ? wanted : session.outputNames;
  };
  const orExplain = async <Result>(run: Promise<Result>): Promise<Result> => {
    running.add(run);
    try {
      return await run;
    } catch (cause) {
      throw new Error(`${name} failed to run: ${errorMessage(cause)}`, { cause });
    } finally {
      running.delete(run);
    }
  };
  const inPlace = inPlaceRunner(session, runtime);
  return {
    inputs: inputSizes(session),
    packing: options.packing,
    async run(feeds, outputs = session.outputNames) {
      checkInputs(Object.keys(feeds));
      const inputs: Record<string, RuntimeTensor> = {};
      for (const [input, tensor] of Object.entries(feeds))
        inputs[input] = toRuntime(runtime, tensor);
      return orExplain(session.run(inputs, known(outputs)).then(unwrapAll));
    },
    async runInPlace(input, outputs, read) {
      checkInputs([input.name]);
      const run = await orExplain(inPlace(input, known(outputs)));
      const result = read(await orExplain(unwrapAll(run.outputs)));
      run.done();
      return result;
    },
    // A session that is released while it runs would take the process with it.
    dispose() {
      released ??= Promise.allSettled(running).then(() => session.release());
      return released;
    },
  };
}

/** @throws {Error} when the bytes are none, or text. */
export function checkBytes(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw new Error(`${name} is empty: its file has no bytes.`);
  if (!looksLikeText(bytes)) return;
  throw new Error(
    `${name} could not be loaded: it is a text file, not an ONNX model (for example a Git LFS pointer or a saved error page).`,
  );
}

/**
 * One named float32 output of a run, checked.
 *
 * @throws {Error} when the output is missing, not float32, or of other dimensions (−1 matches any size).
 */
export function floatOutput(
  outputs: Readonly<Record<string, Tensor>>,
  name: string,
  dims: readonly number[],
): { readonly dims: readonly number[]; readonly data: Float32Array } {
  const tensor = outputs[name];
  if (tensor === undefined) {
    throw new Error(
      `The network has no output "${name}", only ${Object.keys(outputs).join(", ")}: it is a network for another task.`,
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

/** Whether a network has the wanted inputs and outputs. */
function isFor(
  { inputNames, outputNames }: RuntimeSession,
  { inputs = inputNames, outputs = [] }: NetworkOptions,
): boolean {
  return (
    inputs.length === inputNames.length &&
    inputs.every((input) => inputNames.includes(input)) &&
    outputs.every((output) => outputNames.includes(output))
  );
}

/** The dimensions of each input. */
function inputSizes({ inputMetadata }: RuntimeSession): Record<string, readonly number[]> {
  return Object.fromEntries(
    inputMetadata.map((input) => [
      input.name,
      (input.shape ?? []).map((side) => (typeof side === "number" ? side : -1)),
    ]),
  );
}

async function unwrapAll(results: RuntimeTensors): Promise<Record<string, Tensor>> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, result] of Object.entries(results)) {
    // Downloads outputs that are on the GPU.
    const data = await result.getData();
    tensors[name] = asTensor(name, result, data);
  }
  return tensors;
}

function asTensor(name: string, { type, dims }: RuntimeTensor, data: unknown): Tensor {
  // The type decides: the arrays may be of another realm, where `instanceof` fails.
  if (type === "float32") return { type, dims, data: data as Float32Array };
  if (type === "uint8") return { type, dims, data: data as Uint8Array };
  if (type === "int32") return { type, dims, data: data as Int32Array };
  if (type === "int64") return { type, dims, data: data as BigInt64Array };
  throw new Error(`output "${name}" is of type ${type}, which is not supported.`);
}

function explainLoad(cause: unknown, bytes: Uint8Array, backend: string): string {
  const message = errorMessage(cause);
  if (/protobuf|parsing|ModelProto|data pointer/i.test(message)) {
    return `it is not an ONNX model, or an incomplete one (${bytes.length} bytes). Download the file again.`;
  }
  if (backend === "webgpu" && /backend|adapter|provider|webgpu/i.test(message)) {
    return `the backend "webgpu" is not available here (${message}). Use "wasm" in a browser and "cpu" in Node.`;
  }
  if (/no available backend/i.test(message)) return `ONNX Runtime does not start: ${message}`;
  return message;
}

/** Whether the file begins with printable characters only. An ONNX file begins with small binary numbers. */
function looksLikeText(bytes: Uint8Array): boolean {
  return bytes
    .subarray(0, 16)
    .every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13);
}
