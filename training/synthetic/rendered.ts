// What the rendering page hands back for one image: pixels and truth.

import type { Box } from "../../src/image/geometry.ts";

/**
 * How a landmark is seen. "self-occluded": behind the face's own skin. "occluded": behind anything else (hair,
 * what is worn, a hand …) or outside the image.
 */
export type Visibility = "visible" | "self-occluded" | "occluded";

/** A landmark's truth. */
export interface TrueLandmark {
  /** Pixels, the first pixel's centre at (0, 0). */
  readonly x: number;
  readonly y: number;
  /** Camera axes, millimetres: x to the image's right, y down, z away from the camera. */
  readonly position: readonly [number, number, number];
  readonly visibility: Visibility;
  /**
   * For a jaw point behind the cheek, where annotators of photographs put it instead: on the face's visible
   * outline, straight out from where it is. Pixels.
   */
  readonly outline?: readonly [number, number];
}

/** How far an eye or the mouth is open along the head's upward axis, between the lids' or the lips' inner edges, and its width. */
export interface TrueOpening {
  /** Millimetres. */
  readonly opening: number;
  readonly width: number;
}

/** The geometry of one rendered driver. */
export interface DriverTruth {
  readonly landmarks: readonly TrueLandmark[];
  /** As in `HeadPose`: degrees, and millimetres in camera axes of the middle between the eyes. */
  readonly pose: {
    readonly yaw: number;
    readonly pitch: number;
    readonly roll: number;
    readonly translation: readonly [number, number, number];
  };
  /** Relative to the head, degrees: yaw towards the driver's left, pitch up. */
  readonly gaze: { readonly yaw: number; readonly pitch: number };
  readonly eyes: { readonly left: TrueOpening; readonly right: TrueOpening };
  readonly mouth: TrueOpening;
  /** About the 68 landmarks, in pixels. */
  readonly box: Box;
  /** The pinhole camera before distortion, in pixels. */
  readonly camera: { readonly focal: number; readonly centerX: number; readonly centerY: number };
}

/** Pixels and truth of one rendered driver. */
export interface RenderedDriver {
  readonly width: number;
  readonly height: number;
  /** 8-bit RGB, interleaved, base64. */
  readonly rgb: string;
  /** What the light was multiplied by, to give later frames of a sequence the same exposure. */
  readonly gain: number;
  readonly truth: DriverTruth;
}
