// Tensors as the runtime takes them, also where the runtime's arrays are of another realm.

import type { RuntimeModule, RuntimeTensor, Tensor } from "./runtimeModule.ts";

/** A tensor as the runtime takes it. */
export function toRuntime(runtime: RuntimeModule, { type, dims, data }: Tensor): RuntimeTensor {
  const sample = new runtime.Tensor(type, [], [0]).data as object;
  return new runtime.Tensor(type, inRealmOf(sample, data), dims);
}

/** Bytes as the runtime takes them. */
export function bytesOf(runtime: RuntimeModule, bytes: Uint8Array): Uint8Array {
  return inRealmOf(new runtime.Tensor("uint8", [], [0]).data as object, bytes);
}

/** The part of typed arrays that makes a view on their memory. */
interface View {
  readonly constructor: unknown;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly length: number;
}

/**
 * The same memory as an array of another realm, that of `sample`. Test runners give code other globals than the runtime
 * has, and the runtime refuses their arrays.
 */
function inRealmOf<Data extends View>(sample: object, data: Data): Data {
  if (sample.constructor === data.constructor) return data;
  const Elements = sample.constructor as new (...memory: unknown[]) => Data;
  return new Elements(data.buffer, data.byteOffset, data.length);
}
