// By how much annotated images and videos are larger than their frames.

import type { Frame } from "../src/image/frame.ts";
import { clamp } from "../src/math/statistics.ts";

/** Small images are enlarged until their longer side is near this, so that marks and text are legible. */
const COMFORTABLE_SIDE = 720;
const MOST_ENLARGED = 4;

/** The factor by which an image is enlarged: 1, 2, 3 or 4. */
export function enlargement({ width, height }: Pick<Frame, "width" | "height">): number {
  const factor = Math.round(COMFORTABLE_SIDE / Math.max(width, height));
  return clamp(factor, 1, MOST_ENLARGED);
}

/**
 * The factor for videos, where every pixel costs time in every frame: the largest number of halves from 1 to 4 that keeps
 * the longer side below that.
 */
export function videoEnlargement({ width, height }: Pick<Frame, "width" | "height">): number {
  const factor = Math.floor((2 * COMFORTABLE_SIDE) / Math.max(width, height)) / 2;
  return clamp(factor, 1, MOST_ENLARGED);
}
