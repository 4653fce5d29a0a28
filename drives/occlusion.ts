// Which landmarks of a scripted driver are hidden by hands, by what is worn, or by the head itself. No rendering.

import { REGIONS } from "../src/landmarks/scheme68.ts";
import { HEAD68 } from "../src/pose/head68.ts";
import { rotateVectorBack, rotationFromAngles, type Vector3 } from "../src/pose/rotation.ts";
import type { HandPlace, Moment } from "./moment.ts";
import type { Viewpoint } from "./viewpoint.ts";

/** A hand with at least this reach hides the landmarks at its place. */
export const HAND_HIDES = 0.75;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}

const EYES = range(REGIONS.rightEye[0], REGIONS.leftEye[1]);
const MOUTH = range(...REGIONS.mouth);

/** Landmarks that a hand hides. Where the sides differ, those of the driver's right hand. */
const UNDER_HAND: Readonly<Record<HandPlace, readonly number[]>> = {
  mouth: [...MOUTH, ...range(5, 12), ...range(31, 36)],
  cheek: [...range(2, 7), 48, 59, 60],
  eyes: [...EYES, ...range(17, 27), 27, 28],
  ear: range(0, 4),
  chin: [...range(5, 12), ...range(56, 59)],
  brow: [...range(17, 22), 37, 38],
};
/** Landmarks that the left hand hides where the sides differ. */
const UNDER_LEFT_HAND: Partial<Record<HandPlace, readonly number[]>> = {
  cheek: [...range(10, 15), 54, 55, 64],
  ear: range(13, 17),
  brow: [...range(22, 27), 43, 44],
};
const UNDER_MASK = [...MOUTH, ...range(2, 15), ...range(29, 36)];
const UNDER_SUNGLASSES = EYES;

/** A point inside the head from which its surface is roundest. Landmarks face away from it. */
const CORE: Vector3 = [0, 30, 90];
/** The direction that each landmark faces, in the head's axes. */
const FACING = HEAD68.map(([x, y, z]) => {
  const direction: Vector3 = [x - CORE[0], y - CORE[1], z - CORE[2]];
  return { direction, length: Math.hypot(...direction) };
});
/** A landmark is hidden by the head itself when the cosine between its direction and the view is below this. */
const GRAZING = 0.02;
/** The nose's bridge hides the far eye from this yaw on, degrees. */
const BRIDGE_YAW = 50;

/** Whether each of the 68 landmarks is hidden from a camera. */
export function hiddenLandmarks(moment: Moment, view: Viewpoint): boolean[] {
  const angles = view.anglesOf(moment.head);
  const [x, y, z] = view.originOf(moment);
  const camera = rotateVectorBack(rotationFromAngles(angles), [-x, -y, -z]);
  const distance = Math.hypot(...camera);
  const hidden = FACING.map(({ direction, length }) => {
    return dot(direction, camera) / (length * distance) < GRAZING;
  });
  const hide = (indices: readonly number[]) => {
    for (const index of indices) hidden[index] = true;
  };
  if (angles.yaw > BRIDGE_YAW) hide(range(...REGIONS.leftEye));
  if (angles.yaw < -BRIDGE_YAW) hide(range(...REGIONS.rightEye));
  if (moment.glasses === "sun") hide(UNDER_SUNGLASSES);
  if (moment.mask) hide(UNDER_MASK);
  for (const { at, side, reach } of moment.hands) {
    if (reach < HAND_HIDES) continue;
    hide((side === "left" ? UNDER_LEFT_HAND[at] : undefined) ?? UNDER_HAND[at]);
  }
  return hidden;
}

function dot([x, y, z]: Vector3, q: Vector3): number {
  return x * q[0] + y * q[1] + z * q[2];
}
