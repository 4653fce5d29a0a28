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
 * A box's four logarithmic errors together count this much against its centre. At 1 the centres were right
 * long before the boxes: average precision 0.83 at an overlap of 0.3 where it was 0.64 at 0.5.
 */
const BOX_WEIGHT = 2;

/**
 * The focal loss of Law & Deng (CornerNet, 2018, eq. 1, α = 2) plus the boxes' error, over the targets of
 * targets.ts as inputs "centers", "background", "logDistances" and "boxWeights".
 *
 * With p the probability on a cell: −(1 − p)² · log p on centres, −w · p² · log(1 − p) with the background's
 * weight w elsewhere, and Σ |error of log distances| on the cells that learn a box; the sum of all is divided by the
 * number of images.
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
  const falseAlarm = multiply(square(probability), softplus(logits));
  const focal = add(multiply(missed, centers), multiply(falseAlarm, background));
  const boxes = weightedAbsoluteError(logDistances, distances, boxWeights);
  return scale(add(reduceSum(focal), scale(boxes, BOX_WEIGHT)), 1 / batch);
}
