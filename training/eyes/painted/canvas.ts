// The plane that eyes are painted on, and its coordinates.

import { CROP_SIDE } from "../source.ts";

/** Side of a painted patch, with a margin for rotation and shift. */
export const SIDE = 96;
/** Half the distance between the eye's corners: lengths of painted eyes are in this unit, from the middle of the eye. */
export const HALF = CROP_SIDE / 4;

/** The coordinate of a pixel's column or row. */
export function placeOf(pixel: number): number {
  return (pixel - (SIDE - 1) / 2) / HALF;
}
