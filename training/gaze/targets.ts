// Targets and weights of the network's answers for one sample, as changed by augmentation.

import { ANGLE_UNIT, ANSWER_COUNT, ANSWERS } from "../../src/eyes/gazeAnswers.ts";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { composeAffine, transformPoint } from "../../src/image/geometry.ts";
import { LID_CLASSES } from "../../src/result.ts";
import type { PairChange } from "./augment.ts";
import type { GazeEye } from "./source.ts";

/** Target probability of a label (label smoothing). */
const LABEL_PROBABILITY = 0.98;

/** Targets and weights of all answers. */
export interface Targets {
  readonly targets: Float32Array;
  readonly weights: Float32Array;
  /** Bounds of outward (left, right eye) and pitch (left, right eye). */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Angles, in the network's unit. */
export const BOUND_COUNT = 4;
/** A bound that no answer reaches. */
const NO_BOUND = 1e3;

/** Targets of both eyes. */
export function targetsOf(left: GazeEye, right: GazeEye, change: PairChange): Targets {
  const targets = new Float32Array(ANSWER_COUNT);
  const weights = new Float32Array(ANSWER_COUNT);
  const low = new Float32Array(BOUND_COUNT).fill(-NO_BOUND);
  const high = new Float32Array(BOUND_COUNT).fill(NO_BOUND);
  const bound = (index: number, range: readonly [number, number] | null | undefined) => {
    if (range) [low[index], high[index]] = range.map((angle) => angle / ANGLE_UNIT);
  };
  const set = (index: number, value: number, weight = 1) => {
    targets[index] = value;
    weights[index] = weight;
  };
  const setClass = (index: number, holds: boolean) =>
    set(index, holds ? LABEL_PROBABILITY : 1 - LABEL_PROBABILITY);
  [left, right].forEach((eye, side) => {
    const { seen, gaze, range, lids, opening, iris, image } = eye;
    if (gaze !== null) {
      set(ANSWERS.outward + side, gaze.outward / ANGLE_UNIT);
      set(ANSWERS.pitch + side, gaze.pitch / ANGLE_UNIT);
    }
    bound(side, range?.outward);
    bound(2 + side, range?.pitch);
    if (seen !== null) setClass(ANSWERS.seen + side, seen);
    LID_CLASSES.forEach((name, k) => {
      const at = ANSWERS.lids + LID_CLASSES.length * side + k;
      if (lids === "not-shut" && name === "shut") setClass(at, false);
      else if (lids !== null && lids !== "not-shut") setClass(at, lids === name);
    });
    if (opening !== null) set(ANSWERS.opening + side, opening);
    if (iris !== null) {
      const transform = composeAffine(image.toCrop, side === 0 ? change.left : change.right);
      const { x, y } = transformPoint(transform, iris);
      const half = PAIR_WIDTH / 2;
      const scale = Math.sqrt(Math.abs(transform.a * transform.e - transform.b * transform.d));
      set(ANSWERS.iris + 2 * side, (x - (PAIR_WIDTH - 1) / 2) / half);
      set(ANSWERS.iris + 2 * side + 1, (y - (PAIR_HEIGHT - 1) / 2) / half);
      set(ANSWERS.irisRadius + side, (scale * iris.radius) / half);
    }
  });
  return { targets, weights, low, high };
}
