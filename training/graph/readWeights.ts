// Reading weights back from an ONNX file that `encodeModel` wrote, so that training can start from a shipped model.

import { PbfReader } from "pbf";
import { fromHalfPrecision } from "./halfPrecision.ts";
import { DATA_TYPES, HALF_SUFFIX } from "./onnx.ts";

interface StoredTensor {
  name: string;
  type: number;
  data: Uint8Array;
}

/**
 * The floating-point constants of an ONNX file, widened to float32, by parameter name.
 *
 * @throws {Error} when the bytes are no ONNX file, or hold no weights.
 */
export function readWeights(model: Uint8Array): Map<string, Float32Array> {
  const tensors: StoredTensor[] = [];
  try {
    new PbfReader(model).readFields((tag, found, pbf) => {
      // ModelProto.graph
      if (tag === 7) pbf.readMessage(readGraph, found);
    }, tensors);
  } catch (cause) {
    throw new Error("These bytes are not a whole ONNX model.", { cause });
  }
  const weights = new Map<string, Float32Array>();
  for (const { name, type, data } of tensors) {
    // Copied, since in a file numbers may begin anywhere; not with slice(), which in a Node Buffer copies nothing.
    const { buffer } = new Uint8Array(data);
    if (type === DATA_TYPES.float32) weights.set(name, new Float32Array(buffer));
    if (type === DATA_TYPES.float16) {
      weights.set(name.replace(HALF_SUFFIX, ""), fromHalfPrecision(new Uint16Array(buffer)));
    }
  }
  if (weights.size === 0) throw new Error("This ONNX model holds no weights.");
  return weights;
}

function readGraph(tag: number, tensors: StoredTensor[], pbf: PbfReader): void {
  // GraphProto.initializer
  if (tag !== 5) return;
  tensors.push(pbf.readMessage(readTensor, { name: "", type: 0, data: new Uint8Array() }));
}

function readTensor(tag: number, tensor: StoredTensor, pbf: PbfReader): void {
  if (tag === 2) tensor.type = pbf.readVarint();
  else if (tag === 8) tensor.name = pbf.readString();
  else if (tag === 9) tensor.data = pbf.readBytes();
}
