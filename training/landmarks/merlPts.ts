// The three-state labels of a photograph: MERL-RAV's signs in its `.pts` file, or files beside it.

import { readFile } from "node:fs/promises";
import { type MerlLandmark, parseMerlPts } from "../../src/formats/merlPts.ts";
import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { readLabels } from "../labelling/labelFile.ts";
import { type LandmarkPair, readOcclusion } from "./dataset.ts";

/** A landmark with its label. `point` is in 0-based pixels, and may be missing where the face itself hides it. */
export type LabelledLandmark =
  | MerlLandmark
  | { readonly state: "visible" | "object" | "self" | "unknown"; readonly point: Point | null };

/**
 * Reads the landmarks of a `.pts` file with MERL-RAV's signs. Labels of `vigil label` beside it count instead of the signs.
 * Without them a `.occ.json` does: its hidden landmarks are hidden by an object, and `null` is unknown.
 *
 * @throws {Error} naming the file when it cannot be read or does not have 68 landmarks.
 */
export async function readMerlLandmarks(pair: LandmarkPair): Promise<LabelledLandmark[]> {
  const landmarks = parseMerlPts(await readFile(pair.ptsPath, "utf8"));
  if (landmarks.length !== LANDMARK_COUNT) {
    throw new Error(`${pair.ptsPath} holds ${landmarks.length} landmarks, not ${LANDMARK_COUNT}.`);
  }
  const labels = await readLabels(pair.ptsPath);
  if (labels !== null) {
    return landmarks.map(({ point }, k) => ({ state: labels.states[k], point }));
  }
  if (pair.occlusionPath === undefined) return landmarks;
  const { occluded, unknown } = await readOcclusion(pair.occlusionPath);
  return landmarks.map((landmark, k) => {
    if (unknown?.[k] === true) return { state: "unknown", point: landmark.point };
    if (landmark.point === null) return landmark;
    return { state: occluded[k] ? "object" : "visible", point: landmark.point };
  });
}
