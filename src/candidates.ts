// Windows that the landmark network looked through, and which of them are the frame's faces.

import { type Box, boundingBox, intersectionOverUnion } from "./image/geometry.ts";
import { faceBoxOf } from "./landmarks/faceWindow.ts";
import { jointScore } from "./landmarks/jointScore.ts";
import type { LocalizedFace } from "./landmarks/localize.ts";
import type { LandmarksCard } from "./modelCard.ts";
import type { Detection } from "./result.ts";

/** What may be a face: where a box lay, and what the heat maps say of it. */
export interface Candidate extends LocalizedFace {
  readonly detection: Detection;
  /** The refined face score. */
  readonly score: number;
}

/**
 * Whether a box that the detector found holds a face: by both scores together where the card knows how to join them, by
 * the refined one alone where it does not. The detector's own threshold was passed before.
 */
export function isFace(
  { detectorScore, score }: { readonly detectorScore: number; readonly score: number },
  { faceScore, joint }: Pick<LandmarksCard["runtime"], "faceScore" | "joint">,
): boolean {
  if (joint === undefined) return score >= faceScore.threshold;
  return jointScore(detectorScore, score, joint) >= joint.threshold;
}

/** A detector's box that overlaps a followed face's by this much shows that face, by less another one. */
const LEAST_OVERLAP_WITH_KNOWN = 0.35;

/** Whether a detection lies on none of the faces that were followed into this frame. */
export function isNew(
  { box }: Detection,
  followed: readonly Candidate[],
  threshold: number,
): boolean {
  return followed.every(
    ({ score, landmarks }) =>
      score < threshold ||
      intersectionOverUnion(box, faceBoxOf(landmarks)) < LEAST_OVERLAP_WITH_KNOWN,
  );
}

/** Landmark boxes that overlap more than this (intersection over union) are the same face seen twice. */
const SAME_FACE_OVERLAP = 0.5;

/**
 * Sorts by score, highest first, and drops faces whose landmarks coincide with a higher one's: two boxes
 * that the detector held apart can lead to one face.
 */
export function dropRepeats(candidates: readonly Candidate[]): Candidate[] {
  const kept: { readonly candidate: Candidate; readonly box: Box }[] = [];
  for (const candidate of candidates.toSorted((p, q) => q.score - p.score)) {
    const box = boundingBox(candidate.landmarks);
    if (kept.every((other) => intersectionOverUnion(other.box, box) <= SAME_FACE_OVERLAP)) {
      kept.push({ candidate, box });
    }
  }
  return kept.map(({ candidate }) => candidate);
}
