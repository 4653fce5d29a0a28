// Boxes of a scene without a face: the negative examples of the face score.

import type { Box } from "../../src/image/geometry.ts";
import type { Random } from "../../src/math/random.ts";
import { isAwayFrom } from "../metrics/labelDetections.ts";

/** Smallest side of a drawn box in pixels, and the largest as a share of the image's shorter side. */
const SMALLEST = 24;
const LARGEST_SHARE = 0.6;
/** How many draws a box may take before the scene counts as full of faces. */
const TRIES = 20;

/**
 * Draws square boxes inside an image away from all its faces. Sizes are log-uniform.
 *
 * @returns at most `count` boxes: fewer where faces fill the image or it is too small.
 */
export function backgroundBoxes(
  image: { readonly width: number; readonly height: number },
  faces: readonly Box[],
  count: number,
  random: Random,
): Box[] {
  const largest = LARGEST_SHARE * Math.min(image.width, image.height);
  if (largest < SMALLEST) return [];
  const boxes: Box[] = [];
  for (let draw = 0; draw < count * TRIES && boxes.length < count; draw++) {
    const side = SMALLEST * (largest / SMALLEST) ** random.next();
    const x = random.between(0, image.width - side);
    const y = random.between(0, image.height - side);
    const box = { x, y, width: side, height: side };
    if (isAwayFrom(box, faces)) boxes.push(box);
  }
  return boxes;
}
