// The 68 landmarks of a scripted moment: the average head with lids and jaw moved. Nothing is rendered.

import { HEAD68 } from "../src/pose/head68.ts";
import type { Vector3 } from "../src/pose/rotation.ts";
import type { Moment } from "./moment.ts";

/**
 * How the jaw's full drop moves landmarks, [index, [x, y, z]] in HEAD68's axes, millimetres. Measured for
 * this project on the shape "jawOpen" of ICT-FaceKit (MIT licence), as HEAD68 was.
 */
const JAW_DROP: ReadonlyMap<number, Vector3> = new Map([
  [4, [2.7, 2.7, 7.7]],
  [5, [0.4, 8, 15.5]],
  [6, [-1.7, 16.7, 23.4]],
  [7, [-1.5, 24.4, 29.9]],
  [8, [0, 26.1, 31]],
  [9, [1.5, 24.4, 29.9]],
  [10, [1.7, 16.7, 23.4]],
  [11, [-0.4, 8, 15.5]],
  [12, [-2.7, 2.7, 7.7]],
  [48, [2.8, 12.3, 12.1]],
  [49, [0.3, 4.6, 3.7]],
  [50, [-0.3, 2.7, 0.9]],
  [51, [0, 2.3, 0.5]],
  [52, [0.3, 2.7, 0.9]],
  [53, [-0.3, 4.6, 3.7]],
  [54, [-2.8, 12.3, 12.1]],
  [55, [-0.1, 25.1, 20.6]],
  [56, [0.8, 30.5, 23.2]],
  [57, [0, 33.5, 23.8]],
  [58, [-0.8, 30.5, 23.2]],
  [59, [0.1, 25.1, 20.6]],
  [60, [2.1, 14.2, 13.6]],
  [61, [0.3, 3.6, 2.3]],
  [62, [0, 2.4, 0.5]],
  [63, [-0.3, 3.6, 2.3]],
  [64, [-2.1, 14.2, 13.6]],
  [65, [-0.3, 29.4, 20.3]],
  [66, [0, 33.8, 21.7]],
  [67, [0.3, 29.4, 20.3]],
]);

/** Upper and lower lid. */
const LIDS = [
  [37, 41],
  [38, 40],
  [43, 47],
  [44, 46],
] as const;
const INNER_LIPS = [
  [61, 67],
  [62, 66],
  [63, 65],
] as const;

/** The corners of the mouth, and the side to which a smile pulls them. */
const MOUTH_CORNERS = [
  [48, -1],
  [54, 1],
] as const;
/** Slighter smiles, as in speech, are left out. */
const SLIGHT_SMILE = 0.2;
/** How far a full smile pulls them: outward, down, backward, millimetres. Laughing mouths are 0.71 to 0.79 eyes wide. */
const SMILE: Vector3 = [15, -8, 6];

/** Looking down by this many degrees lowers the upper lid by half, as ICT-FaceKit's "eyeLookDown" does. */
const HALF_LOWERED = 30;
/** The most that looking down closes the lids. */
const MOST_LOWERED = 0.55;
/** The share by which a full squint closes the lids. */
const SQUINT = 0.24;

/** How far the lids are open, as a share of their height in a look straight ahead: 0 shut .. 1. */
export function lidHeight({ closure, gaze, expression }: Moment): number {
  const lowered = Math.min(MOST_LOWERED, (0.5 * Math.max(0, -gaze.pitch)) / HALF_LOWERED);
  return (1 - closure) * (1 - lowered) * (1 - SQUINT * (expression["eyeSquint_L"] ?? 0));
}

/** The 68 landmarks of a moment in HEAD68's axes, millimetres. */
export function movedHead(moment: Moment): Vector3[] {
  const head =
    moment.jaw === 0 ? [...HEAD68] : HEAD68.map((_, index) => dropped(index, moment.jaw));
  const { mouthSmile_L: left = 0, mouthSmile_R: right = 0 } = moment.expression;
  const smile = Math.max(0, (left + right) / 2 - SLIGHT_SMILE);
  for (const [corner, side] of MOUTH_CORNERS) {
    const [x, y, z] = at(head, corner);
    head[corner] = [x + side * SMILE[0] * smile, y + SMILE[1] * smile, z + SMILE[2] * smile];
  }
  const open = lidHeight(moment);
  for (const [upper, lower] of LIDS) head[upper] = between(at(head, lower), at(head, upper), open);
  return head;
}

/** Openness of the mouth (opening ÷ width, as src/measures takes it) of a moment. */
export function mouthOpennessOf({ jaw }: Pick<Moment, "jaw">): number {
  const place = (index: number) => dropped(index, jaw);
  const gaps = INNER_LIPS.map(([upper, lower]) => distance(place(upper), place(lower)));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return mean / distance(place(48), place(54));
}

/** A landmark with the jaw dropped by a share 0..1. */
function dropped(index: number, jaw: number): Vector3 {
  const [x, y, z] = at(HEAD68, index);
  const drop = JAW_DROP.get(index);
  return drop === undefined ? [x, y, z] : [x + jaw * drop[0], y + jaw * drop[1], z + jaw * drop[2]];
}

function at(head: readonly Vector3[], index: number): Vector3 {
  return head[index];
}

function between([x, y, z]: Vector3, to: Vector3, share: number): Vector3 {
  return [x + share * (to[0] - x), y + share * (to[1] - y), z + share * (to[2] - z)];
}

function distance(p: Vector3, q: Vector3): number {
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}
