// Runs a network on memory that is kept from run to run, so that analysing a frame allocates no large arrays.

import type {
  RuntimeModule,
  RuntimeSession,
  RuntimeTensor,
  RuntimeTensors,
} from "./runtimeModule.ts";
import { toRuntime } from "./toRuntime.ts";

/** An input of bytes that is written where the network reads it. */
export interface WrittenInput {
  readonly name: string;
  readonly dims: readonly number[];
  /** Writes all bytes; the array holds those of an earlier run. */
  readonly write: (into: Uint8Array) => void;
}

/** Input and outputs of one run. */
interface Buffers {
  /** Runs with the same key take and give tensors of the same sizes. */
  readonly key: string;
  readonly input: RuntimeTensor;
  readonly bytes: Uint8Array;
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
  return async ({ name, dims, write }, names) => {
    const key = [...dims, ...names].join();
    const at = kept.findIndex((buffers) => buffers.key === key);
    const buffers = at < 0 ? newBuffers(runtime, key, dims) : kept.splice(at, 1)[0];
    write(buffers.bytes);
    const results = await session.run({ [name]: buffers.input }, buffers.outputs ?? names);
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

function newBuffers(runtime: RuntimeModule, key: string, dims: readonly number[]): Buffers {
  const bytes = new Uint8Array(dims.reduce((size, side) => size * side, 1));
  const input = toRuntime(runtime, { type: "uint8", data: bytes, dims });
  return { key, bytes, input, outputs: undefined };
}
