// What hides a landmark: an object, or the face itself, by the direction from which the camera sees the head.

import { HEAD68 } from "../pose/head68.ts";
import { rotateVectorBack, rotationFromAngles } from "../pose/rotation.ts";
import type { HeadPose, Landmark } from "../result.ts";
import { FLIP_PERMUTATION, REGIONS } from "./scheme68.ts";

/**
 * For a landmark and its mirror partner: from how far on the other side the camera must look, in degrees, for the face to
 * be what hides it. Each is the angle with the fewest errors on the hidden landmarks of 1,426 faces of MERL-RAV (training
 * part), rounded, neighbours with few cases together; docs/occlusion.md has the errors on other faces.
 */
const TURN_LIMITS: readonly (readonly [landmarks: readonly number[], limit: number])[] = [
  [[0], 28],
  [[1], 41],
  [[2, 3, 4, 5, 6, 7], 44],
  [[17], 14],
  [[18], 22],
  [[19], 37],
  [[20, 21], 45],
  [[31], 6],
  [[32], 12],
  [[33], 53],
  [[36, 39], 20],
  [[37, 38], 40],
  [[40, 41], 34],
  [[48, 55, 60], 27],
  [[56, 61], 34],
  [[49, 65], 41],
  [[50, 51, 57, 62, 66], 49],
];

/** One limit for each of the 68 landmarks. Chin and bridge of the nose have none. */
const LIMIT_OF: readonly number[] = FLIP_PERMUTATION.map(
  (partner, k) =>
    TURN_LIMITS.find(([landmarks]) => landmarks.includes(k) || landmarks.includes(partner))?.[1] ??
    Number.POSITIVE_INFINITY,
);

/** The tip of the nose covers the nostrils when the camera looks from above: degrees of turn for each degree. */
const NOSTRILS_FROM_ABOVE = 0.6;
const FIRST_NOSTRIL = 31;

/**
 * The landmarks with `hiddenBy` on those that are occluded. What is known already, such as of landmarks outside the image,
 * is kept.
 *
 * @param landmarks 68, in the order of scheme68.ts.
 */
export function withHiders(landmarks: readonly Landmark[], pose: HeadPose): Landmark[] {
  const [x, y, z] = pose.translation;
  const [toX, toY, toZ] = rotateVectorBack(rotationFromAngles(pose), [-x, -y, -z]);
  const cameraLeft = (Math.atan2(toX, -toZ) * 180) / Math.PI;
  const cameraAbove = (Math.atan2(-toY, -toZ) * 180) / Math.PI;
  return landmarks.map((landmark, k) => {
    if (!landmark.occluded || landmark.hiddenBy !== undefined) return landmark;
    const side = Math.sign(HEAD68[k][0]);
    const turn = side === 0 ? Math.abs(cameraLeft) : -side * cameraLeft;
    const isNostril = k >= FIRST_NOSTRIL && k < REGIONS.nose[1];
    const from = turn + (isNostril ? NOSTRILS_FROM_ABOVE * cameraAbove : 0);
    return { ...landmark, hiddenBy: from > LIMIT_OF[k] ? "self" : "object" };
  });
}
