// Draws where the eyes look: a line of sight from each eye whose gaze is known.

import { eyeCenter } from "../eyes/eyeCenter.ts";
import { sightOf } from "../eyes/lineOfSight.ts";
import type { Face } from "../result.ts";
import { drawArrow } from "./arrow.ts";
import { SIGHT_COLOR } from "./colors.ts";
import type { OverlayContext } from "./context.ts";

/**
 * Draws the lines of sight of a face in orthographic projection. Eyes whose gaze is not known have none.
 *
 * @param face in canvas coordinates.
 * @param length of a line that is parallel to the image, canvas pixels.
 */
export function drawSight(
  context: OverlayContext,
  face: Pick<Face, "eyes" | "landmarks" | "pose">,
  length: number,
  width: number,
): void {
  for (const side of ["right", "left"] as const) {
    const { gaze } = face.eyes[side];
    const sight = gaze && sightOf(gaze, face);
    if (!sight?.known) continue;
    const from = eyeCenter(face.landmarks, side);
    const [x, y] = sight.direction;
    drawArrow(
      context,
      from,
      { x: from.x + length * x, y: from.y + length * y },
      SIGHT_COLOR,
      width,
    );
  }
}
