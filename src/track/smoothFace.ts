// Smooths a face over time: its landmarks are smoothed, and everything that depends on them is measured again.

import { measureFace } from "../measures/measureFace.ts";
import type { CameraIntrinsics } from "../pose/camera.ts";
import type { PoseCorrection } from "../pose/poseCorrection.ts";
import type { EyeOpenness, Face, Openness } from "../result.ts";
import { type SmoothingOptions, type SmoothingState, smoothLandmarks } from "./smoothLandmarks.ts";

/** How a face is smoothed and its pose corrected. */
export interface SmoothFaceOptions {
  readonly smoothing?: SmoothingOptions;
  /** The pose correction of the landmark network. Default: none. */
  readonly correction?: PoseCorrection | undefined;
}

/**
 * Smooths a face of the next frame: landmarks, pose, eyes and mouth. What does not depend on landmark positions
 * (scores, visibility, the prediction of the eye-state network) is unchanged.
 *
 * @param state undefined at the first frame of a face.
 * @param timestamp seconds.
 */
export function smoothFace(
  state: SmoothingState | undefined,
  face: Face,
  timestamp: number,
  camera: CameraIntrinsics,
  { smoothing, correction }: SmoothFaceOptions = {},
): { readonly face: Face; readonly state: SmoothingState } {
  const smoothed = smoothLandmarks(state, face.landmarks, timestamp, smoothing);
  const { landmarks } = smoothed;
  if (landmarks === face.landmarks) return { face, state: smoothed.state };
  const { pose, eyes, mouth } = measureFace(landmarks, camera, correction, face.pose);
  return {
    face: {
      ...face,
      landmarks,
      pose,
      eyes: {
        left: keepPrediction(eyes.left, face.eyes.left),
        right: keepPrediction(eyes.right, face.eyes.right),
      },
      mouth,
    },
    state: smoothed.state,
  };
}

/**
 * Keeps the network's prediction for this frame: an eye that the network found hidden is not measured again, and
 * an eye that cannot be measured is not reported as closed.
 */
function keepPrediction(measured: Openness, eye: EyeOpenness): EyeOpenness {
  const { closed, gaze, lids } = eye;
  const predicted = { ...(gaze && { gaze }), ...(lids !== undefined && { lids }) };
  if (closed === undefined) return { ...measured, ...predicted };
  if (closed === null) return eye;
  return { ...measured, closed: measured.valid ? closed : null, ...predicted };
}
