// Measures a face by its 68 landmarks: head pose, and openness of eyes and mouth.

import type { CameraIntrinsics } from "../pose/camera.ts";
import { estimateHeadPose } from "../pose/pnp.ts";
import { correctPose, type PoseCorrection } from "../pose/poseCorrection.ts";
import type { Face, Landmark } from "../result.ts";
import { measureEyes, measureMouth } from "./openness.ts";

/**
 * Measures a face by its landmarks.
 *
 * @param landmarks 68 points in frame pixels (order of scheme68.ts), weighted by their probability of being visible.
 * @param correction the landmark network's pose correction; without it the fitted pose is returned.
 * @param near the pose of nearly the same landmarks, which saves time.
 * @returns angles in degrees (see `HeadPose`), openness as a share of the width. Openness uses the fitted pose, not the
 *   corrected one: the rotation to remove is that of the landmarks.
 * @throws {RangeError} when there are not 68 landmarks or one is not finite.
 */
export function measureFace(
  landmarks: readonly Landmark[],
  camera: CameraIntrinsics,
  correction: PoseCorrection | undefined,
  near?: Face["pose"],
): Pick<Face, "pose" | "eyes" | "mouth"> {
  const weights = landmarks.map(({ probability }) => probability);
  const pose = estimateHeadPose(landmarks, weights, camera, near);
  return {
    pose: correction === undefined ? pose : correctPose(pose, landmarks, correction),
    eyes: measureEyes(landmarks, pose),
    mouth: measureMouth(landmarks, pose),
  };
}
