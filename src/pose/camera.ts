// The pinhole camera model of head pose: intrinsics and projection.

import * as z from "zod";
import type { Point } from "../image/geometry.ts";
import { check, finite, mustBe, positive } from "../options.ts";
import type { Vector3 } from "./rotation.ts";

/** A pinhole camera without lens distortion; all numbers in frame pixels. */
export interface CameraIntrinsics {
  readonly focalX: number;
  readonly focalY: number;
  readonly centerX: number;
  readonly centerY: number;
  /** True when assumed from the frame's size rather than calibrated: distances are then rough too. */
  readonly assumed: boolean;
}

/**
 * The usual assumption for an unknown camera: the focal length equals the frame's longer side (a field of view of
 * 53°, typical of webcams and phones), and the optical centre is the centre of the frame.
 *
 * @throws {RangeError} when a side is not a positive number.
 *
 * @example
 * assumeIntrinsics(1280, 720);
 * // { focalX: 1280, focalY: 1280, centerX: 639.5, centerY: 359.5, assumed: true }
 */
export function assumeIntrinsics(width: number, height: number): CameraIntrinsics {
  check(positive, width, "The frame's width");
  check(positive, height, "The frame's height");
  const focal = Math.max(width, height);
  // Pixel centres are whole numbers, so the centre of a row of n pixels is (n − 1) / 2.
  return {
    focalX: focal,
    focalY: focal,
    centerX: (width - 1) / 2,
    centerY: (height - 1) / 2,
    assumed: true,
  };
}

/** The intrinsics of a camera, for checks. */
export const intrinsicsSchema = z.object(
  { focalX: positive, focalY: positive, centerX: finite, centerY: finite },
  mustBe("a camera's intrinsics"),
);

/** Projects a point given in camera axes (millimetres) to frame pixels; its z must be positive. */
export function projectPoint([x, y, z]: Vector3, camera: CameraIntrinsics): Point {
  return {
    x: camera.centerX + (camera.focalX * x) / z,
    y: camera.centerY + (camera.focalY * y) / z,
  };
}

/** @throws {RangeError} when a focal length is not positive or the centre is not finite. */
export function checkIntrinsics({ focalX, focalY, centerX, centerY }: CameraIntrinsics): void {
  const finite = [focalX, focalY, centerX, centerY].every(Number.isFinite);
  if (!finite || focalX <= 0 || focalY <= 0) {
    throw new RangeError(
      `Camera intrinsics must be finite with positive focal lengths, not focal ${focalX}, ${focalY} and centre ${centerX}, ${centerY}.`,
    );
  }
}
