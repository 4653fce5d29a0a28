// The objects that training paints over faces, of the kinds that a configuration names.

import type { Frame } from "../../src/image/frame.ts";
import { occlude } from "../occluders/index.ts";
import type { AugmentOptions, Occluder } from "./augment.ts";

/** @param cutouts photographs that patches are cut from. */
export function objectPainter(
  { occluders: kinds }: Pick<AugmentOptions, "occluders">,
  cutouts: readonly Frame[],
): Occluder {
  return (image, width, height, landmarks, occluded, random) => {
    occlude(image, width, height, landmarks, occluded, random, { cutouts, kinds });
  };
}
