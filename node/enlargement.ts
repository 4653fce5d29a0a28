// By how much annotated images and videos are larger than their frames.

import type { Frame } from "../src/image/frame.ts";

/** Small images are enlarged until their longer side is near this, so that marks and text are legible. */
const COMFORTABLE_SIDE = 720;
const MOST_ENLARGED = 4;

/** The factor by which a frame is enlarged: 1, 2, 3 or 4. */
export function enlargement({ width, height }: Pick<Frame, "width" | "height">): number {
  const factor = Math.round(COMFORTABLE_SIDE / Math.max(width, height));
  return Math.max(1, Math.min(MOST_ENLARGED, factor));
}
