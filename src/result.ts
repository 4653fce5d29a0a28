// The result of analysing one frame: plain data, identical in the library, in JSON and in the browser.

import type { Box, Point } from "./image/geometry.ts";

/** One face as the detector finds it, before its landmarks are localised. */
export interface Detection {
  readonly box: Box;
  /** The detector's own confidence, 0..1. */
  readonly score: number;
}

/**
 * What hides a landmark: an object (hair, a beard, a hat, glasses, a hand, the image's border), or the face itself, as on
 * the far side of a turned head. docs/occlusion.md has examples.
 */
export const HIDERS = ["object", "self"] as const;
export type Hider = (typeof HIDERS)[number];

/** One landmark in frame pixels. */
export interface Landmark extends Point {
  /** True when it is hidden by an object or by the face itself, or lies outside the image. */
  readonly occluded: boolean;
  /** Calibrated probability, 0..1, that the landmark is **visible**. `occluded` is true below the threshold of the model. */
  readonly probability: number;
  /** What hides it. Absent when it is visible, and in results of versions that did not distinguish. */
  readonly hiddenBy?: Hider;
}

/**
 * Head pose in the camera's axes: x to the image's right, y down, z away from the camera.
 * Angles in degrees, all 0 for a face that looks straight into the camera.
 */
export interface HeadPose {
  /** Positive when the face turns to the image's right (the subject's own left). */
  readonly yaw: number;
  /** Positive when the face looks up. */
  readonly pitch: number;
  /** Positive when the top of the head tilts to the image's right (clockwise in the image). */
  readonly roll: number;
  /** Position of the head's origin in millimetres, for an average adult head. */
  readonly translation: readonly [number, number, number];
  /** Visibility-weighted root mean square distance of the projected head from the landmarks, pixels. */
  readonly reprojectionError: number;
  /**
   * One standard deviation of the error of yaw, pitch and roll in degrees: two thirds of the errors are smaller. It joins
   * what the landmarks of this face leave open with what the average head gets wrong about a person, measured on heads of
   * known pose. Without that measurement in the model card it is the former alone, and too small.
   */
  readonly uncertainty: { readonly yaw: number; readonly pitch: number; readonly roll: number };
  /**
   * What the landmarks of this face leave open, alone: the error from frame to frame, and of a direction relative to
   * another one of the same person. Absent where `uncertainty` is just that.
   */
  readonly fit?: { readonly yaw: number; readonly pitch: number; readonly roll: number };
}

/** Why the openness of an eye or the mouth is unknown. */
export const OPENNESS_REASONS = ["occluded", "turned-away", "low-score"] as const;
export type OpennessReason = (typeof OPENNESS_REASONS)[number];

/** The openness of an eye or the mouth. When it cannot be measured, `valid` is false and `openness` null: never "closed". */
export interface Openness {
  /** Opening ÷ width, corrected for head pose: about 0 when closed, about 0.3 for an open eye. */
  readonly openness: number | null;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly reason?: OpennessReason;
}

/** Why the direction of an eye is unknown. */
export const GAZE_REASONS = [
  "shut",
  "hidden",
  "dark-lens",
  "glare",
  "too-small",
  "turned-too-far",
  "no-network",
] as const;
export type GazeReason = (typeof GAZE_REASONS)[number];

/** The direction of an eye relative to the head (the axes of `HeadPose`), or why it is unknown. Degrees. */
export type EyeGaze =
  | {
      readonly known: true;
      /** Positive when the eye looks to the subject's own left. */
      readonly yaw: number;
      /** Positive when the eye looks up. */
      readonly pitch: number;
      /** One standard deviation of yaw and of pitch. */
      readonly deviation: number;
    }
  | { readonly known: false; readonly reason: GazeReason };

/** What the lids of an eye do: a class for each. */
export const LID_CLASSES = ["shut", "lowered", "squinting", "open"] as const;

/** The probability of each class of the lids, 0..1; they add up to 1. */
export type Lids = Readonly<Record<(typeof LID_CLASSES)[number], number>>;

/** One eye: its openness by landmarks, and with the eye-state network the probability that it is closed. */
export interface EyeOpenness extends Openness {
  /**
   * Probability, 0..1, that the eye is closed, by landmarks and eye-state network together. Null when it is unknown:
   * a hidden eye is never reported as closed. Absent when Vigil was loaded without the eye-state network.
   */
  readonly closed?: number | null;
  /** Where the eye looks, relative to the head. Absent when Vigil was loaded without the gaze network. */
  readonly gaze?: EyeGaze;
  /** What the lids do; null when the eye cannot be seen. Absent without the gaze network. */
  readonly lids?: Lids | null;
}

/** One analysed face. */
export interface Face {
  /** The detector's box, refined by the landmarks. Frame pixels. */
  readonly box: Box;
  /** The refined face score from the heat maps, 0..1; faces below the threshold of the model are dropped. */
  readonly score: number;
  readonly detectorScore: number;
  /** 68 landmarks in the order of 300-W (see landmarks/scheme68.ts). */
  readonly landmarks: readonly Landmark[];
  readonly pose: HeadPose;
  /** Left and right are the subject's own. */
  readonly eyes: { readonly left: EyeOpenness; readonly right: EyeOpenness };
  readonly mouth: Openness;
  /** Both eyes' gaze joined (see eyes/gaze.ts), relative to the head. Absent without the gaze network. */
  readonly gaze?: EyeGaze;
}

/** The result of `analyze`: faces in descending order of score, and the time of each stage. */
export interface Analysis {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly Face[];
  /** Milliseconds per stage. */
  readonly milliseconds: {
    readonly detect: number;
    readonly landmarks: number;
    readonly measures: number;
  };
}
