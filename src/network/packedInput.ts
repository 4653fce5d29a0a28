// Leaves out an ONNX model's first steps, which turn an image's bytes into packed planes of numbers: whoever cuts the image
// out writes such planes as fast as bytes.

import { PbfReader } from "pbf";
import type { PixelPacking } from "../image/pixelTarget.ts";
import {
  DIMENSION,
  FLOAT32,
  fieldsOf,
  floatValue,
  GRAPH,
  identityNode,
  MODEL_GRAPH,
  type ModelNode,
  mapFields,
  nameOf,
  readNode,
  SHAPE_DIMENSION,
  TENSOR_TYPE,
  TYPE_TENSOR,
  VALUE,
} from "./onnxFields.ts";

/** A model, and how it takes its image. */
export interface PackedModel {
  readonly model: Uint8Array;
  /** Absent where it takes bytes, as before. */
  readonly packing?: PixelPacking;
}

/** The steps that are left out. */
const STEPS = ["Cast", "Transpose", "Mul", "Add", "SpaceToDepth"] as const;
/** From rows of pixels to planes of channels. */
const TO_PLANES = [0, 3, 1, 2];
/** Channels of an image. */
const CHANNELS = 3;

/**
 * The same model, but its input, uint8 [N, height, width, 3], is what its SpaceToDepth gives, in float32. Other models, and
 * bytes that are none, are returned as they are.
 *
 * @param input its name.
 */
export function withPackedInput(model: Uint8Array, input: string): PackedModel {
  try {
    let packing: PixelPacking | undefined;
    const packed = mapFields(model, MODEL_GRAPH, (graph) => {
      const steps = firstSteps(graph, input);
      const value = fieldsOf(graph, GRAPH.input).find((bytes) => nameOf(bytes) === input);
      if (steps === undefined || value === undefined) return graph;
      packing = packingOf(graph, steps);
      const dims = packing && packedDims(dimsOf(value), packing.block);
      if (dims === undefined) return graph;
      const ends = steps.map(({ outputs }) => outputs[0]);
      const shorter = mapFields(graph, GRAPH.node, (bytes) => {
        const at = ends.indexOf(readNode(bytes).outputs[0]);
        if (at < 0) return bytes;
        return at === ends.length - 1 ? identityNode(input, ends[at]) : undefined;
      });
      return mapFields(shorter, GRAPH.input, (bytes) =>
        nameOf(bytes) === input ? floatValue(input, dims) : bytes,
      );
    });
    return packed === model ? { model } : { model: packed, packing };
  } catch {
    return { model };
  }
}

/** The input's readers one after the other, where each has no other reader; undefined where they are others than `STEPS`. */
function firstSteps(graph: Uint8Array, input: string): readonly ModelNode[] | undefined {
  const nodes = fieldsOf(graph, GRAPH.node).map(readNode);
  const outputs = fieldsOf(graph, GRAPH.output).map(nameOf);
  const steps: ModelNode[] = [];
  let name = input;
  for (const operator of STEPS) {
    const readers = nodes.filter(({ inputs }) => inputs.includes(name));
    const [step] = readers;
    if (readers.length !== 1 || step.operator !== operator || outputs.includes(name))
      return undefined;
    steps.push(step);
    name = step.outputs[0];
  }
  const [cast, transpose] = steps;
  const isFloat = cast.attributes.get("to")?.[0] === FLOAT32;
  const isPlanes = String(transpose.attributes.get("perm")) === String(TO_PLANES);
  return isFloat && isPlanes ? steps : undefined;
}

function packingOf(
  graph: Uint8Array,
  [, transpose, multiply, add, pack]: readonly ModelNode[],
): PixelPacking | undefined {
  const constants = new Map(fieldsOf(graph, GRAPH.initializer).map(readScalar));
  const scale = constants.get(otherInput(multiply, transpose));
  const shift = constants.get(otherInput(add, multiply));
  const block = pack.attributes.get("blocksize")?.[0];
  if (scale === undefined || shift === undefined || typeof block !== "number") return undefined;
  return { block, scale, shift };
}

function otherInput({ inputs }: ModelNode, { outputs }: ModelNode): string {
  return inputs.find((name) => name !== outputs[0]) ?? "";
}

/** Numbers of fields of a stored tensor. */
const TENSOR = { dims: 1, element: 2, name: 8, raw: 9 } as const;

/** A stored tensor's name, and its number where it is a single float32. */
function readScalar(tensor: Uint8Array): readonly [string, number | undefined] {
  const seen = { dims: 0, element: 0, name: "", raw: new Uint8Array(0) as Uint8Array };
  const { dims, element, name, raw } = new PbfReader(tensor).readFields((tag, into, reader) => {
    if (tag === TENSOR.dims) into.dims++;
    else if (tag === TENSOR.element) into.element = reader.readVarint();
    else if (tag === TENSOR.name) into.name = reader.readString();
    else if (tag === TENSOR.raw) into.raw = reader.readBytes();
  }, seen);
  if (dims > 0 || element !== FLOAT32 || raw.length !== 4) return [name, undefined];
  return [name, new DataView(raw.buffer, raw.byteOffset).getFloat32(0, true)];
}

/** The dimensions of an input: sizes, or names of sizes that may be any. */
function dimsOf(value: Uint8Array): (number | string)[] {
  const [type] = fieldsOf(value, VALUE.type);
  const [tensor] = fieldsOf(type, TYPE_TENSOR);
  const [shape] = fieldsOf(tensor, TENSOR_TYPE.shape);
  return fieldsOf(shape, SHAPE_DIMENSION).map(
    (bytes) =>
      new PbfReader(bytes).readFields(
        (tag, into, reader) => {
          if (tag === DIMENSION.size) into.size = reader.readVarint(true);
          else if (tag === DIMENSION.name) into.size = reader.readString();
        },
        { size: "" as number | string },
      ).size,
  );
}

/** [N, h, w, 3] in blocks; undefined where height or width may be any. */
function packedDims(
  [images, height, width, channels]: readonly (number | string)[],
  block: number,
): (number | string)[] | undefined {
  if (typeof height !== "number" || typeof width !== "number" || channels !== CHANNELS)
    return undefined;
  return [images, CHANNELS * block * block, height / block, width / block];
}
