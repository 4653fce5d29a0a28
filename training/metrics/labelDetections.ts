// Labels a detector's boxes against annotated faces: face, background, or undecided.

import { type Box, intersectionOverUnion } from "../../src/image/geometry.ts";
import type { Detection } from "../../src/result.ts";

/** A detection with its label. */
export interface LabelledBox extends Detection {
  readonly face: boolean;
}

/** A detection finds a face when their boxes overlap by at least this (intersection over union). */
const FOUND = 0.5;

/**
 * Labels detections: each annotated face belongs to the detection that overlaps it most; a detection away from all faces
 * is background. Others, such as a second box on a face, are undecided and left out.
 */
export function labelDetections(
  detections: readonly Detection[],
  faces: readonly Box[],
): LabelledBox[] {
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

/** Whether a box neither covers a tenth of any face nor is a tenth covered by one. */
export function isAwayFrom(box: Box, faces: readonly Box[]): boolean {
  return faces.every((face) => {
    const width = Math.min(box.x + box.width, face.x + face.width) - Math.max(box.x, face.x);
    const height = Math.min(box.y + box.height, face.y + face.height) - Math.max(box.y, face.y);
    if (width <= 0 || height <= 0) return true;
    const smaller = Math.min(box.width * box.height, face.width * face.height);
    return width * height < 0.1 * smaller;
  });
}
