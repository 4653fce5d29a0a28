// `.pts` files with three states a landmark, in the sign convention of MERL-RAV (Kumar et al., LUVLi, CVPR 2020):
// x y is visible, -x -y is hidden by an object, -1 -1 is hidden by the face itself and has no place.

import { readFile } from "node:fs/promises";
import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { GroundTruthLandmark } from "../synthetic/rendered.ts";
import { type LandmarkPair, readOcclusion } from "./dataset.ts";

/** A landmark with its state. `point` is in 0-based pixels; `null` when the face itself hides it. */
export type MerlLandmark =
  | { readonly state: "visible" | "object"; readonly point: Point }
  | { readonly state: "self"; readonly point: null };

/**
 * Reads the text of a three-state `.pts` file. A hidden landmark left of or above the image is written with two minus signs.
 *
 * @throws {SyntaxError} when the braces are missing or a line is not two numbers; the message names the line.
 */
export function parseMerlPts(text: string): MerlLandmark[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const [open, close] = [lines.indexOf("{"), lines.indexOf("}")];
  if (open < 0 || close < open) throw new SyntaxError("This .pts text has no points in braces.");
  return lines.slice(open + 1, close).flatMap((line, k): MerlLandmark[] => {
    if (line === "") return [];
    const fields = line.split(/\s+/);
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
 * Reads the landmarks of a `.pts` file with MERL-RAV's signs. Where a `.occ.json` lies beside it, its flags count and the
 * signs do not: hidden landmarks are then hidden by an object.
 *
 * @throws {Error} naming the file when it cannot be read or does not have 68 landmarks.
 */
export async function readMerlLandmarks(pair: LandmarkPair): Promise<MerlLandmark[]> {
  const landmarks = parseMerlPts(await readFile(pair.ptsPath, "utf8"));
  if (landmarks.length !== LANDMARK_COUNT) {
    throw new Error(`${pair.ptsPath} holds ${landmarks.length} landmarks, not ${LANDMARK_COUNT}.`);
  }
  if (pair.occlusionPath === undefined) return landmarks;
  const { occluded } = await readOcclusion(pair.occlusionPath);
  return landmarks.map((landmark, k) =>
    landmark.point === null
      ? landmark
      : { state: occluded[k] ? "object" : "visible", point: landmark.point },
  );
}

/**
 * The text of a three-state `.pts` file. A point left of or above the image would change its sign, so it is moved to the
 * image's edge.
 */
export function formatMerlPts(landmarks: readonly GroundTruthLandmark[]): string {
  const rows = landmarks.map(({ x, y, visibility }) => {
    if (visibility === "self-occluded") return "-1 -1";
    const sign = visibility === "visible" ? 1 : -1;
    return [x, y].map((value) => sign * Number(Math.max(1, value + 1).toFixed(3))).join(" ");
  });
  return ["version: 1", `n_points: ${landmarks.length}`, "{", ...rows, "}", ""].join("\n");
}
