// Landmarks of a rendered face at the places where annotators of photographs mark them.

import type { Point } from "../../src/image/geometry.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../../src/pose/rotation.ts";
import { habitMoves } from "./annotationHabit.ts";
import type { DriverGroundTruth } from "./rendered.ts";

/**
 * Offset of annotated points from the head model's 68 vertices: millimetres in the head's axes (x to the subject's left, y
 * down, z away from the camera). Annotators mark brows and the bridge of the nose lower, and inner lips nearer to the
 * middle. A network trained without this offset gets worse on photographs ("label adaptation", Wood et al., Fake It Till
 * You Make It, ICCV 2021).
 *
 * From the coordinates of annotations alone: no photograph and no network took part. The median shape of 146 frontal faces
 * with closed lips among the 1,115 of the 300-W annotation of Helen and AFW, made symmetric, is laid over the model's mean
 * head (perspective from 1.2 m; pitch, scale and shift fitted to the corners of the eyes, nose, mouth, lips and chin); the
 * model's smile is fitted to the corners of the mouth and removed. Opposite points of lids and of inner lips have the same
 * vertical offset, so that it does not change openings. On brows and the bridge of the nose depth follows the surface of the
 * head, at most 4 mm (`node dist/bench/annotationOffset.js ASSETS HELEN AFW`).
 */
export const ANNOTATION_OFFSET: readonly Vector3[] = [
  [-1.6, 5.4, 0],
  [-0.9, 3.3, 0],
  [-1.2, 3, 0],
  [-0.7, 2.3, 0],
  [-1.5, -2.8, 0],
  [-4, -5.6, 0],
  [-1.8, -2.5, 0],
  [-1.4, 0.7, 0],
  [0, -0.2, 0],
  [1.4, 0.7, 0],
  [1.8, -2.5, 0],
  [4, -5.6, 0],
  [1.5, -2.8, 0],
  [0.7, 2.3, 0],
  [1.2, 3, 0],
  [0.9, 3.3, 0],
  [1.6, 5.4, 0],
  [-3.9, 5.8, 4],
  [-2.7, 5.7, 0.9],
  [-0.4, 5.7, -0.7],
  [-0.8, 6.6, 0.7],
  [0, 8.2, 1.8],
  [0, 8.2, 1.8],
  [0.8, 6.6, 0.7],
  [0.4, 5.7, -0.7],
  [2.7, 5.7, 0.9],
  [3.9, 5.8, 4],
  [0, 1.3, -0.6],
  [0, 2.6, -1.8],
  [0, 4.3, -3.2],
  [0, 4.3, 0],
  [-1.8, -1.5, 0],
  [-1.2, 0.5, 0],
  [0, 1.6, 0],
  [1.2, 0.5, 0],
  [1.8, -1.5, 0],
  [-1.5, 0.9, 0],
  [1.1, 0.6, 0],
  [0.1, 1.1, 0],
  [-0.8, 1.2, 0],
  [-1, 1.1, 0],
  [0.2, 0.6, 0],
  [0.8, 1.2, 0],
  [-0.1, 1.1, 0],
  [-1.1, 0.6, 0],
  [1.5, 0.9, 0],
  [-0.2, 0.6, 0],
  [1, 1.1, 0],
  [0.3, 0, 0],
  [1.9, 2, 0],
  [1.5, 2.8, 0],
  [0, 3.8, 0],
  [-1.5, 2.8, 0],
  [-1.9, 2, 0],
  [-0.3, 0, 0],
  [-2.3, -0.1, 0],
  [-4.2, 0.2, 0],
  [0, -0.3, 0],
  [4.2, 0.2, 0],
  [2.3, -0.1, 0],
  [1.1, 0.4, 0],
  [4.6, 0.3, 0],
  [0, 0.5, 0],
  [-4.6, 0.3, 0],
  [-1.1, 0.4, 0],
  [-5.1, 0.3, 0],
  [0, 0.5, 0],
  [5.1, 0.3, 0],
];

/** The part of a ground truth that the landmarks need. */
type MarkedTruth = Pick<DriverGroundTruth, "landmarks" | "pose" | "camera">;

/**
 * The 68 landmarks of a rendered face as photographs are annotated, in pixels: vertices with `ANNOTATION_OFFSET`, jaw and
 * brows moved by the habit of annotators at this yaw; jaw points behind the cheek are on the visible outline.
 */
export function annotatedLandmarks(truth: MarkedTruth): Point[] {
  const landmarks = offsetLandmarks(truth);
  const { pose, camera } = truth;
  const scale = camera.focal / pose.translation[2];
  const [right, left] = [landmarks.slice(36, 42), landmarks.slice(42, 48)];
  const across = sumOf(left, "x") - sumOf(right, "x");
  const down = sumOf(left, "y") - sumOf(right, "y");
  const length = Math.hypot(across, down);
  const [cos, sin] = [(scale * across) / length, (scale * down) / length];
  for (const [k, { x, y }] of habitMoves(pose.yaw).entries()) {
    const from = landmarks[k];
    landmarks[k] = { x: from.x + cos * x - sin * y, y: from.y + sin * x + cos * y };
  }
  return landmarks;
}

function sumOf(points: readonly Point[], axis: "x" | "y"): number {
  return points.reduce((sum, point) => sum + point[axis], 0);
}

/** The landmarks before the moves of the habit. */
export function offsetLandmarks({ landmarks, pose, camera: { focal } }: MarkedTruth): Point[] {
  const rotation = rotationFromAngles(pose);
  return landmarks.map(({ x, y, position: [px, py, pz], outline }, k) => {
    const [dx, dy, dz] = rotateVector(rotation, ANNOTATION_OFFSET[k] ?? [0, 0, 0]);
    const depth = pz + dz;
    // The difference of two projections is nearly independent of lens distortion, which x and y already contain.
    const across = focal * ((px + dx) / depth - px / pz);
    const down = focal * ((py + dy) / depth - py / pz);
    const [fromX, fromY] = outline ?? [x, y];
    return { x: fromX + across, y: fromY + down };
  });
}
