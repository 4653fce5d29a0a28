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
  scale,
  slice,
  subtract,
  type Value,
} from "../graph/index.ts";
import { buildGazeNetwork, type GazeNetworkConfig } from "./network.ts";

/** Bounds of the logarithm of the error: 1.2° to 50°. */
const LOG_ERROR = { low: -2.1, high: 1.6 } as const;
/** Weights of the parts of the loss. */
const WEIGHTS = { classes: 1, shapes: 6 } as const;

/**
 * Negative log-likelihood of Laplace distributions for the angles (their mean absolute error is an answer of its own),
 * binary cross-entropy for classes, absolute differences for openings and irises; divided by the number of faces. Input
 * "targets" holds a target for every answer and "weights" its weight, 0 where it is unknown; those of `logError` are not used.
 */
export function gazeLoss(graph: Graph, config: GazeNetworkConfig, batch: number): Value {
  const { answers } = buildGazeNetwork(graph, config, batch);
  const targets = input(graph, "targets", [batch, ANSWER_COUNT, 1, 1]);
  const weights = input(graph, "weights", [batch, ANSWER_COUNT, 1, 1]);
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
    scale(reduceSum(classes), WEIGHTS.classes),
    scale(reduceSum(shapes), WEIGHTS.shapes),
  ].reduce(add);
  return scale(sum, 1 / batch);
}
