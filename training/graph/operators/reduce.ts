// Sums and means over axes.

import { constant, differentiable, elementCount, node, scalar, type Value } from "../graph.ts";
import { reshape } from "./layout.ts";

/** Sums over some axes, which stay with size 1; over all of them by default, giving a scalar. */
export function reduceSum(value: Value, axes?: readonly number[]): Value {
  const { graph } = value;
  const over = axes ?? value.shape.map((_, axis) => axis);
  const kept = value.shape.map((size, axis) => (over.includes(axis) ? 1 : size));
  const axesValue = constant(graph, [over.length], over, "int64");
  const shape = axes === undefined ? [] : kept;
  const keepdims = axes === undefined ? 0 : 1;
  const sum = node("ReduceSum", [value, axesValue], shape, { keepdims });
  return differentiable([value], sum, (g) => {
    const target = constant(graph, [value.shape.length], value.shape, "int64");
    return [node("Expand", [reshape(g, kept), target], value.shape)];
  });
}

/** Means over some axes, which stay with size 1; over all of them by default, giving a scalar. */
export function reduceMean(value: Value, axes?: readonly number[]): Value {
  const sum = reduceSum(value, axes);
  const count = elementCount(value.shape) / elementCount(sum.shape);
  const factor = scalar(value.graph, 1 / count);
  const mean = node("Mul", [sum, factor], sum.shape);
  return differentiable([sum], mean, (g) => [node("Mul", [g, factor], sum.shape)]);
}
