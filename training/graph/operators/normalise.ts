// Group normalisation.

import { imageShape, type Value } from "../graph.ts";
import { add, divide, multiply, reduceMean, shift, square, subtract } from "./arithmetic.ts";
import { squareRoot } from "./functions.ts";
import { reshape } from "./layout.ts";

/** image · scale + bias, one pair of numbers for each channel ([channels] each). */
function scaleAndBias(image: Value, scale: Value, bias: Value): Value {
  const [, channels] = imageShape(image);
  const perChannel = (value: Value) => reshape(value, [1, channels, 1, 1]);
  return add(multiply(image, perChannel(scale)), perChannel(bias));
}

/** Added to the variance, so that the division stays finite. */
const EPSILON = 1e-5;

/** Zero mean and unit variance over `axes`, keeping the shape. */
function standardise(value: Value, axes: readonly number[]): Value {
  const centred = subtract(value, reduceMean(value, axes));
  const variance = reduceMean(square(centred), axes);
  return divide(centred, squareRoot(shift(variance, EPSILON)));
}

/**
 * Group normalisation (Wu & He 2018): statistics over each group of channels of one image.
 *
 * @throws {RangeError} when the channels do not divide into the groups.
 */
export function groupNormalise(image: Value, groups: number, scale: Value, bias: Value): Value {
  const [batch, channels, height, width] = imageShape(image);
  if (channels % groups !== 0) {
    throw new RangeError(`${channels} channels do not divide into ${groups} groups.`);
  }
  const grouped = reshape(image, [batch, groups, (channels / groups) * height * width]);
  return scaleAndBias(reshape(standardise(grouped, [2]), image.shape), scale, bias);
}
