// What 68 landmarks say of a face: where the head points, how open eyes and mouth are.

import type { CameraIntrinsics } from "../pose/camera.ts";
import { estimateHeadPose } from "../pose/pnp.ts";
import { restoreYaw, type YawShrinkage } from "../pose/restoreYaw.ts";
import type { Face, Landmark } from "../result.ts";
import { measureEyes, measureMouth } from "./openness.ts";

/**
 * Measures a face by its landmarks.
 *
 * @param landmarks 68 points in frame pixels (order of scheme68.ts); each counts as much as it is visible.
 * @param shrinkage how much of a turn these landmarks lose; without it yaw is what they show.
 * @returns angles in degrees (see `HeadPose`), openness as shares of widths. Openness is measured in the head as the
 *   landmarks show it: it is their own turn that has to be undone.
 * @throws {RangeError} when there are not 68 landmarks or one is not finite.
 */
export function measureFace(
  landmarks: readonly Landmark[],
  camera: CameraIntrinsics,
  shrinkage: YawShrinkage | undefined,
): Pick<Face, "pose" | "eyes" | "mouth"> {
  const weights = landmarks.map(({ probability }) => probability);
  const pose = estimateHeadPose(landmarks, weights, camera);
  return {
    pose: shrinkage === undefined ? pose : restoreYaw(pose, shrinkage),
    eyes: measureEyes(landmarks, pose),
    mouth: measureMouth(landmarks, pose),
  };
}
