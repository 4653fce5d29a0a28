// Writing graphs as ONNX files: the few protobuf messages of onnx.proto that graphs here need.

import { PbfWriter } from "pbf";
import type { Attribute, Constant, ElementType, Graph, GraphNode, Value } from "./graph.ts";
import { toHalfPrecision } from "./halfPrecision.ts";

/** ONNX operator set that every node here belongs to. */
const OPERATOR_SET = 17;
const IR_VERSION = 8;

/** TensorProto.DataType */
export const DATA_TYPES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

/** AttributeProto.AttributeType */
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

/** Added to the name of a parameter that is stored in half precision. */
export const HALF_SUFFIX = ":half";

/** A dimension: a size, or the name of one that is only known when the model runs. */
export type Dimension = number | string;

export interface ModelOptions {
  /** Output names in the file and the values they stand for. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** Parameters baked in as constants, by name; those left out become inputs. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** Stores baked-in weights in half precision; they are widened again when the model is loaded. */
  readonly halfPrecision?: boolean;
  /** Shapes to declare instead of the built ones, by input or output name, for sizes free at run time. */
  readonly dimensions?: Readonly<Record<string, readonly Dimension[]>>;
  /** Key–value notes stored in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes the part of a graph that its outputs need as an ONNX model (opset 17).
 *
 * @returns the bytes of the `.onnx` file.
 */
export function encodeModel(graph: Graph, options: ModelOptions): Uint8Array {
  const { outputs, weights = new Map(), dimensions = {}, metadata = {} } = options;
  const { halfPrecision = false } = options;
  const results = Object.entries(outputs);
  const { nodes, used } = reachable(
    graph,
    results.map(([, value]) => value.name),
  );
  const identities = results.map(
    ([name, value]): GraphNode => ({
      operator: "Identity",
      inputs: [value.name],
      outputs: [name],
      shape: value.shape,
      attributes: {},
    }),
  );
  const initialisers: Constant[] = [...graph.constants.values()].filter(({ name }) =>
    used.has(name),
  );
  const widenings: GraphNode[] = [];
  const fed: Value[] = graph.inputs.filter(({ name }) => used.has(name));
  for (const { value } of graph.parameters.values()) {
    if (!used.has(value.name)) continue;
    const data = weights.get(value.name);
    if (data === undefined) fed.push(value);
    else if (halfPrecision) {
      const name = `${value.name}${HALF_SUFFIX}`;
      const { shape } = value;
      initialisers.push({ name, shape, type: "float16", data: toHalfPrecision(data) });
      widenings.push(widening(name, value));
    } else initialisers.push({ ...value, data });
  }
  const declared = (name: string, value: Value) => ({
    name,
    type: value.type,
    dimensions: dimensions[name] ?? value.shape,
  });

  const writer = new PbfWriter();
  writer.writeVarintField(1, IR_VERSION);
  writer.writeStringField(2, "vigil");
  writer.writeMessage(
    7,
    (_, w) => {
      for (const each of [...widenings, ...nodes, ...identities])
        w.writeMessage(1, writeNode, each);
      w.writeStringField(2, "vigil");
      for (const each of initialisers) w.writeMessage(5, writeTensor, each);
      for (const each of fed) w.writeMessage(11, writeValueInfo, declared(each.name, each));
      for (const [name, value] of results)
        w.writeMessage(12, writeValueInfo, declared(name, value));
    },
    null,
  );
  writer.writeMessage(8, (_, w) => w.writeVarintField(2, OPERATOR_SET), null);
  for (const entry of Object.entries(metadata)) {
    writer.writeMessage(
      14,
      ([key, text], w) => {
        w.writeStringField(1, key);
        w.writeStringField(2, text);
      },
      entry,
    );
  }
  return writer.finish();
}

/** The node that turns a half-precision constant into the float32 value of this name. */
function widening(constant: string, { name, shape }: Value): GraphNode {
  const attributes = { to: DATA_TYPES.float32 };
  return { operator: "Cast", inputs: [constant], outputs: [name], shape, attributes };
}

/**
 * Walks back from the outputs; returns the nodes they need, in order, and every name those use.
 *
 * Last outputs that nobody uses are left out: WebGPU computes a MaxPool, but not its indices, which only gradients need.
 */
function reachable(
  graph: Graph,
  outputs: readonly string[],
): { nodes: GraphNode[]; used: Set<string> } {
  const used = new Set(outputs);
  const nodes: GraphNode[] = [];
  for (const each of graph.nodes.toReversed()) {
    const lastUsed = each.outputs.findLastIndex((name) => used.has(name));
    if (lastUsed < 0) continue;
    nodes.push({ ...each, outputs: each.outputs.slice(0, lastUsed + 1) });
    for (const name of each.inputs) used.add(name);
  }
  return { nodes: nodes.reverse(), used };
}

function writeNode(each: GraphNode, w: PbfWriter): void {
  for (const name of each.inputs) w.writeStringField(1, name);
  for (const name of each.outputs) w.writeStringField(2, name);
  w.writeStringField(4, each.operator);
  for (const entry of Object.entries(each.attributes)) w.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: readonly [string, Attribute], w: PbfWriter): void {
  w.writeStringField(1, name);
  if (typeof value === "number") {
    w.writeVarintField(3, value);
    w.writeVarintField(20, ATTRIBUTE_INT);
  } else if (typeof value === "string") {
    w.writeStringField(4, value);
    w.writeVarintField(20, ATTRIBUTE_STRING);
  } else if ("float" in value) {
    w.writeFloatField(2, value.float);
    w.writeVarintField(20, ATTRIBUTE_FLOAT);
  } else {
    for (const each of value) w.writeVarintField(8, each);
    w.writeVarintField(20, ATTRIBUTE_INTS);
  }
}

function writeTensor({ name, shape, type, data }: Constant, w: PbfWriter): void {
  for (const size of shape) w.writeVarintField(1, size);
  w.writeVarintField(2, DATA_TYPES[type]);
  w.writeStringField(8, name);
  w.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

interface Declaration {
  readonly name: string;
  readonly type: ElementType;
  readonly dimensions: readonly Dimension[];
}

function writeValueInfo({ name, type, dimensions }: Declaration, w: PbfWriter): void {
  w.writeStringField(1, name);
  w.writeMessage(
    2,
    (_, typeProto) =>
      typeProto.writeMessage(
        1,
        (__, tensorType) => {
          tensorType.writeVarintField(1, DATA_TYPES[type]);
          tensorType.writeMessage(2, writeShape, dimensions);
        },
        null,
      ),
    null,
  );
}

function writeShape(dimensions: readonly Dimension[], w: PbfWriter): void {
  for (const dimension of dimensions) {
    w.writeMessage(
      1,
      (size, dimensionProto) => {
        if (typeof size === "number") dimensionProto.writeVarintField(1, size);
        else dimensionProto.writeStringField(2, size);
      },
      dimension,
    );
  }
}
