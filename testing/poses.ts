// For tests: the head model projected from a known pose.

import type { Point } from "../src/image/geometry.ts";
import { type CameraIntrinsics, projectPoint } from "../src/pose/camera.ts";
import { HEAD68 } from "../src/pose/head68.ts";
import {
  type HeadAngles,
  rotateVector,
  rotationFromAngles,
  type Vector3,
} from "../src/pose/rotation.ts";

/** Projects points of the head in a given pose, frame pixels. Default: the 68 landmarks. */
export function projectHead(
  angles: HeadAngles,
  [tx, ty, tz]: Vector3,
  camera: CameraIntrinsics,
  points: readonly Vector3[] = HEAD68,
): Point[] {
  const rotation = rotationFromAngles(angles);
  return points.map((point) => {
    const [x, y, z] = rotateVector(rotation, point);
    return projectPoint([x + tx, y + ty, z + tz], camera);
  });
}
