// Heads projected from known poses, for the tests of pose and measures.

import type { Point } from "../src/image/geometry.ts";
import { type CameraIntrinsics, projectPoint } from "../src/pose/camera.ts";
import { HEAD68 } from "../src/pose/head68.ts";
import {
  type HeadAngles,
  rotateVector,
  rotationFromAngles,
  type Vector3,
} from "../src/pose/rotation.ts";

/** Where a camera sees points of a head in some pose. */
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
