// Tensors as the runtime takes them, also where the runtime's arrays are of another realm.

import type * as ort from "onnxruntime-common";
import type { RuntimeModule, Tensor } from "./network.ts";

/** A tensor as the runtime takes it. */
export function toRuntime({ Tensor }: RuntimeModule, { type, dims, data }: Tensor): ort.Tensor {
  // Each type has its own constructor signature in ONNX Runtime, so each has its own call.
  switch (type) {
    case "float32":
      return new Tensor(type, inRealmOf(new Tensor(type, [], [0]).data, data), dims);
    case "uint8":
      return new Tensor(type, inRealmOf(new Tensor(type, [], [0]).data, data), dims);
    case "int32":
      return new Tensor(type, inRealmOf(new Tensor(type, [], [0]).data, data), dims);
    case "int64":
      return new Tensor(type, inRealmOf(new Tensor(type, [], [0]).data, data), dims);
  }
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
function inRealmOf<Data extends View>(sample: Data, data: Data): Data {
  if (sample.constructor === data.constructor) return data;
  const Elements = sample.constructor as new (...memory: unknown[]) => Data;
  return new Elements(data.buffer, data.byteOffset, data.length);
}
