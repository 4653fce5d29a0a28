// New backgrounds and styles for the images of a pack.

import type { Frame } from "../../src/image/frame.ts";
import type { Random } from "../../src/math/random.ts";
import { paintScenery, replaceBackground } from "../imaging/scenery.ts";
import { changeStyle } from "../imaging/style.ts";
import type { AugmentOptions } from "../landmarks/augment.ts";
import type { LandmarkSample } from "../landmarks/dataset.ts";

/**
 * Changes background and style of an image with the probabilities of the configuration. Training on a processor does this
 * anew for every view; the engine on the card cannot, so that an image of a pack has one background and one style.
 *
 * @param frames images that parts of backgrounds are taken from.
 * @returns the sample with a changed copy of its image, or the sample itself.
 */
export function restyle(
  sample: LandmarkSample,
  frames: readonly Frame[],
  random: Random,
  { background = 0, style = 0 }: Partial<AugmentOptions>,
): LandmarkSample {
  const { frame, mask } = sample;
  const replacing = random.chance(background) && mask !== undefined;
  const styling = random.chance(style);
  if (!replacing && !styling) return sample;
  const side = Math.max(frame.width, frame.height);
  const image = padded(frame, side);
  if (replacing) replaceBackground(image, padded(mask, side), paintScenery(side, frames, random));
  if (styling) changeStyle(image, side, random);
  return { ...sample, frame: { ...frame, data: cropped(image, side, frame) } };
}

/** The pixels of an RGB image in the upper left corner of a black square. */
function padded({ width, height, data }: Frame, side: number): Uint8Array {
  if (width === side && height === side) return Uint8Array.from(data);
  const square = new Uint8Array(side * side * 3);
  for (let y = 0; y < height; y++) {
    square.set(data.subarray(y * width * 3, (y + 1) * width * 3), y * side * 3);
  }
  return square;
}

function cropped(square: Uint8Array, side: number, { width, height }: Frame): Uint8Array {
  if (width === side && height === side) return square;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    data.set(square.subarray(y * side * 3, (y * side + width) * 3), y * width * 3);
  }
  return data;
}
