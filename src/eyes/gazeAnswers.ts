// The answers of the gaze network: their order and units. Of every pair the first is the left eye's.

import { LID_CLASSES } from "../result.ts";

const LIDS = 2 * LID_CLASSES.length;

/**
 * First index of each group of answers. A pair holds the left and the right eye; groups of classes hold all classes of the
 * left eye, then those of the right one.
 */
export const ANSWERS = {
  /** Towards the temple (the left eye's yaw to the left, the right eye's to the right), in `ANGLE_UNIT`. */
  outward: 0,
  /** Up, in `ANGLE_UNIT`. */
  pitch: 2,
  /** Natural logarithm of the mean absolute error of outward and of pitch, in `ANGLE_UNIT`. */
  logError: 4,
  /** Logits of `LID_CLASSES`. */
  lids: 6,
  /** Logits of "can be seen". */
  seen: 6 + LIDS,
  /** Opening of the lids ÷ width of the eye, both as if seen from the front. */
  opening: 8 + LIDS,
  /** Centre of the iris in the eye's image (x, y of the left, of the right eye): 0 the middle, 1 half the image's width. */
  iris: 10 + LIDS,
  /** Radius of the iris in the same unit. */
  irisRadius: 14 + LIDS,
} as const;

export const ANSWER_COUNT = 16 + LIDS;

/** Degrees. */
export const ANGLE_UNIT = 10;
