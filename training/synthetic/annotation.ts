// Landmarks of a rendered face at the places where annotators of photographs mark them.

import type { Point } from "../../src/image/geometry.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../../src/pose/rotation.ts";
import type { DriverGroundTruth } from "./rendered.ts";

/**
 * Offset of annotated points from the head model's 68 vertices: millimetres in the head's axes (x to the subject's left, y
 * down, z away from the camera). Annotators mark brows and the bridge of the nose lower, and inner lips nearer to the
 * middle. A network trained on photographs and renders without this offset gets worse on photographs ("label adaptation",
 * Wood et al., Fake It Till You Make It, ICCV 2021).
 *
 * Measured with a network trained on photographs alone (landmarks 0.2.0): the mean distance between its landmarks and the
 * vertices of 144 rendered faces (yaw to 18°, pitch to 15°, no hands, masks or sunglasses; visible points), made symmetric.
 * Opposite points of lids and of inner lips have the same vertical offset, so that it does not change openings. On the
 * jaw, the brows and the nose the offset includes depth.
 */
export const ANNOTATION_OFFSET: readonly Vector3[] = [
  [-4.1, 7.6, -0.4],
  [-2.3, 7, -0.9],
  [-1, 6.9, -1.6],
  [-1, 5.5, -1.5],
  [-2.1, 2, -0.3],
  [-4.2, -1.7, 2.8],
  [-3.6, -1.6, 3.7],
  [-3.7, 0.1, 1.8],
  [0, 1.1, 0],
  [3.7, 0.1, 1.8],
  [3.6, -1.6, 3.7],
  [4.2, -1.7, 2.8],
  [2.1, 2, -0.3],
  [1, 5.5, -1.5],
  [1, 6.9, -1.6],
  [2.3, 7, -0.9],
  [4.1, 7.6, -0.4],
  [-2.3, 3.2, 3.7],
  [-1.8, 1.7, 2.1],
  [-0.8, 1, 0.5],
  [-2.2, 1.7, 0.6],
  [-3.4, 2.9, 0.5],
  [3.4, 2.9, 0.5],
  [2.2, 1.7, 0.6],
  [0.8, 1, 0.5],
  [1.8, 1.7, 2.1],
  [2.3, 3.2, 3.7],
  [0, 3.7, -2.3],
  [0, 4.8, -3.1],
  [0, 6, -3.6],
  [0, 3.9, -2.1],
  [0.3, -0.6, -0.2],
  [-0.6, 0.5, 0.3],
  [0, 1.3, 0],
  [0.6, 0.5, 0.3],
  [-0.3, -0.6, -0.2],
  [0.8, 1.5, 0],
  [2.3, 0.5, 0],
  [-0.5, 1, 0],
  [-0.9, 1.4, 0],
  [-1.1, 1, 0],
  [1.9, 0.5, 0],
  [0.9, 1.4, 0],
  [0.5, 1, 0],
  [-2.3, 0.5, 0],
  [-0.8, 1.5, 0],
  [-1.9, 0.5, 0],
  [1.1, 1, 0],
  [1.5, 1.2, 0],
  [2.3, 2.7, 0],
  [2.1, 2.6, 0],
  [0, 3.3, 0],
  [-2.1, 2.6, 0],
  [-2.3, 2.7, 0],
  [-1.5, 1.2, 0],
  [-2.8, 0.1, 0],
  [-3.4, -0.2, 0],
  [0, -0.9, 0],
  [3.4, -0.2, 0],
  [2.8, 0.1, 0],
  [1.2, 1, 0],
  [4, 1, 0],
  [0, 0.4, 0],
  [-4, 1, 0],
  [-1.2, 1, 0],
  [-4.5, 1, 0],
  [0, 0.4, 0],
  [4.5, 1, 0],
];

/**
 * The 68 landmarks of a rendered face as photographs are annotated, in pixels: vertices with `ANNOTATION_OFFSET`; jaw
 * points behind the cheek are on the visible outline.
 */
export function annotatedLandmarks({
  landmarks,
  pose,
  camera: { focal },
}: Pick<DriverGroundTruth, "landmarks" | "pose" | "camera">): Point[] {
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
