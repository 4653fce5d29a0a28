// Result of rendering one image: pixels and ground truth.

import type { Box } from "../../src/image/geometry.ts";

/**
 * Visibility of a landmark. "self-occluded": behind the skin of the head itself. "occluded": behind anything else (hair, a
 * mask, a hand …) or outside the image.
 */
export type Visibility = "visible" | "self-occluded" | "occluded";

/** Ground truth of a landmark. */
export interface GroundTruthLandmark {
  /** Pixels, the first pixel's centre at (0, 0). */
  readonly x: number;
  readonly y: number;
  /** Camera axes, millimetres: x to the image's right, y down, z away from the camera. */
  readonly position: readonly [number, number, number];
  readonly visibility: Visibility;
  /**
   * For a jaw point behind the cheek: the point on the visible outline that annotators of photographs mark instead,
   * in pixels.
   */
  readonly outline?: readonly [number, number];
}

/**
 * Opening of an eye or the mouth, between the inner edges of lids or lips along the head's upward axis, and its width.
 */
interface MeasuredOpening {
  /** Millimetres. */
  readonly opening: number;
  readonly width: number;
}

/** The iris of an eye as a disc: its centre and radius in pixels, also where lids hide it. */
export interface GroundTruthIris {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Ground truth of one rendered driver. */
export interface DriverGroundTruth {
  readonly landmarks: readonly GroundTruthLandmark[];
  /** As in `HeadPose`: degrees; `translation` is the middle between the eyes in camera axes, millimetres. */
  readonly pose: {
    readonly yaw: number;
    readonly pitch: number;
    readonly roll: number;
    readonly translation: readonly [number, number, number];
  };
  /** Relative to the head, degrees: yaw towards the driver's left, pitch up. */
  readonly gaze: { readonly yaw: number; readonly pitch: number };
  readonly eyes: { readonly left: MeasuredOpening; readonly right: MeasuredOpening };
  readonly irises: { readonly left: GroundTruthIris; readonly right: GroundTruthIris };
  readonly mouth: MeasuredOpening;
  /** Bounds of the 68 landmarks, in pixels. */
  readonly box: Box;
  /** The pinhole camera before distortion, in pixels. */
  readonly camera: { readonly focal: number; readonly centerX: number; readonly centerY: number };
}

/** Pixels and ground truth of one rendered driver. */
export interface RenderedDriver {
  readonly width: number;
  readonly height: number;
  /** 8-bit RGB, interleaved, base64. */
  readonly rgb: string;
  /** Exposure gain, so that later frames of a video can use the same. */
  readonly gain: number;
  /** Without a car: 255 where the person is, 0 where the background is; one byte a pixel, base64. */
  readonly mask?: string;
  readonly groundTruth: DriverGroundTruth;
}
