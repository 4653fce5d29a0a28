// The detector's loss: a focal loss on the centre map and an absolute error on the boxes' logarithms.

import {
  add,
  type Graph,
  input,
  multiply,
  reduceSum,
  scale,
  shift,
  sigmoid,
  softplus,
  square,
  type Value,
  weightedAbsoluteError,
} from "../graph/index.ts";
import { buildDetector, DETECTOR_STRIDE, type DetectorConfig } from "./network.ts";

/**
 * Weight of the four logarithmic errors of a box, relative to the loss of its centre. At weight 1 boxes were learned much
 * later than centres: average precision was 0.83 at an overlap of 0.3, but 0.64 at 0.5.
 */
const BOX_WEIGHT = 2;

/**
 * The focal loss of Law & Deng (CornerNet, 2018, eq. 1, α = 2) plus the error of the boxes. The targets of targets.ts are
 * the inputs "centers", "background", "logDistances" and "boxWeights".
 *
 * With p the probability of a cell: −(1 − p)² · log p on centres; −w · p² · log(1 − p) elsewhere, with the background's
 * weight w; Σ |error of log distances| on cells that learn a box. The sum is divided by the number of images.
 */
export function detectorLoss(
  graph: Graph,
  config: DetectorConfig,
  batch: number,
  size: number,
): Value {
  const { logits, logDistances } = buildDetector(graph, config, batch, size, size);
  const side = size / DETECTOR_STRIDE;
  const centers = input(graph, "centers", [batch, 1, side, side]);
  const background = input(graph, "background", [batch, 1, side, side]);
  const distances = input(graph, "logDistances", [batch, 4, side, side]);
  const boxWeights = input(graph, "boxWeights", [batch, 1, side, side]);

  const probability = sigmoid(logits);
  const negated = scale(logits, -1);
  // −log p = softplus(−logit) and −log(1 − p) = softplus(logit), neither of which overflows.
  const missed = multiply(square(shift(scale(probability, -1), 1)), softplus(negated));
  const falsePositive = multiply(square(probability), softplus(logits));
  const focal = add(multiply(missed, centers), multiply(falsePositive, background));
  const boxes = weightedAbsoluteError(logDistances, distances, boxWeights);
  return scale(add(reduceSum(focal), scale(boxes, BOX_WEIGHT)), 1 / batch);
}
