// Brightness and contrast of small images, undone inside the network.

import {
  clamp,
  divide,
  reduceMean,
  shift,
  square,
  squareRoot,
  subtract,
  type Value,
} from "../graph/index.ts";

/** Added to the contrast (in grey levels) before dividing by it, so that flat images stay flat. */
const LEAST_CONTRAST = 2;
/** The same for an image whose contrast is about 1. */
const LEAST_SHARE = 0.15;

/**
 * Normalises images to mean 0 and contrast about 1, because daylight crops have ten times the contrast of infrared
 * ones. Then twice clips outliers and normalises again; otherwise a reflection on glasses would leave the eye flat.
 *
 * @param axes of one image: its rows and columns, and its channels where these belong together.
 * @param mostDeviations values are clipped at this many standard deviations from the mean: reflections of lamps, frames,
 * saturated skin.
 */
export function normaliseImages(
  pixels: Value,
  axes: readonly number[],
  mostDeviations: number,
): Value {
  let x = standardised(pixels, axes, LEAST_CONTRAST);
  for (let round = 0; round < 2; round++) {
    x = standardised(clamp(x, -mostDeviations, mostDeviations), axes, LEAST_SHARE);
  }
  return x;
}

function standardised(x: Value, axes: readonly number[], leastContrast: number): Value {
  const centred = subtract(x, reduceMean(x, axes));
  const variance = reduceMean(square(centred), axes);
  return divide(centred, shift(squareRoot(shift(variance, 1e-6)), leastContrast));
}
