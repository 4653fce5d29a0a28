// Draws a head pose: three axes from the nose in orthographic projection.

import type { Point } from "../image/geometry.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../pose/rotation.ts";
import type { HeadPose } from "../result.ts";
import { drawArrow } from "./arrow.ts";
import { AXIS_COLORS } from "./colors.ts";
import type { OverlayContext } from "./context.ts";

/**
 * Head axes in head coordinates: x to the subject's own left, y down, z into the head. The forward axis is drawn last
 * and is the longest, because on a frontal face it points at the viewer and almost vanishes.
 */
const AXES: readonly {
  readonly direction: Vector3;
  readonly color: string;
  readonly length: number;
  readonly thickness: number;
}[] = [
  { direction: [1, 0, 0], color: AXIS_COLORS.left, length: 0.55, thickness: 0.7 },
  { direction: [0, 1, 0], color: AXIS_COLORS.down, length: 0.55, thickness: 0.7 },
  { direction: [0, 0, -1], color: AXIS_COLORS.forward, length: 1, thickness: 1.2 },
];

/**
 * Draws the axes of a head.
 *
 * @param origin the tip of the nose in canvas coordinates.
 * @param length of the forward axis when it is parallel to the image, canvas pixels.
 * @param width of a line, canvas pixels; the forward axis is thicker, the others thinner.
 */
export function drawPoseAxes(
  context: OverlayContext,
  pose: HeadPose,
  origin: Point,
  length: number,
  width: number,
): void {
  const rotation = rotationFromAngles(pose);
  for (const axis of AXES) {
    const [x, y] = rotateVector(rotation, axis.direction);
    const reach = length * axis.length;
    drawArrow(
      context,
      origin,
      { x: origin.x + reach * x, y: origin.y + reach * y },
      axis.color,
      width * axis.thickness,
    );
  }
}
