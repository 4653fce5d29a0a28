// `.pts` files with three states a landmark, in the sign convention of MERL-RAV (Kumar et al., LUVLi, CVPR 2020):
// x y is visible, -x -y is hidden by an object, -1 -1 is hidden by the face itself and has no place.

import * as z from "zod";
import type { Point } from "../image/geometry.ts";
import { check, flag, mustBe, text } from "../options.ts";
import type { Landmark } from "../result.ts";

/** A landmark with its state. `point` is in 0-based pixels; `null` when the face itself hides it. */
export type MerlLandmark =
  | { readonly state: "visible" | "object"; readonly point: Point }
  | { readonly state: "self"; readonly point: null };

const landmarksSchema = z.array(
  z.object({ occluded: flag }, mustBe("a landmark with x, y and occluded")),
  mustBe("an array of landmarks"),
);

/**
 * Reads the text of a three-state `.pts` file. A hidden landmark left of or above the image is written with two minus signs.
 *
 * @returns the landmarks in file order, 0-based pixels.
 * @throws {RangeError} when it is no string.
 * @throws {SyntaxError} when the braces are missing or a line is not two numbers; the message names the line.
 * @example
 * parseMerlPts("version: 1\nn_points: 3\n{\n3 4\n-3 -4\n-1 -1\n}\n");
 * // [{ state: "visible", point: { x: 2, y: 3 } }, { state: "object", point: { x: 2, y: 3 } }, { state: "self", point: null }]
 */
export function parseMerlPts(content: string): MerlLandmark[] {
  check(text, content, "The .pts file");
  const lines = content.split(/\r\n|\r|\n/).map((line) => line.trim());
  const [open, close] = [lines.indexOf("{"), lines.indexOf("}")];
  if (open < 0 || close < open) throw new SyntaxError("This .pts text has no points in braces.");
  return lines.slice(open + 1, close).flatMap((line, k): MerlLandmark[] => {
    if (line === "") return [];
    const fields = line.split(/[\s,]+/);
    const hidden = fields.every((field) => field.startsWith("-"));
    const [x, y] = fields.map((field) => Number(hidden ? field.slice(1) : field));
    if (fields.length !== 2 || !Number.isFinite(x) || !Number.isFinite(y)) {
      throw new SyntaxError(`Line ${open + k + 2} of this .pts text must hold two numbers.`);
    }
    if (hidden && x === 1 && y === 1) return [{ state: "self", point: null }];
    return [{ state: hidden ? "object" : "visible", point: { x: x - 1, y: y - 1 } }];
  });
}

/**
 * Writes landmarks as the text of a three-state `.pts` file. The places of landmarks that the face itself hides are lost.
 * Occluded landmarks of unknown cause count as hidden by an object. A hidden place left of or above the image gets two
 * minus signs. The format cannot hold a visible landmark there: it is moved to the image's edge.
 *
 * @param landmarks 0-based pixels; 1 is added to both coordinates. Three decimals are kept.
 * @throws {RangeError} when a point is malformed, or a coordinate is not a finite number.
 * @example
 * formatMerlPts([{ x: 10.5, y: 20, occluded: true, hiddenBy: "object" }]);
 * // "version: 1\nn_points: 1\n{\n-11.5 -21\n}\n"
 */
export function formatMerlPts(
  landmarks: readonly Pick<Landmark, "x" | "y" | "occluded" | "hiddenBy">[],
): string {
  check(landmarksSchema, landmarks, "The landmarks");
  const rows = landmarks.map(({ x, y, occluded, hiddenBy }, index) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      throw new RangeError(
        `Point ${index} is (${x}, ${y}): a .pts file holds finite numbers only.`,
      );
    }
    const place = [x, y].map((value) => Number((value + 1).toFixed(3)));
    if (!occluded) return place.map((value) => Math.max(1, value)).join(" ");
    if (hiddenBy === "self") return SELF;
    const row = place.map((value) => `-${value}`).join(" ");
    // The exact corner of the image would read as hidden by the face.
    return row === SELF ? "-1 -1.001" : row;
  });
  return ["version: 1", `n_points: ${landmarks.length}`, "{", ...rows, "}", ""].join("\n");
}

const SELF = "-1 -1";
