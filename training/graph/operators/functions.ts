// Element-wise functions of one value: activations, exponential, absolute value, root.

import { differentiable, node, scalar, type Value } from "../graph.ts";
import { DATA_TYPES } from "../onnxMessages.ts";

/** max(value, 0). */
export function relu(value: Value): Value {
  const output = node("Relu", [value], value.shape);
  return differentiable([value], output, (g) => {
    // 1 where the output is positive, else 0. A huge multiple clipped to 0..1 is twice as fast as Sign, Cast or Where
    // on ONNX Runtime's CPU backend.
    const { graph, shape } = value;
    const huge = node("Mul", [output, scalar(graph, 1e38)], shape);
    const passes = node("Clip", [huge, scalar(graph, 0), scalar(graph, 1)], shape);
    return [node("Mul", [g, passes], shape)];
  });
}

/** value, limited to `low`..`high`; its gradient beyond them is 0. */
export function clamp(value: Value, low: number, high: number): Value {
  const { graph, shape } = value;
  const output = node("Clip", [value, scalar(graph, low), scalar(graph, high)], shape);
  return differentiable([value], output, (g) => {
    // 1 within the bounds, where value and output are equal, else 0.
    const cut = node("Abs", [node("Sub", [value, output], shape)], shape);
    const huge = node("Mul", [cut, scalar(graph, 1e38)], shape);
    const blocked = node("Clip", [huge, scalar(graph, 0), scalar(graph, 1)], shape);
    const passes = node("Sub", [scalar(graph, 1), blocked], shape);
    return [node("Mul", [g, passes], shape)];
  });
}

/** 1 ÷ (1 + e^−value). */
export function sigmoid(value: Value): Value {
  const output = node("Sigmoid", [value], value.shape);
  return differentiable([value], output, (g) => {
    const rest = node("Sub", [scalar(value.graph, 1), output], value.shape);
    return [node("Mul", [g, node("Mul", [output, rest], value.shape)], value.shape)];
  });
}

/** log(1 + e^value) without overflow; binary cross-entropy uses it. */
export function softplus(value: Value): Value {
  const output = node("Softplus", [value], value.shape);
  return differentiable([value], output, (g) => [
    node("Mul", [g, node("Sigmoid", [value], value.shape)], value.shape),
  ]);
}

/** e^value. */
export function exponential(value: Value): Value {
  const output = node("Exp", [value], value.shape);
  return differentiable([value], output, (g) => [node("Mul", [g, output], value.shape)]);
}

/** |value|; its gradient at 0 is 0. */
export function absolute(value: Value): Value {
  const output = node("Abs", [value], value.shape);
  return differentiable([value], output, (g) => [
    node("Mul", [g, node("Sign", [value], value.shape)], value.shape),
  ]);
}

/** √value. */
export function squareRoot(value: Value): Value {
  const output = node("Sqrt", [value], value.shape);
  return differentiable([value], output, (g) => {
    const doubled = node("Mul", [output, scalar(value.graph, 2)], value.shape);
    return [node("Div", [g, doubled], value.shape)];
  });
}

/** Converts whole numbers (pixels) to float32; no gradient flows. */
export function toFloat(value: Value): Value {
  return node("Cast", [value], value.shape, { to: DATA_TYPES.float32 }, "float32");
}
