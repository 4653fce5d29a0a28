// What a network costs: its parameters, and the operations of one forward pass.

import { elementCount, type Graph } from "../graph/index.ts";

/** Numbers that training sets. */
export function parameterCount(graph: Graph): number {
  return [...graph.parameters.values()].reduce(
    (sum, { value }) => sum + elementCount(value.shape),
    0,
  );
}

/**
 * Floating-point operations of one forward pass, a multiplication and an addition counted as two: those of the
 * convolutions, beside which everything else is small. For a graph that holds a network but no gradients.
 */
export function forwardOperations(graph: Graph): number {
  let operations = 0;
  for (const { operator, inputs, shape } of graph.nodes) {
    if (operator !== "Conv") continue;
    const kernel = graph.parameters.get(inputs[1] ?? "")?.value;
    if (kernel === undefined) throw new Error("A convolution's kernel is not a parameter.");
    // [out, in / groups, height, width]: every output element costs one product for each but the first.
    operations += 2 * elementCount(shape) * elementCount(kernel.shape.slice(1));
  }
  return operations;
}
