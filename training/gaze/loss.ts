// The loss of the gaze network: angles with their uncertainty, classes, openings and irises.

import { ANSWER_COUNT, ANSWERS } from "../../src/eyes/gazeAnswers.ts";
import {
  absolute,
  add,
  binaryCrossEntropy,
  clamp,
  exponential,
  type Graph,
  input,
  multiply,
  reduceSum,
  relu,
  scale,
  slice,
  subtract,
  type Value,
} from "../graph/index.ts";
import { buildGazeNetwork, type GazeNetworkConfig } from "./network.ts";
import { BOUND_COUNT } from "./targets.ts";

/** Bounds of the logarithm of the error: 1.2° to 50°. */
const LOG_ERROR = { low: -2.1, high: 1.6 } as const;
/** Weights of the parts of the loss. That of bounds is one over a usual error, 6°. */
const WEIGHTS = { bounds: 1 / 0.6, classes: 1, shapes: 6 } as const;

/**
 * Negative log-likelihood of Laplace distributions for the angles (their mean absolute error is an answer of its own),
 * how far angles lie beyond the bounds of labelled looks, binary cross-entropy for classes, absolute differences for openings
 * and irises; divided by the number of faces. Input "targets" holds a target for every answer and "weights" its weight, 0 where
 * it is unknown; those of `logError` are not used. "low" and "high" hold the bounds of the angles. Bounds teach nothing of the
 * error: an angle between them may be right or wrong.
 */
export function gazeLoss(graph: Graph, config: GazeNetworkConfig, batch: number): Value {
  const { answers } = buildGazeNetwork(graph, config, batch);
  const targets = input(graph, "targets", [batch, ANSWER_COUNT, 1, 1]);
  const weights = input(graph, "weights", [batch, ANSWER_COUNT, 1, 1]);
  const low = input(graph, "low", [batch, BOUND_COUNT, 1, 1]);
  const high = input(graph, "high", [batch, BOUND_COUNT, 1, 1]);
  const part = (value: Value, from: number, to: number) => slice(value, 1, from, to);
  const { outward, pitch, logError, lids, opening } = ANSWERS;
  const differences = absolute(subtract(answers, targets));
  const error = clamp(part(answers, logError, lids), LOG_ERROR.low, LOG_ERROR.high);
  const precision = exponential(scale(error, -1));
  const angles = [outward, pitch].map((from) =>
    multiply(
      add(multiply(part(differences, from, from + 2), precision), error),
      part(weights, from, from + 2),
    ),
  );
  const classes = multiply(
    binaryCrossEntropy(part(answers, lids, opening), part(targets, lids, opening)),
    part(weights, lids, opening),
  );
  const shapes = multiply(
    part(differences, opening, ANSWER_COUNT),
    part(weights, opening, ANSWER_COUNT),
  );
  const sum = [
    ...angles.map((value) => reduceSum(value)),
    boundLoss(answers, low, high),
    scale(reduceSum(classes), WEIGHTS.classes),
    scale(reduceSum(shapes), WEIGHTS.shapes),
  ].reduce(add);
  return scale(sum, 1 / batch);
}

/** How far the angles among the answers lie beyond their bounds, summed. */
export function boundLoss(answers: Value, low: Value, high: Value): Value {
  const angles = slice(answers, 1, ANSWERS.outward, ANSWERS.outward + BOUND_COUNT);
  const beyond = add(relu(subtract(low, angles)), relu(subtract(angles, high)));
  return scale(reduceSum(beyond), WEIGHTS.bounds);
}
