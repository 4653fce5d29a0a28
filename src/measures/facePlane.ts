// Removes the effect of head rotation for small parts of the face: offsets in the image become offsets on the face.

import type { Point } from "../image/geometry.ts";
import { HEAD68 } from "../pose/head68.ts";
import {
  type Matrix3,
  rotateVector,
  rotateVectorBack,
  rotationFromAngles,
  type Vector3,
} from "../pose/rotation.ts";
import type { HeadPose } from "../result.ts";

/** A small flat part of the face in the view of the camera. */
export interface FacePlane {
  /** Direction of the camera in the head's axes, degrees: positive when it is on the subject's left. */
  readonly cameraLeft: number;
  /** The same, positive when the camera is above. */
  readonly cameraAbove: number;
  /** Maps an offset between two landmarks (pixels) to one on the plane, with the same unit on both axes. */
  readonly unproject: (offset: Point) => { readonly along: number; readonly across: number };
}

/** The landmarks of a part that opens: two corners, and pairs that move apart when it opens. */
export interface OpeningLandmarks {
  /** On the subject's right, and on the left. */
  readonly corners: readonly [number, number];
  /** Upper and lower landmark of each pair. */
  readonly pairs: readonly (readonly [number, number])[];
  /** The direction in which the lower landmark of a pair moves away from the upper one, in the head's axes. */
  readonly parting: Vector3;
}

const ORIGIN: Vector3 = [0, 0, 0];

/**
 * The plane through a part's corners and its opening, placed by the head pose. For such a small part the projection
 * is affine: weak perspective about the position of the part, which also holds for a head at the image's edge. The
 * scale of the image is not removed, because it cancels in opening ÷ width.
 */
export function facePlane({ corners, parting }: OpeningLandmarks, pose: HeadPose): FacePlane {
  const [right, left] = corners.map(headPoint) as [Vector3, Vector3];
  const rotation = rotationFromAngles(pose);
  const center = add(rotateVector(rotation, midpoint(right, left)), pose.translation);
  const [toX, toY, toZ] = rotateVectorBack(rotation, subtract(ORIGIN, center));

  // Columns of the map from the plane to the image.
  const along = project(rotation, center, unit(subtract(left, right)));
  const across = project(rotation, center, unit(parting));
  const determinant = along.x * across.y - along.y * across.x;
  return {
    cameraLeft: (Math.atan2(toX, -toZ) * 180) / Math.PI,
    cameraAbove: (Math.atan2(-toY, -toZ) * 180) / Math.PI,
    unproject: ({ x, y }) => ({
      along: (x * across.y - y * across.x) / determinant,
      across: (y * along.x - x * along.y) / determinant,
    }),
  };
}

/** The projection of a small motion of the head's point at `center`, at unit focal length and depth. */
function project(rotation: Matrix3, center: Vector3, motion: Vector3): Point {
  const [x, y, z] = rotateVector(rotation, motion);
  return { x: x - (z * center[0]) / center[2], y: y - (z * center[1]) / center[2] };
}

function headPoint(index: number): Vector3 {
  return HEAD68[index];
}

function add([x, y, z]: Vector3, q: Vector3): Vector3 {
  return [x + q[0], y + q[1], z + q[2]];
}

function subtract([x, y, z]: Vector3, q: Vector3): Vector3 {
  return [x - q[0], y - q[1], z - q[2]];
}

function unit([x, y, z]: Vector3): Vector3 {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function midpoint([x, y, z]: Vector3, q: Vector3): Vector3 {
  return [(x + q[0]) / 2, (y + q[1]) / 2, (z + q[2]) / 2];
}
