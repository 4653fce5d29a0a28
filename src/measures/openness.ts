// How open the eyes and the mouth are, seen as if from the front, and whether that can be told at all.

import { LANDMARK_COUNT } from "../landmarks/scheme68.ts";
import type { HeadPose, Landmark, Openness, OpennessReason } from "../result.ts";
import { facePlane, type OpeningLandmarks } from "./facePlane.ts";

/** A part that opens, and from where it can be judged. */
interface OpeningPart extends OpeningLandmarks {
  /** The angles, in degrees, that the camera may stand to the subject's left: [least, most]. */
  readonly cameraLeft: readonly [number, number];
  /** How far above or below the camera may stand, degrees. */
  readonly cameraAbove: number;
}

/** How the upper lid leaves the lower one in a blink of ICT-FaceKit's head. */
const LIDS_PARTING = [0, 0.98, 0.2] as const;
/** Between straight down, as lips part in a smile, and down and back (0, 0.84, 0.54), as the jaw drops. */
const LIPS_PARTING = [0, 0.95, 0.31] as const;

// Beyond 45° the nose's bridge hides the far eye; beyond 70° even the near eye is a sliver. From more than
// 45° above or below, the lid's or the brow's own bulge covers the opening.
const RIGHT_EYE: OpeningPart = {
  corners: [36, 39],
  pairs: [
    [37, 41],
    [38, 40],
  ],
  parting: LIDS_PARTING,
  cameraLeft: [-70, 45],
  cameraAbove: 45,
};
const LEFT_EYE: OpeningPart = {
  corners: [42, 45],
  pairs: [
    [43, 47],
    [44, 46],
  ],
  parting: LIDS_PARTING,
  cameraLeft: [-45, 70],
  cameraAbove: 45,
};
/** The outer corners give the width: the inner ones merge with the lips when the mouth is shut. */
const MOUTH: OpeningPart = {
  corners: [48, 54],
  pairs: [
    [61, 67],
    [62, 66],
    [63, 65],
  ],
  parting: LIPS_PARTING,
  cameraLeft: [-60, 60],
  cameraAbove: 45,
};

/** A part is unseen when more than this share of the landmarks that measure it is occluded. */
const MOST_OCCLUDED = 1 / 3;
/** … or when its landmarks are, on average, less probably visible than this. */
const LEAST_PROBABILITY = 0.5;
/** With yaw or pitch known no better than this, in degrees, the head's turn cannot be undone. */
const MOST_UNCERTAIN = 25;

/**
 * The openness of the subject's own left and right eye: distance between the lids ÷ distance between the
 * corners, both on the eye's plane. It is the eye aspect ratio of Soukupová and Čech (2016) with the
 * head's turn undone, which the plain ratio mistakes for opening (yaw) or closing (pitch).
 *
 * @throws {RangeError} when there are not 68 landmarks.
 */
export function measureEyes(
  landmarks: readonly Landmark[],
  pose: HeadPose,
): { left: Openness; right: Openness } {
  return {
    left: measureOpening(landmarks, pose, LEFT_EYE),
    right: measureOpening(landmarks, pose, RIGHT_EYE),
  };
}

/**
 * The openness of the mouth: mean distance between the inner lips at three places ÷ distance between the
 * mouth's corners, with the head's turn undone. 0 with the lips together, above about 0.5 a yawn.
 *
 * @throws {RangeError} when there are not 68 landmarks.
 */
export function measureMouth(landmarks: readonly Landmark[], pose: HeadPose): Openness {
  return measureOpening(landmarks, pose, MOUTH);
}

function measureOpening(
  landmarks: readonly Landmark[],
  pose: HeadPose,
  part: OpeningPart,
): Openness {
  if (landmarks.length !== LANDMARK_COUNT) {
    throw new RangeError(
      `Openness is measured on ${LANDMARK_COUNT} landmarks, not ${landmarks.length}.`,
    );
  }
  const at = (index: number) => landmarks[index];
  const plane = facePlane(part, pose);
  const [least, most] = part.cameraLeft;
  if (
    plane.cameraLeft < least ||
    plane.cameraLeft > most ||
    Math.abs(plane.cameraAbove) > part.cameraAbove
  ) {
    return unseen("turned-away");
  }

  const used = [...part.corners, ...part.pairs.flat()].map(at);
  const occluded = used.filter((landmark) => landmark.occluded).length;
  const pairs = part.pairs.filter(([upper, lower]) => !at(upper).occluded && !at(lower).occluded);
  if (occluded > MOST_OCCLUDED * used.length || pairs.length === 0) return unseen("occluded");

  const probability = used.reduce((sum, landmark) => sum + landmark.probability, 0) / used.length;
  const { yaw, pitch } = pose.uncertainty;
  if (probability < LEAST_PROBABILITY || Math.max(yaw, pitch) > MOST_UNCERTAIN) {
    return unseen("low-score");
  }

  const between = (from: number, to: number) =>
    plane.unproject({ x: at(to).x - at(from).x, y: at(to).y - at(from).y });
  const width = between(...part.corners).along;
  const opening =
    pairs.reduce((sum, [upper, lower]) => sum + between(upper, lower).across, 0) / pairs.length;
  const openness = opening / width;
  // Corners in the wrong order: whatever these landmarks show, it is no eye or mouth at this pose.
  if (!(width > 0 && Number.isFinite(openness))) return unseen("low-score");
  // Lids that cross by a pixel's error are shut.
  return { openness: Math.max(openness, 0), valid: true };
}

function unseen(reason: OpennessReason): Openness {
  return { openness: null, valid: false, reason };
}
