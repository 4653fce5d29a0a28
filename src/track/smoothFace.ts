// A face whose landmarks are steadied over time, with everything that is measured on them measured anew.

import { measureFace } from "../measures/measureFace.ts";
import type { CameraIntrinsics } from "../pose/camera.ts";
import type { PoseCorrection } from "../pose/poseCorrection.ts";
import type { EyeOpenness, Face, Openness } from "../result.ts";
import { type SmoothingOptions, type SmoothingState, smoothLandmarks } from "./smoothLandmarks.ts";

/** How a face is steadied and its pose read. */
export interface SmoothFaceOptions {
  readonly smoothing?: SmoothingOptions;
  /** What the network's landmarks show too little of. Default: nothing. */
  readonly correction?: PoseCorrection | undefined;
}

/**
 * Takes a face of the next frame and gives it smoothed: landmarks, pose, eyes and mouth. What was not measured
 * on landmarks (scores, visibility, what a network says of the eyes) stays as it is.
 *
 * @param state undefined for the first frame of a face.
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
  const { pose, eyes, mouth } = measureFace(landmarks, camera, correction);
  return {
    face: {
      ...face,
      landmarks,
      pose,
      eyes: {
        left: withNetworksWord(eyes.left, face.eyes.left),
        right: withNetworksWord(eyes.right, face.eyes.right),
      },
      mouth,
    },
    state: smoothed.state,
  };
}

/**
 * What the eye-state network said of the frame stays: an eye in which it found none to see is not measured, and
 * one that cannot be measured is not called closed.
 */
function withNetworksWord(measured: Openness, eye: EyeOpenness): EyeOpenness {
  if (eye.closed === undefined) return measured;
  if (eye.closed === null) return eye;
  return { ...measured, closed: measured.valid ? eye.closed : null };
}
