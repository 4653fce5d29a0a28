// The head's axes as the camera sees them, for drawing.

import type { Point } from "../image/geometry.ts";
import type { HeadPose } from "../result.ts";
import { type CameraIntrinsics, projectPoint } from "./camera.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "./rotation.ts";

/** Frame pixels of the head's origin and of the ends of its axes. */
export interface HeadPoseAxes {
  /** Between the eyes. */
  readonly origin: Point;
  /** Towards the subject's left (the image's right on a frontal face). */
  readonly left: Point;
  /** Towards the chin. */
  readonly down: Point;
  /** Where the face points, out of the nose. */
  readonly forward: Point;
}

/** Nearer than this, in millimetres, an axis end would run off to infinity. */
const NEAREST = 10;

/** Projects the head's origin and three axes of `length` millimetres into the frame. */
export function headPoseAxes(pose: HeadPose, camera: CameraIntrinsics, length = 80): HeadPoseAxes {
  const rotation = rotationFromAngles(pose);
  const [tx, ty, tz] = pose.translation;
  const project = (axis: Vector3): Point => {
    const [x, y, z] = rotateVector(rotation, axis);
    return projectPoint([tx + x, ty + y, Math.max(tz + z, NEAREST)], camera);
  };
  return {
    origin: project([0, 0, 0]),
    left: project([length, 0, 0]),
    down: project([0, length, 0]),
    forward: project([0, 0, -length]),
  };
}
