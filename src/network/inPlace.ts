// Runs a network on memory that is kept from run to run, so that analysing a frame allocates no large arrays.

import type {
  RuntimeModule,
  RuntimeSession,
  RuntimeTensor,
  RuntimeTensors,
  Tensor,
} from "./runtimeModule.ts";
import { toRuntime } from "./toRuntime.ts";

/** An input of bytes that is written where the network reads it. */
interface WrittenBytes {
  readonly name: string;
  readonly dims: readonly number[];
  /** Writes all bytes; the array holds those of an earlier run. */
  readonly write: (into: Uint8Array) => void;
}

/** The same of numbers in single precision. */
interface WrittenNumbers extends Pick<WrittenBytes, "name" | "dims"> {
  readonly writeNumbers: (into: Float32Array) => void;
}

export type WrittenInput = WrittenBytes | WrittenNumbers;

/** Writes an input into the memory of a tensor of its type and size. */
function writeInput(input: WrittenInput, { type, data }: Tensor): void {
  if ("writeNumbers" in input && type === "float32") input.writeNumbers(data);
  else if ("write" in input && type === "uint8") input.write(data);
}

function emptyInput(input: WrittenInput): Tensor {
  const { dims } = input;
  const size = dims.reduce((product, side) => product * side, 1);
  return "writeNumbers" in input
    ? { type: "float32", dims, data: new Float32Array(size) }
    : { type: "uint8", dims, data: new Uint8Array(size) };
}

/** An input in memory of its own. */
export function writtenTensor(input: WrittenInput): Tensor {
  const tensor = emptyInput(input);
  writeInput(input, tensor);
  return tensor;
}

/** Input and outputs of one run. */
interface Buffers {
  /** Runs with the same key take and give tensors of the same sizes. */
  readonly key: string;
  readonly input: RuntimeTensor;
  readonly written: Tensor;
  /** Those of the last run, where the runtime can write into them again. */
  readonly outputs: RuntimeTensors | undefined;
}

/** As many runs of different sizes are kept: one for each number of faces in a run. */
const MOST_KEPT = 4;

/** A finished run; its outputs stay as they are until `done` is called. */
export interface RunInPlace {
  readonly outputs: RuntimeTensors;
  done(): void;
}

/**
 * A runner that keeps its memory. Runs may overlap: each has its own.
 *
 * Inputs are always kept. Outputs are kept in Node only: ONNX Runtime Web returns given outputs without the result.
 */
export function inPlaceRunner(
  session: Pick<RuntimeSession, "run">,
  runtime: RuntimeModule,
): (input: WrittenInput, outputs: readonly string[]) => Promise<RunInPlace> {
  const keepsOutputs = runtime.env?.versions.node !== undefined;
  const kept: Buffers[] = [];
  return async (given, names) => {
    const key = [...given.dims, ...names].join();
    const at = kept.findIndex((buffers) => buffers.key === key);
    const buffers = at < 0 ? newBuffers(runtime, key, given) : kept.splice(at, 1)[0];
    writeInput(given, buffers.written);
    const results = await session.run({ [given.name]: buffers.input }, buffers.outputs ?? names);
    // Node's runtime writes into given outputs, but returns tensors that forget the array they share.
    const outputs = buffers.outputs ?? results;
    return {
      outputs,
      done() {
        kept.push({ ...buffers, outputs: keepsOutputs ? outputs : undefined });
        if (kept.length > MOST_KEPT) kept.shift();
      },
    };
  };
}

function newBuffers(runtime: RuntimeModule, key: string, given: WrittenInput): Buffers {
  const written = emptyInput(given);
  return { key, written, input: toRuntime(runtime, written), outputs: undefined };
}
