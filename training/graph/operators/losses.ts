// Losses between predictions and targets.

import { differentiable, node, scalar, type Value } from "../graph.ts";
import { multiply, reduceMean, reduceSum, subtract } from "./arithmetic.ts";
import { absolute, softplus } from "./functions.ts";

/** Mean of (prediction − target)². */
export function meanSquaredError(prediction: Value, target: Value): Value {
  const difference = subtract(prediction, target);
  return reduceMean(multiply(difference, difference));
}

/**
 * Sum of weight · (prediction − target)², times `factor`; no gradient flows to weight or target.
 *
 * One operation instead of a composition, because heat maps are the largest tensors of a training step: the weighted
 * difference is computed once, for the loss and for its gradient.
 */
export function weightedSquaredError(
  prediction: Value,
  target: Value,
  weight: Value,
  factor: number,
): Value {
  const { graph, shape } = prediction;
  const difference = node("Sub", [prediction, target], shape);
  const weighted = node("Mul", [difference, weight], shape);
  const products = node("Mul", [weighted, difference], shape);
  const sum = node("ReduceSum", [products], [], { keepdims: 0 });
  const loss = node("Mul", [sum, scalar(graph, factor)], []);
  return differentiable([prediction], loss, (g) => {
    const slope = node("Mul", [g, scalar(graph, 2 * factor)], []);
    return [node("Mul", [weighted, slope], shape)];
  });
}

/** Sum of weight · |prediction − target|; no gradient flows to weight or target. */
export function weightedAbsoluteError(prediction: Value, target: Value, weight: Value): Value {
  return reduceSum(multiply(absolute(subtract(prediction, target)), weight));
}

/**
 * Binary cross-entropy of logits against targets in 0..1, element by element, in the form that does not overflow:
 * softplus(logit) − logit · target.
 */
export function binaryCrossEntropy(logits: Value, targets: Value): Value {
  return subtract(softplus(logits), multiply(logits, targets));
}
