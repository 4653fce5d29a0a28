// Which channels the layers of an hourglass network share: those of the tensors that they read and write.

import type { Graph, GraphNode, Value } from "../../graph/index.ts";
import type { HourglassConfig } from "../hourglass.ts";

/**
 * A convolution of the network. Layers with the same group read or write the same channels: the blocks of one level, for
 * example, because each adds its output to its input.
 */
export interface Layer {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** All convolutions of an hourglass network with one stack and a patch stem, in their order. */
export function hourglassLayers(config: HourglassConfig): Layer[] {
  const bottom = config.features.length - 1;
  const block = (name: string, from: number, to: number): Layer[] => [
    { name: `${name}.reduce`, from: `level${from}`, to: `${name}.reduce` },
    { name: `${name}.middle`, from: `${name}.reduce`, to: `${name}.middle` },
    ...(from === to ? [] : [{ name: `${name}.skip`, from: `level${from}`, to: `level${to}` }]),
    { name: `${name}.expand`, from: `${name}.middle`, to: `level${to}` },
  ];
  const hourglass = (level: number): Layer[] => {
    const name = "stack0.hourglass";
    return [
      ...block(`${name}.skip${level}`, level, level),
      ...block(`${name}.down${level}`, level, level + 1),
      ...(level + 1 < bottom ? hourglass(level + 1) : block(`${name}.bottom`, bottom, bottom)),
      ...block(`${name}.up${level}`, level + 1, level),
    ];
  };
  return [
    { name: "stem.first", from: "image", to: "stem.first" },
    { name: "stem.second", from: "stem.first", to: "level0" },
    ...block("stem.third", 0, 0),
    ...hourglass(0),
    ...block("stack0.after", 0, 0),
    { name: "stack0.linear", from: "level0", to: "stack0.linear" },
    { name: "stack0.maps", from: "stack0.linear", to: "maps" },
  ];
}

/** Tensors at a layer of a built network. */
export interface LayerTensors {
  readonly input: Value;
  readonly output: Value;
  /** Where the output is added to another tensor: that tensor, and the sum. */
  readonly added?: { readonly other: Value; readonly sum: Value };
  readonly kernelSize: number;
  readonly stride: number;
}

/** The tensors at a layer. @throws {Error} when the graph has no such layer. */
export function layerTensors(graph: Graph, name: string): LayerTensors {
  const kernel = graph.parameters.get(`${name}.kernel`)?.value;
  const node = graph.nodes.find(
    ({ operator, inputs }) => operator === "Conv" && inputs[1] === kernel?.name,
  );
  if (kernel === undefined || node === undefined) {
    throw new Error(`The network has no layer "${name}".`);
  }
  const input = tensorOf(graph, node.inputs[0]);
  const output = tensorOf(graph, node.outputs[0]);
  return {
    input,
    output,
    added: name.endsWith(".expand") ? additionOf(graph, output) : undefined,
    kernelSize: kernel.shape[2],
    stride: input.shape[2] / output.shape[2],
  };
}

function additionOf(graph: Graph, { name }: Value): LayerTensors["added"] {
  const addition = graph.nodes.find(
    ({ operator, inputs }) => operator === "Add" && inputs.includes(name),
  );
  if (addition === undefined) throw new Error(`Nothing is added to "${name}".`);
  const other = addition.inputs.find((each) => each !== name) ?? name;
  return { other: tensorOf(graph, other), sum: tensorOf(graph, addition.outputs[0]) };
}

function tensorOf(graph: Graph, name: string): Value {
  const maker: GraphNode | undefined = graph.nodes.find(({ outputs }) => outputs[0] === name);
  if (maker === undefined) throw new Error(`No operation makes "${name}".`);
  return { graph, name, shape: maker.shape, type: "float32" };
}
