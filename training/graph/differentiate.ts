// Reverse-mode differentiation: walks the tape backwards and emits gradients as ordinary nodes.

import { node, scalar, type Value } from "./graph.ts";

/**
 * Emits the gradient of a scalar with respect to some values.
 *
 * @param loss a value with one element.
 * @param wrt usually the parameters; each gets a gradient of its own shape.
 * @throws {Error} when the loss is not a scalar or does not depend on one of the values.
 * @example
 * const graph = createGraph();
 * const x = parameter(graph, "x", [3], filled(0));
 * const loss = reduceSum(square(x));
 * const [slope] = gradients(loss, [x]);
 * const session = await openSession(encodeModel(graph, { outputs: { loss, slope } }));
 * await session.run({ x: { shape: [3], data: Float32Array.of(1, 2, 3) } });
 * // { loss: Float32Array [14], slope: Float32Array [2, 4, 6] }
 */
export function gradients(loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.shape.length !== 0) {
    throw new Error(
      `Only a scalar can be differentiated; the loss has shape [${loss.shape.join(", ")}].`,
    );
  }
  const { tape } = loss.graph;
  const depends = new Set(wrt.map(({ name }) => name));
  for (const { inputs, output } of tape) {
    if (inputs.some(({ name }) => depends.has(name))) depends.add(output.name);
  }
  const gradientOf = new Map<string, Value>([[loss.name, scalar(loss.graph, 1)]]);
  for (const { inputs, output, gradient } of tape.toReversed()) {
    const outputGradient = gradientOf.get(output.name);
    if (outputGradient === undefined || !depends.has(output.name)) continue;
    const inputGradients = gradient(outputGradient);
    for (const [index, value] of inputs.entries()) {
      const contribution = inputGradients[index];
      if (contribution === null || contribution === undefined || !depends.has(value.name)) continue;
      assertSameShape(contribution, value);
      const sum = gradientOf.get(value.name);
      gradientOf.set(
        value.name,
        sum === undefined ? contribution : node("Add", [sum, contribution], value.shape),
      );
    }
  }
  return wrt.map((value) => {
    const gradient = gradientOf.get(value.name);
    if (gradient === undefined) {
      throw new Error(`The loss does not depend on "${value.name}".`);
    }
    return gradient;
  });
}

function assertSameShape(gradient: Value, value: Value): void {
  if (gradient.shape.join() !== value.shape.join()) {
    throw new Error(
      `The gradient of "${value.name}" has shape [${gradient.shape.join(", ")}], ` +
        `the value itself [${value.shape.join(", ")}].`,
    );
  }
}
