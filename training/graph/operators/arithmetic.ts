// Arithmetic: element by element with ONNX broadcasting, sums and means over axes, matrix products.

import {
  constant,
  differentiable,
  elementCount,
  node,
  type Shape,
  scalar,
  sizeOf,
  type Value,
} from "../graph.ts";
import { reshape, swapLastAxes } from "./layout.ts";

/** p + q, broadcast. */
export function add(p: Value, q: Value): Value {
  const sum = node("Add", [p, q], broadcastShape(p.shape, q.shape));
  return differentiable([p, q], sum, (g) => [sumTo(g, p.shape), sumTo(g, q.shape)]);
}

/** p − q, broadcast. */
export function subtract(p: Value, q: Value): Value {
  const difference = node("Sub", [p, q], broadcastShape(p.shape, q.shape));
  return differentiable([p, q], difference, (g) => [
    sumTo(g, p.shape),
    sumTo(node("Neg", [g], g.shape), q.shape),
  ]);
}

/** p · q element by element, broadcast. */
export function multiply(p: Value, q: Value): Value {
  const product = node("Mul", [p, q], broadcastShape(p.shape, q.shape));
  return differentiable([p, q], product, (g) => [
    sumTo(node("Mul", [g, q], g.shape), p.shape),
    sumTo(node("Mul", [g, p], g.shape), q.shape),
  ]);
}

/** p ÷ q element by element, broadcast. */
export function divide(p: Value, q: Value): Value {
  const quotient = node("Div", [p, q], broadcastShape(p.shape, q.shape));
  return differentiable([p, q], quotient, (g) => {
    const byP = node("Div", [g, q], g.shape);
    const byQ = node("Neg", [node("Mul", [byP, quotient], g.shape)], g.shape);
    return [sumTo(byP, p.shape), sumTo(byQ, q.shape)];
  });
}

/** value · factor. */
export function scale(value: Value, factor: number): Value {
  return multiply(value, scalar(value.graph, factor));
}

/** value + offset. */
export function shift(value: Value, offset: number): Value {
  return add(value, scalar(value.graph, offset));
}

/** value²; its gradient needs one product fewer than that of multiply(value, value). */
export function square(value: Value): Value {
  const squared = node("Mul", [value, value], value.shape);
  return differentiable([value], squared, (g) => {
    const doubled = node("Mul", [value, scalar(value.graph, 2)], value.shape);
    return [node("Mul", [g, doubled], g.shape)];
  });
}

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

/**
 * Matrix product of [..., m, k] and [..., k, n] with equal leading axes.
 *
 * @throws {RangeError} when the shapes do not fit.
 */
export function matmul(p: Value, q: Value): Value {
  const rank = p.shape.length;
  const leading = p.shape.slice(0, -2);
  if (
    rank < 2 ||
    rank !== q.shape.length ||
    leading.join() !== q.shape.slice(0, -2).join() ||
    sizeOf(p, rank - 1) !== sizeOf(q, rank - 2)
  ) {
    throw new RangeError(`Cannot multiply [${p.shape.join(", ")}] by [${q.shape.join(", ")}].`);
  }
  const product = node("MatMul", [p, q], [...leading, sizeOf(p, rank - 2), sizeOf(q, rank - 1)]);
  return differentiable([p, q], product, (g) => [
    matmul(g, swapLastAxes(q)),
    matmul(swapLastAxes(p), g),
  ]);
}

/** The shape that two operands broadcast to. @throws {RangeError} when they do not match. */
function broadcastShape(p: Shape, q: Shape): Shape {
  const rank = Math.max(p.length, q.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sizeP = p[axis - rank + p.length] ?? 1;
    const sizeQ = q[axis - rank + q.length] ?? 1;
    if (sizeP !== sizeQ && sizeP !== 1 && sizeQ !== 1) {
      throw new RangeError(`Shapes [${p.join(", ")}] and [${q.join(", ")}] do not broadcast.`);
    }
    return Math.max(sizeP, sizeQ);
  });
}

/** Undoes broadcasting: sums a gradient over the axes along which its value was repeated. */
function sumTo(gradient: Value, shape: Shape): Value {
  const extra = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < extra || (size !== 1 && shape[axis - extra] === 1) ? [axis] : [],
  );
  return axes.length === 0 ? gradient : reshape(reduceSum(gradient, axes), shape);
}
