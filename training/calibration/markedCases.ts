// A network's signed peaks on marked faces, found as in the pipeline: the cases that `fitParts` is fitted on.

import { faceBoxOf, windowOfBox } from "../../src/landmarks/faceWindow.ts";
import { localizeFaces } from "../../src/landmarks/localize.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import type { LandmarkFinder } from "../landmarks/markedFaces.ts";
import type { MarkedCase } from "./fitParts.ts";

/** Every landmark of every face, with the annotated box. @throws {Error} when a face has no flags. */
export async function markedCases(
  pairs: readonly LandmarkPair[],
  { network, shape }: LandmarkFinder,
): Promise<MarkedCase[]> {
  const cases: MarkedCase[] = [];
  for (const [photograph, pair] of pairs.entries()) {
    const { frame, landmarks, occluded } = await readLandmarkSample(pair);
    if (occluded === undefined) throw new Error(`${pair.imagePath} has no .occ.json beside it.`);
    const window = windowOfBox(faceBoxOf(landmarks));
    for (const { peaks } of await localizeFaces(network, frame, [window], { shape })) {
      for (const [landmark, { value }] of peaks.entries()) {
        cases.push({ photograph, landmark, peak: value, visible: !occluded[landmark] });
      }
    }
  }
  return cases;
}
