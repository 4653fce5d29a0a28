// Which landmarks of a scripted driver are hidden, without rendering: by hands, by what is worn, by the head.

import { REGIONS } from "../src/landmarks/scheme68.ts";
import { HEAD68 } from "../src/pose/head68.ts";
import { rotateVectorBack, rotationFromAngles, type Vector3 } from "../src/pose/rotation.ts";
import type { HandPlace, Moment } from "./moment.ts";
import type { Viewpoint } from "./viewpoint.ts";

/** A hand hides what lies at its place from this reach on. */
export const HAND_HIDES = 0.75;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}

const EYES = range(REGIONS.rightEye[0], REGIONS.leftEye[1]);
const MOUTH = range(...REGIONS.mouth);

/** What a hand hides; where sides differ, of the driver's right hand. */
const UNDER_HAND: Readonly<Record<HandPlace, readonly number[]>> = {
  mouth: [...MOUTH, ...range(5, 12), ...range(31, 36)],
  cheek: [...range(2, 7), 48, 59, 60],
  eyes: [...EYES, ...range(17, 27), 27, 28],
  ear: range(0, 4),
  chin: [...range(5, 12), ...range(56, 59)],
  brow: [...range(17, 22), 37, 38],
};
/** The mirror places of the two that differ by side. */
const UNDER_LEFT_HAND: Partial<Record<HandPlace, readonly number[]>> = {
  cheek: [...range(10, 15), 54, 55, 64],
  ear: range(13, 17),
  brow: [...range(22, 27), 43, 44],
};
const UNDER_MASK = [...MOUTH, ...range(2, 15), ...range(29, 36)];
const UNDER_SUNGLASSES = EYES;

/** A point inside the head from which its surface looks roundest; landmarks face away from it. */
const CORE: Vector3 = [0, 30, 90];
/** The cosine between a landmark's facing and the view below which the head's own curve hides it. */
const GRAZING = 0.02;
/** The nose's bridge hides the far eye from this yaw on, degrees. */
const BRIDGE_YAW = 50;

/** Whether each of the 68 landmarks is hidden from a camera. */
export function hiddenLandmarks(moment: Moment, view: Viewpoint): boolean[] {
  const angles = view.anglesOf(moment.head);
  const [x, y, z] = view.originOf(moment);
  const camera = rotateVectorBack(rotationFromAngles(angles), [-x, -y, -z]);
  const hidden = HEAD68.map((point) => {
    const facing: Vector3 = [point[0] - CORE[0], point[1] - CORE[1], point[2] - CORE[2]];
    return cosine(facing, camera) < GRAZING;
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

function cosine([x, y, z]: Vector3, q: Vector3): number {
  return (x * q[0] + y * q[1] + z * q[2]) / (Math.hypot(x, y, z) * Math.hypot(...q));
}
