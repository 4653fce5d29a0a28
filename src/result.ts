// The result of analysing one frame: plain data, the same in the library, in JSON and in the browser.

import type { Box, Point } from "./image/geometry.ts";

/** One face as the detector sees it, before landmarks. */
export interface Detection {
  readonly box: Box;
  /** The detector's own confidence, 0..1. */
  readonly score: number;
}

/** One landmark in frame pixels. */
export interface Landmark extends Point {
  /** True when something hides it: an object, the face itself, or the image's border. */
  readonly occluded: boolean;
  /** Calibrated probability, 0..1, that the landmark is **visible**. `occluded` is this below the model's threshold. */
  readonly probability: number;
}

/**
 * Head pose in the camera's axes: x to the image's right, y down, z away from the camera.
 * Angles in degrees, all 0 for a face looking straight into the camera.
 */
export interface HeadPose {
  /** Positive when the face turns towards the image's right (the subject's own left). */
  readonly yaw: number;
  /** Positive when the face looks up. */
  readonly pitch: number;
  /** Positive when the head's top leans towards the image's right (clockwise as seen). */
  readonly roll: number;
  /** Position of the head's origin in millimetres, for an average adult head. */
  readonly translation: readonly [number, number, number];
  /** Visibility-weighted root mean square distance of the projected head from the landmarks, pixels. */
  readonly reprojectionError: number;
  /** One standard deviation of yaw, pitch and roll in degrees, from the fit's residuals. */
  readonly uncertainty: { readonly yaw: number; readonly pitch: number; readonly roll: number };
}

/** Why the openness of an eye or the mouth is unknown. */
export const OPENNESS_REASONS = ["occluded", "turned-away", "low-score"] as const;
export type OpennessReason = (typeof OPENNESS_REASONS)[number];

/** How open an eye or the mouth is. When it cannot be seen, `valid` is false and `openness` null: never "closed". */
export interface Openness {
  /** Opening ÷ width, corrected for head pose: about 0 closed, 0.3 an open eye. */
  readonly openness: number | null;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly reason?: OpennessReason;
}

/** One eye: how open its landmarks are, and with the eye-state network whether it is closed. */
export interface EyeOpenness extends Openness {
  /**
   * Probability, 0..1, that the eye is closed, by landmarks and eye-state network together; null when it cannot
   * be told: a hidden eye is never called closed. Absent where Vigil was loaded without that network.
   */
  readonly closed?: number | null;
}

/** One analysed face. */
export interface Face {
  /** The detector's box, corrected by the landmarks found in it. */
  readonly box: Box;
  /** The refined face score read from the heat maps, 0..1; faces below the model's threshold are dropped. */
  readonly score: number;
  readonly detectorScore: number;
  /** 68 landmarks in the order of 300-W (see landmarks/scheme68.ts). */
  readonly landmarks: readonly Landmark[];
  readonly pose: HeadPose;
  /** Left and right are the subject's own. */
  readonly eyes: { readonly left: EyeOpenness; readonly right: EyeOpenness };
  readonly mouth: Openness;
}

/** What one call of `analyze` returns: faces from the highest score down, and where the time went. */
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
