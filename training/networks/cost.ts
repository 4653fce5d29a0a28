// Size and cost of a network: its parameters and the operations of one forward pass.

import { elementCount, type Graph } from "../graph/index.ts";

/**
 * Number of trainable numbers.
 *
 * @example
 * const graph = createGraph();
 * buildHourglass(graph, HOURGLASS_CONFIGS.small, 1);
 * parameterCount(graph); // 2582176
 */
export function parameterCount(graph: Graph): number {
  return [...graph.parameters.values()].reduce(
    (sum, { value }) => sum + elementCount(value.shape),
    0,
  );
}

/**
 * Floating-point operations of the convolutions in one forward pass; a multiplication and an addition count as two. All
 * other operations are small beside them. The graph must not contain gradients.
 *
 * @example
 * const graph = createGraph();
 * buildHourglass(graph, HOURGLASS_CONFIGS.small, 1);
 * forwardOperations(graph); // 901185536
 * @throws {Error} when the kernel of a convolution is not a parameter.
 */
export function forwardOperations(graph: Graph): number {
  let operations = 0;
  for (const { operator, inputs, shape } of graph.nodes) {
    if (operator !== "Conv") continue;
    const kernel = graph.parameters.get(inputs[1] ?? "")?.value;
    if (kernel === undefined) throw new Error("The kernel of a convolution is not a parameter.");
    // The kernel is [out, in / groups, height, width]: each output element costs one product per number of one output.
    operations += 2 * elementCount(shape) * elementCount(kernel.shape.slice(1));
  }
  return operations;
}
