// For tests: an invented analysis of one face.

import { faceBoxOf } from "../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../src/landmarks/meanShape.ts";
import type { Analysis, EyeGaze, Face, Landmark } from "../src/result.ts";

/** The properties of the example face that a test can choose. */
export interface ExampleFaceOptions {
  readonly centerX?: number;
  readonly centerY?: number;
  /** Pixels per unit of the mean shape; the face is about 2.8 units wide. */
  readonly scale?: number;
  /** Indices of the landmarks to hide. */
  readonly occluded?: readonly number[];
}

/** A frontal mean face. Its right eye is not valid when one of that eye's landmarks is occluded. */
export function exampleFace(options: ExampleFaceOptions = {}): Face {
  const { centerX = 160, centerY = 130, scale = 60, occluded = [] } = options;
  const landmarks = MEAN_SHAPE.map(([x, y], k): Landmark => {
    const hidden = occluded.includes(k);
    return {
      x: centerX + scale * x,
      y: centerY + scale * y,
      occluded: hidden,
      probability: hidden ? 0.125 : 0.9375,
    };
  });
  const hiddenEye = landmarks.slice(36, 42).some((landmark) => landmark.occluded);
  return {
    box: faceBoxOf(landmarks),
    score: 0.9,
    detectorScore: 0.8,
    landmarks,
    pose: {
      yaw: 10,
      pitch: -5,
      roll: 2.5,
      translation: [12.3456, -7, 600],
      reprojectionError: 1.5,
      uncertainty: { yaw: 1, pitch: 2, roll: Number.POSITIVE_INFINITY },
    },
    eyes: {
      left: { openness: 0.31, valid: true },
      right: hiddenEye
        ? { openness: null, valid: false, reason: "occluded" }
        : { openness: 0.29, valid: true },
    },
    mouth: { openness: 0.02, valid: true },
  };
}

/** A face that fills an image of 32×32 pixels and looks there; its eyes are closed when the gaze is unknown. */
export function lookingFace(gaze: EyeGaze): Face {
  const eye = { openness: 0.3, valid: true, closed: gaze.known ? 0.01 : 0.99 };
  const face = exampleFace({ centerX: 16, centerY: 14, scale: 10 });
  return { ...face, eyes: { left: eye, right: eye }, gaze };
}

/** An analysis of a frame of the given size with the given faces. */
export function exampleAnalysis(
  faces: readonly Face[] = [exampleFace()],
  width = 320,
  height = 240,
): Analysis {
  return { width, height, faces, milliseconds: { detect: 1, landmarks: 1, measures: 1 } };
}
