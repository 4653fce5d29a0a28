// The coordinate frame of occluders: origin between the eyes, x along them, one unit is the size of the face.

import type { Affine, Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";

/**
 * Position of a face in an image.
 *
 * Face coordinates: origin midway between the eyes' centres, x towards the image's right of an upright
 * face, y towards its chin; 1 is the longer side of the landmarks' box in this frame. An upright frontal
 * face has its eyes near (±0.22, 0), its mouth near (0, 0.45), its chin near (0, 0.8).
 */
export interface FaceFrame {
  /** Maps face coordinates to the image's pixels; a similarity. */
  readonly toImage: Affine;
  /** Pixels per unit. */
  readonly unit: number;
  /** The 68 landmarks in face coordinates. */
  readonly points: readonly Point[];
}

/** Weight of the direction from eyes to mouth in the estimated rotation; that of the line between the eyes is 1. */
const DOWN_WEIGHT = 0.7;

/**
 * The face's frame from 68 landmarks (x, y interleaved, pixels).
 *
 * The rotation comes from the line between the eyes, which vanishes in profile, and the line from eyes to mouth. The size
 * comes from the box of all landmarks, which stays large for every head rotation.
 */
export function faceFrameOf(landmarks: Float32Array): FaceFrame {
  const right = meanPoint(landmarks, 36, 42);
  const left = meanPoint(landmarks, 42, 48);
  const mouth = meanPoint(landmarks, 48, 68);
  const x = (right.x + left.x) / 2;
  const y = (right.y + left.y) / 2;
  const angle = Math.atan2(
    left.y - right.y - DOWN_WEIGHT * (mouth.x - x),
    left.x - right.x + DOWN_WEIGHT * (mouth.y - y),
  );
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const points: { x: number; y: number }[] = [];
  let [minX, maxX, minY, maxY] = [0, 0, 0, 0];
  for (let k = 0; k < LANDMARK_COUNT; k++) {
    const dx = landmarks[2 * k] - x;
    const dy = landmarks[2 * k + 1] - y;
    const point = { x: cos * dx + sin * dy, y: cos * dy - sin * dx };
    points.push(point);
    minX = Math.min(minX, point.x);
    maxX = Math.max(maxX, point.x);
    minY = Math.min(minY, point.y);
    maxY = Math.max(maxY, point.y);
  }
  const unit = Math.max(maxX - minX, maxY - minY, 1);
  for (const point of points) {
    point.x /= unit;
    point.y /= unit;
  }
  return {
    toImage: { a: cos * unit, b: -sin * unit, c: x, d: sin * unit, e: cos * unit, f: y },
    unit,
    points,
  };
}

/** One landmark in face coordinates. */
export function landmarkAt(face: FaceFrame, index: number): Point {
  return face.points[index];
}

/** The mean of landmarks [from, to) in face coordinates. */
export function middleOf(face: FaceFrame, from: number, to: number): Point {
  let x = 0;
  let y = 0;
  for (let k = from; k < to; k++) {
    x += landmarkAt(face, k).x;
    y += landmarkAt(face, k).y;
  }
  return { x: x / (to - from), y: y / (to - from) };
}

function meanPoint(landmarks: Float32Array, from: number, to: number): Point {
  let x = 0;
  let y = 0;
  for (let k = from; k < to; k++) {
    x += landmarks[2 * k];
    y += landmarks[2 * k + 1];
  }
  return { x: x / (to - from), y: y / (to - from) };
}
