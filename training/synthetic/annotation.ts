// Where an annotator of photographs would put the landmarks of a rendered face.

import type { Point } from "../../src/image/geometry.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../../src/pose/rotation.ts";
import type { DriverTruth } from "./rendered.ts";

/**
 * How the 68 points of photographs differ from the head model's 68 vertices: millimetres in the head's axes (x to the
 * subject's left, y down, z away from the camera). Annotators set brows lower, the bridge of the nose further down, inner
 * lips nearer to the middle. Networks trained on both without this shift are drawn to and fro, and get worse on photographs:
 * "label adaptation" of Wood et al., Fake It Till You Make It, ICCV 2021.
 *
 * Measured as the mean distance of the landmarks that a network trained on photographs alone (landmarks 0.2.0) found on 144
 * rendered faces (yaw and pitch to 18° and 15°, no hands, masks, sunglasses; visible points) from their vertices, made
 * symmetric. Lids and inner lips share their vertical shift with their counterparts, so that it opens and closes nothing:
 * that network opens closed eyes. On the jaw, the brows and the nose the shift follows the face in depth.
 */
export const ANNOTATION_SHIFT: readonly Vector3[] = [
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
 * The 68 landmarks of a rendered face as photographs are annotated, in pixels: moved by what annotators do otherwise, and
 * for jaw points behind the cheek on the visible outline.
 */
export function annotatedLandmarks({
  landmarks,
  pose,
  camera: { focal },
}: Pick<DriverTruth, "landmarks" | "pose" | "camera">): Point[] {
  const rotation = rotationFromAngles(pose);
  return landmarks.map(({ x, y, position: [px, py, pz], outline }, k) => {
    const [dx, dy, dz] = rotateVector(rotation, ANNOTATION_SHIFT[k] ?? [0, 0, 0]);
    const depth = pz + dz;
    // A difference of two projections, so that the lens's distortion, already in x and y, hardly matters.
    const across = focal * ((px + dx) / depth - px / pz);
    const down = focal * ((py + dy) / depth - py / pz);
    const [fromX, fromY] = outline ?? [x, y];
    return { x: fromX + across, y: fromY + down };
  });
}
