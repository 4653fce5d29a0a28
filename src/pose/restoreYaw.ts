// Undoes what landmarks of turned heads lack: networks draw them towards the front.

import type { HeadPose } from "../result.ts";

/**
 * How much of a turn a landmark network loses: a head that seems turned by y degrees from the line of sight is turned by
 * y + cubic · y³. Fitted on heads of known pose, kept in the model card.
 */
export interface YawShrinkage {
  /** Per square degree, not negative. */
  readonly cubic: number;
}

const DEGREE = Math.PI / 180;
/** No face is seen from farther round, degrees. */
const FARTHEST = 90;

/**
 * A pose with the yaw that the head has rather than the one that its landmarks show. Landmarks of true places need none of
 * this; those of a network that has seen few turned heads fall short of the turn, the more the farther it goes.
 *
 * @param pose as fitted to the landmarks. Yaw is taken from the line of sight, as the network sees the face.
 * @returns the same pose with another yaw, and as much less certain of it as the turn was stretched.
 */
export function restoreYaw(pose: HeadPose, { cubic }: YawShrinkage): HeadPose {
  const [x, , z] = pose.translation;
  // A face right of the camera's axis that looks along it is seen from its right.
  const aside = Math.atan2(x, z) / DEGREE;
  const seen = pose.yaw + aside;
  const whole = Math.max(-FARTHEST, Math.min(FARTHEST, seen + cubic * seen ** 3));
  const stretch = 1 + 3 * cubic * seen ** 2;
  return {
    ...pose,
    yaw: whole - aside,
    uncertainty: { ...pose.uncertainty, yaw: stretch * pose.uncertainty.yaw },
  };
}
