// What 68 landmarks say of a face: where the head points, how open eyes and mouth are.

import type { CameraIntrinsics } from "../pose/camera.ts";
import { estimateHeadPose } from "../pose/pnp.ts";
import { correctPose, type PoseCorrection } from "../pose/poseCorrection.ts";
import type { Face, Landmark } from "../result.ts";
import { measureEyes, measureMouth } from "./openness.ts";

/**
 * Measures a face by its landmarks.
 *
 * @param landmarks 68 points in frame pixels (order of scheme68.ts); each counts as much as it is visible.
 * @param correction what these landmarks show too little of; without it the pose is what they show.
 * @returns angles in degrees (see `HeadPose`), openness as shares of widths. Openness is measured in the head as the
 *   landmarks show it: it is their own pose that has to be undone.
 * @throws {RangeError} when there are not 68 landmarks or one is not finite.
 */
export function measureFace(
  landmarks: readonly Landmark[],
  camera: CameraIntrinsics,
  correction: PoseCorrection | undefined,
): Pick<Face, "pose" | "eyes" | "mouth"> {
  const weights = landmarks.map(({ probability }) => probability);
  const pose = estimateHeadPose(landmarks, weights, camera);
  return {
    pose: correction === undefined ? pose : correctPose(pose, landmarks, correction),
    eyes: measureEyes(landmarks, pose),
    mouth: measureMouth(landmarks, pose),
  };
}
