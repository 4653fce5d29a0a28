// The three-state labels of a photograph: MERL-RAV's signs in its `.pts` file, and flags beside it.

import { readFile } from "node:fs/promises";
import { type MerlLandmark, parseMerlPts } from "../../src/formats/merlPts.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { type LandmarkPair, readOcclusion } from "./dataset.ts";

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
