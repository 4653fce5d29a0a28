// Element-wise arithmetic with ONNX broadcasting.

import { differentiable, node, type Shape, scalar, type Value } from "../graph.ts";
import { reshape } from "./layout.ts";
import { reduceSum } from "./reduce.ts";

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

/** value², without the double work of multiplying a value by itself on the way back. */
export function square(value: Value): Value {
  const squared = node("Mul", [value, value], value.shape);
  return differentiable([value], squared, (g) => {
    const doubled = node("Mul", [value, scalar(value.graph, 2)], value.shape);
    return [node("Mul", [g, doubled], g.shape)];
  });
}

/** The shape two operands broadcast to. @throws {RangeError} when they do not match. */
export function broadcastShape(p: Shape, q: Shape): Shape {
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
