// Writing graphs as ONNX files.

import type { Attribute, Constant, Graph, GraphNode, Value } from "./graph.ts";
import { toHalfPrecision } from "./halfPrecision.ts";
import {
  ATTRIBUTE_TYPES,
  type AttributeProto,
  DATA_TYPES,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
  writeModelProto,
} from "./onnxMessages.ts";

/** ONNX operator set that every node here belongs to. */
const OPERATOR_SET = 17;
const IR_VERSION = 8;

/** Suffix of the name under which a parameter is stored in half precision. */
export const HALF_SUFFIX = ":half";

/** A size, or the name of a size that is known only when the model runs. */
export type Dimension = number | string;

export interface ModelOptions {
  /** Output names in the file and the values they stand for. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** Parameters stored in the file as constants, by name; all others become inputs. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** Stores these weights in half precision; a Cast in the model widens them again. */
  readonly halfPrecision?: boolean;
  /** Shapes to declare instead of the built ones, by input or output name: for sizes that are free at run time. */
  readonly dimensions?: Readonly<Record<string, readonly Dimension[]>>;
  /** Metadata stored in the file. */
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
  const declared = (name: string, value: Value) =>
    valueInfoProto(name, value, dimensions[name] ?? value.shape);
  return writeModelProto({
    irVersion: IR_VERSION,
    producer: "vigil",
    graph: {
      nodes: [...widenings, ...nodes, ...identities].map(nodeProto),
      name: "vigil",
      initialisers: initialisers.map(tensorProto),
      inputs: fed.map((value) => declared(value.name, value)),
      outputs: results.map(([name, value]) => declared(name, value)),
    },
    operatorSets: [{ version: OPERATOR_SET }],
    metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

/** The node that converts a half-precision constant to the parameter's float32 value. */
function widening(constant: string, { name, shape }: Value): GraphNode {
  const attributes = { to: DATA_TYPES.float32 };
  return { operator: "Cast", inputs: [constant], outputs: [name], shape, attributes };
}

/**
 * Walks back from the outputs. Returns the nodes they need, in order, and every name that these nodes use.
 *
 * Unused last outputs of a node are dropped: WebGPU has no kernel for MaxPool's indices, which only gradients need.
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

function nodeProto({ inputs, outputs, operator, attributes }: GraphNode): NodeProto {
  return { inputs, outputs, operator, attributes: Object.entries(attributes).map(attributeProto) };
}

function attributeProto([name, value]: readonly [string, Attribute]): AttributeProto {
  if (typeof value === "number") return { name, integer: value, type: ATTRIBUTE_TYPES.integer };
  if (typeof value === "string") return { name, text: value, type: ATTRIBUTE_TYPES.text };
  if ("float" in value) return { name, float: value.float, type: ATTRIBUTE_TYPES.float };
  return { name, integers: value, type: ATTRIBUTE_TYPES.integers };
}

function tensorProto({ name, shape, type, data }: Constant): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { dimensions: shape, dataType: DATA_TYPES[type], name, rawData };
}

function valueInfoProto(
  name: string,
  { type }: Value,
  dimensions: readonly Dimension[],
): ValueInfoProto {
  const shape = {
    dimensions: dimensions.map((size) =>
      typeof size === "number" ? { value: size } : { parameter: size },
    ),
  };
  return { name, type: { tensor: { elementType: DATA_TYPES[type], shape } } };
}
