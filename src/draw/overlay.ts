// Draws an analysis over its frame, after checking what callers give.

import * as z from "zod";
import { check, flag, mustBe, positive, text } from "../options.ts";
import type { Face } from "../result.ts";
import { faceSchema } from "../schemas.ts";
import type { OverlayContext } from "./context.ts";
import { drawFaces, type OverlayOptions } from "./faces.ts";

const overlaySchema = z.object(
  {
    width: positive,
    height: positive,
    scale: z.optional(positive),
    fontFamily: z.optional(text),
    legend: z.optional(flag),
    labels: z.optional(flag),
  },
  mustBe("an object with width and height"),
);

/**
 * Draws an overlay on a canvas that already shows the frame (or nothing).
 *
 * Marks and text scale with the face. Small faces have a label of one line. A label covers no other face if there is
 * room for it.
 *
 * @throws {RangeError} naming the first malformed option or value of a face.
 * @param faces in frame pixels; the centre of the frame's top-left pixel falls on (scale / 2, scale / 2).
 *
 * @example
 * const { faces } = await vigil.analyze(frame);
 * drawOverlay(context, faces, { width: 640, height: 480 }); // context of a canvas as large as the frame
 */
export function drawOverlay(
  context: OverlayContext,
  faces: readonly Face[],
  options: OverlayOptions,
): void {
  check(overlaySchema, options, "The overlay's option");
  check(z.array(faceSchema, mustBe("an array of faces")), faces, "The faces");
  drawFaces(context, faces, options);
}
