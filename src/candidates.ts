// From detections to faces: the landmark network reads a window for each candidate, and scores decide which are faces.

import * as z from "zod";
import type { TurnedDetection } from "./detect/detectTurned.ts";
import type { Frame } from "./image/frame.ts";
import { type Box, boundingBox, intersectionOverUnion } from "./image/geometry.ts";
import { faceScore } from "./landmarks/faceScore.ts";
import {
  type FaceWindow,
  faceBoxOf,
  windowOfBox,
  windowOfLandmarks,
} from "./landmarks/faceWindow.ts";
import { jointScore } from "./landmarks/jointScore.ts";
import { type LocalizedFace, localizeFaces } from "./landmarks/localize.ts";
import type { LandmarksCard } from "./modelCard.ts";
import type { Network } from "./network/network.ts";
import { count, filledBox, flag, landmarks68, mustBe, share } from "./options.ts";
import type { Detection, Face } from "./result.ts";
import { seekAgain } from "./seekAgain.ts";
import { isSurelyUpright, sortTurned } from "./turnedFaces.ts";

/** The part of a face that is needed to find it again in the next frame. */
export type KnownFace = Pick<Face, "box" | "detectorScore" | "landmarks">;

export interface FindFacesOptions {
  /** The maximum number of faces, from 1 on: those with the highest scores are kept. Default: all. */
  readonly maxFaces?: number;
  /**
   * Faces with a lower refined score are dropped; 0 keeps every box. Default: the threshold of the model card; for
   * new detections the card's threshold of the detector's score and the refined score together.
   */
  readonly minScore?: number;
  /** See `LocalizeOptions`. Default true. */
  readonly secondPass?: boolean;
  /**
   * Faces of the previous frame. They are localised first, in a single pass, in windows around their landmarks.
   * Boxes on them are not localised again.
   */
  readonly known?: readonly KnownFace[];
}

/** The options of `findFaces` for checks. */
export const findFacesFields = {
  maxFaces: count,
  minScore: share,
  secondPass: flag,
  known: z.array(
    z.object(
      { box: filledBox, detectorScore: share, landmarks: landmarks68 },
      mustBe("a face with box, detectorScore and landmarks"),
    ),
    mustBe("an array of faces"),
  ),
};

/** A window that may hold a face. */
export interface Candidate extends LocalizedFace {
  /** The detection that led to the window. */
  readonly detection: Detection;
  /** The refined face score. */
  readonly score: number;
}

/** Where faces may be. */
interface Boxes {
  readonly detections: readonly Detection[];
  /** Weaker ones: with them, an image in which `detections` show no face is searched once more. */
  readonly weak?: readonly Detection[];
  /**
   * The detector on the turned frame, absent where the caller gave the boxes. Where it is there the detections' scores are
   * the detector's, and count in the decision.
   */
  readonly detectTurned?: () => Promise<readonly TurnedDetection[]>;
}

/**
 * Localises the faces of the previous frame and the new detections, and keeps those that are faces.
 *
 * @returns faces in descending order of score, at most `maxFaces`.
 */
export async function findFaces(
  network: Network,
  frame: Frame,
  { detections, weak, detectTurned }: Boxes,
  card: LandmarksCard["runtime"],
  given: FindFacesOptions,
): Promise<Candidate[]> {
  const { maxFaces, minScore, known = [], secondPass = true } = given;
  const threshold = minScore ?? card.faceScore.threshold;
  const localize = async (
    of: readonly Detection[],
    windows: readonly FaceWindow[],
    passes: { readonly secondPass: boolean },
  ): Promise<Candidate[]> => {
    const localized = await localizeFaces(network, frame, windows, {
      ...passes,
      shape: card.shape,
    });
    return localized.map((face, k) => ({
      ...face,
      detection: of[k],
      score: faceScore(face.peaks, card.faceScore),
    }));
  };

  const followed = await localize(
    known.map(({ box, detectorScore }) => ({ box, score: detectorScore })),
    known.map(({ landmarks }) => windowOfLandmarks(landmarks)),
    { secondPass: false },
  );
  const fresh = detections.filter((detection) => isNew(detection, followed, threshold));
  const found = await localize(
    fresh,
    fresh.map(({ box }) => windowOfBox(box)),
    { secondPass },
  );

  const passes = ({ score }: Candidate): boolean => score >= threshold;
  const passesWithDetector = ({ score, detection }: Candidate): boolean =>
    isFace({ score, detectorScore: detection.score }, card);
  // A given threshold applies to the refined score, and boxes of the caller have no detector score.
  const joint = detectTurned !== undefined && minScore === undefined;
  const isFound = joint ? passesWithDetector : passes;

  const kept = followed.filter(passes);
  const { upright, turned } = await sortTurned(
    found.filter(isFound),
    (of, windows, passes) => localize(of, windows, { secondPass: passes === "all" && secondPass }),
    {
      besideUpright: kept.some(isSurelyUpright),
      mayDrop: joint,
      seekInEmpty: given.known === undefined,
      detectTurned,
    },
  );
  const all = [...kept, ...upright, ...turned.filter(isFound)];
  // In a video most images without a face show none.
  const isStill = joint && given.known === undefined;
  const again = weak !== undefined && all.length === 0 && isStill;
  const last = again ? await seekAgain(detections, weak, localize) : [];
  return dropDuplicates([...all, ...last]).slice(0, maxFaces);
}

/**
 * Whether a detected box holds a face. The joint score of detector and heat maps decides if the card has one,
 * otherwise the refined score alone. The detector's own threshold has been applied before.
 */
export function isFace(
  { detectorScore, score }: { readonly detectorScore: number; readonly score: number },
  { faceScore, joint }: Pick<LandmarksCard["runtime"], "faceScore" | "joint">,
): boolean {
  if (joint === undefined) return score >= faceScore.threshold;
  return jointScore(detectorScore, score, joint) >= joint.threshold;
}

/** From this intersection over union on, a detected box shows the followed face that it overlaps. */
const LEAST_OVERLAP_WITH_KNOWN = 0.35;

/** Whether a detection lies on none of the faces that were followed into this frame. */
function isNew({ box }: Detection, followed: readonly Candidate[], threshold: number): boolean {
  return followed.every(
    ({ score, landmarks }) =>
      score < threshold ||
      intersectionOverUnion(box, faceBoxOf(landmarks)) < LEAST_OVERLAP_WITH_KNOWN,
  );
}

/** Landmark boxes with a greater intersection over union than this show the same face. */
const SAME_FACE_OVERLAP = 0.5;

/**
 * Sorts by score, highest first, and drops faces whose landmarks coincide with those of a higher score: two
 * boxes that the detector kept apart can lead to one face.
 */
function dropDuplicates(candidates: readonly Candidate[]): Candidate[] {
  const kept: { readonly candidate: Candidate; readonly box: Box }[] = [];
  for (const candidate of candidates.toSorted((p, q) => q.score - p.score)) {
    const box = boundingBox(candidate.landmarks);
    if (kept.every((other) => intersectionOverUnion(other.box, box) <= SAME_FACE_OVERLAP)) {
      kept.push({ candidate, box });
    }
  }
  return kept.map(({ candidate }) => candidate);
}
