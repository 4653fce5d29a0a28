// A typed builder for ONNX graphs: values with static shapes, nodes in the order in which they were added, and a tape of
// differentiable operations from which differentiate.ts emits gradients.

/** Element types of tensors. */
export type ElementType = "float32" | "float16" | "uint8" | "int32" | "int64" | "bool";

export type Shape = readonly number[];

/** A tensor in a graph; name, shape and element type are fixed when it is created. */
export interface Value {
  readonly graph: Graph;
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

/** One ONNX node. */
export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Shape of the first output. */
  readonly shape: Shape;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A tensor whose contents are stored in the graph. */
export interface Constant {
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
  /** Half-precision numbers are given as 16-bit patterns. */
  readonly data: Float32Array | Uint16Array | BigInt64Array | Uint8Array | Int32Array;
}

/** A trainable tensor: an input during training, a constant in exported models. */
export interface Parameter {
  readonly value: Value;
  /** Fills a fresh tensor with starting values. */
  readonly initialise: (data: Float32Array, random: () => number) => void;
  /** True when weight decay applies: to matrices and kernels, not to biases and scales. */
  readonly decays: boolean;
}

/** Emits the gradients of an operation's inputs from the gradient of its output; null where no gradient flows. */
export type GradientRule = (outputGradient: Value) => readonly (Value | null)[];

interface TapeEntry {
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly gradient: GradientRule;
}

/** A graph under construction. `createGraph` makes it; the functions in operators/ add to it. */
export interface Graph {
  readonly nodes: GraphNode[];
  readonly inputs: Value[];
  readonly constants: Map<string, Constant>;
  readonly parameters: Map<string, Parameter>;
  readonly tape: TapeEntry[];
  /** Number of generated names; names are unique within a graph. */
  names: number;
}

export function createGraph(): Graph {
  return {
    nodes: [],
    inputs: [],
    constants: new Map(),
    parameters: new Map(),
    tape: [],
    names: 0,
  };
}

/** Declares an input, which is fed at every run. */
export function input(
  graph: Graph,
  name: string,
  shape: Shape,
  type: ElementType = "float32",
): Value {
  const value: Value = { graph, name, shape, type };
  if (graph.inputs.some((other) => other.name === name)) {
    throw new Error(`The graph already has an input called "${name}".`);
  }
  graph.inputs.push(value);
  return value;
}

/**
 * Declares a trainable tensor.
 *
 * @throws {Error} when the name is taken: saved weights are matched with parameters by name.
 */
export function parameter(
  graph: Graph,
  name: string,
  shape: Shape,
  initialise: Parameter["initialise"],
  options: { decays?: boolean } = {},
): Value {
  if (graph.parameters.has(name)) {
    throw new Error(`The graph already has a parameter called "${name}".`);
  }
  const value: Value = { graph, name, shape, type: "float32" };
  graph.parameters.set(name, { value, initialise, decays: options.decays ?? shape.length > 1 });
  return value;
}

/** Adds a tensor with fixed contents. Equal small constants are stored once. */
export function constant(
  graph: Graph,
  shape: Shape,
  data: readonly number[] | Float32Array,
  type: "float32" | "int64" = "float32",
): Value {
  if (data.length !== elementCount(shape)) {
    throw new Error(
      `A constant of shape [${shape.join(", ")}] needs ${elementCount(shape)} numbers.`,
    );
  }
  const key =
    data.length <= 64 ? `constant:${type}:${shape.join(",")}:${data.join(",")}` : undefined;
  const known = key === undefined ? undefined : graph.constants.get(key);
  if (known !== undefined) return { graph, name: known.name, shape, type };
  const name = freshName(graph, "constant");
  const stored =
    type === "int64" ? BigInt64Array.from(Array.from(data, BigInt)) : Float32Array.from(data);
  graph.constants.set(key ?? name, { name, shape, type, data: stored });
  return { graph, name, shape, type };
}

/** Adds a constant float32 number. */
export function scalar(graph: Graph, number: number): Value {
  return constant(graph, [], [number]);
}

/** Adds an ONNX node with one output of the given shape. */
export function node(
  operator: string,
  inputs: readonly Value[],
  shape: Shape,
  attributes: Readonly<Record<string, Attribute>> = {},
  type: ElementType = "float32",
): Value {
  return nodeWithOutputs(operator, inputs, [{ shape, type }], attributes)[0];
}

/** Adds an ONNX node with several outputs. */
export function nodeWithOutputs(
  operator: string,
  inputs: readonly Value[],
  outputs: readonly { readonly shape: Shape; readonly type: ElementType }[],
  attributes: Readonly<Record<string, Attribute>> = {},
): Value[] {
  const graph = graphOf(inputs);
  const values = outputs.map(({ shape, type }): Value => {
    return { graph, name: freshName(graph, operator), shape, type };
  });
  graph.nodes.push({
    operator,
    inputs: inputs.map(({ name }) => name),
    outputs: values.map(({ name }) => name),
    shape: outputs[0]?.shape ?? [],
    attributes,
  });
  return values;
}

/** Records an operation on the tape, so that gradients flow through it. @returns its output. */
export function differentiable(
  inputs: readonly Value[],
  output: Value,
  gradient: GradientRule,
): Value {
  output.graph.tape.push({ inputs, output, gradient });
  return output;
}

/** Number of elements of a tensor of this shape. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The size along one axis. @throws {RangeError} when the tensor has no such axis. */
export function sizeOf(value: Value, axis: number): number {
  const size = value.shape[axis];
  if (size === undefined) {
    throw new RangeError(`"${value.name}" has shape [${value.shape.join(", ")}]: no axis ${axis}.`);
  }
  return size;
}

/** The shape of an image tensor [batch, channels, height, width]. @throws {RangeError} for other ranks. */
export function imageShape(value: Value): readonly [number, number, number, number] {
  const [batch, channels, height, width] = value.shape;
  if (
    value.shape.length !== 4 ||
    batch === undefined ||
    channels === undefined ||
    height === undefined ||
    width === undefined
  ) {
    throw new RangeError(
      `Expected [batch, channels, height, width], got [${value.shape.join(", ")}] ("${value.name}").`,
    );
  }
  return [batch, channels, height, width];
}

function graphOf(inputs: readonly Value[]): Graph {
  const graph = inputs[0]?.graph;
  if (graph === undefined) throw new Error("A node needs at least one input.");
  if (inputs.some((value) => value.graph !== graph)) {
    throw new Error("These values belong to different graphs.");
  }
  return graph;
}

function freshName(graph: Graph, stem: string): string {
  graph.names += 1;
  return `${stem}_${graph.names}`;
}

/**
 * He's normal initialisation (He et al. 2015) for kernels with `fanIn` inputs per output, times `gain`. A small gain in
 * the last layer of residual branches lets deep networks train without normalisation.
 */
export function heNormal(fanIn: number, gain = 1): Parameter["initialise"] {
  const deviation = gain * Math.sqrt(2 / fanIn);
  return (data, random) => {
    for (let i = 0; i < data.length; i++) data[i] = deviation * normal(random);
  };
}

/** Sets every element to the same number. */
export function filled(number: number): Parameter["initialise"] {
  return (data) => {
    data.fill(number);
  };
}

/** A standard normal number (Box–Muller transform). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
