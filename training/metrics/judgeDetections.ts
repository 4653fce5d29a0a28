// Which of a detector's boxes hold an annotated face, which hold none, and which nobody can tell.

import { type Box, intersectionOverUnion } from "../../src/image/geometry.ts";
import type { Detection } from "../../src/result.ts";
import { isAwayFrom } from "../evaluation/backgroundBoxes.ts";

/** A detection of which is known whether it is a face. */
export interface JudgedBox extends Detection {
  readonly face: boolean;
}

/** A detection finds a face when their boxes overlap by at least this (intersection over union). */
const FOUND = 0.5;

/**
 * Judges detections against annotated faces: each face belongs to the detection that overlaps it most; a detection away
 * from all faces is none. What lies between, such as a second box on a face, is left out.
 */
export function judgeDetections(
  detections: readonly Detection[],
  faces: readonly Box[],
): JudgedBox[] {
  const finders = new Set<Detection>();
  for (const face of faces) {
    const overlaps = detections.map(({ box }) => intersectionOverUnion(box, face));
    const most = Math.max(...overlaps);
    const finder = detections[overlaps.indexOf(most)];
    if (finder !== undefined && most >= FOUND) finders.add(finder);
  }
  return detections.flatMap((detection) => {
    const face = finders.has(detection);
    return face || isAwayFrom(detection.box, faces) ? [{ ...detection, face }] : [];
  });
}
