// The openness of eyes and mouth, independent of head pose, and whether it can be measured.

import { LANDMARK_COUNT } from "../landmarks/scheme68.ts";
import type { HeadPose, Landmark, Openness, OpennessReason } from "../result.ts";
import { facePlane, type OpeningLandmarks } from "./facePlane.ts";

/** A part that opens, and the camera directions from which it can be measured. */
interface OpeningPart extends OpeningLandmarks {
  /** Range of the camera's direction towards the subject's left, degrees: [least, most]. */
  readonly cameraLeft: readonly [number, number];
  /** Largest direction of the camera above or below, degrees. */
  readonly cameraAbove: number;
}

/** The direction in which the lids move apart in a blink of ICT-FaceKit's head. */
const LIDS_PARTING = [0, 0.98, 0.2] as const;
/** Between straight down (lips parted in a smile) and down and back (0, 0.84, 0.54; the jaw drops). */
const LIPS_PARTING = [0, 0.95, 0.31] as const;

// Beyond 45° the bridge of the nose hides the far eye; beyond 70° the near eye is only a narrow strip. From more than
// 45° above or below, the lid or the brow covers the opening.
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
/** The outer corners give the width, because the inner ones merge with the lips when the mouth is closed. */
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

/** A part is not measured when more than this share of its landmarks is occluded. */
const MOST_OCCLUDED = 1 / 3;
/** … or when the mean probability of its landmarks being visible is lower than this. */
const LEAST_PROBABILITY = 0.5;
/** … or when the uncertainty of yaw or pitch is larger than this, in degrees. */
const MOST_UNCERTAIN = 25;

/**
 * The openness of the subject's own left and right eye: distance between the lids ÷ distance between the corners,
 * both on the plane of the eye. It is the eye aspect ratio of Soukupová and Čech (2016), corrected for head rotation,
 * which changes the uncorrected ratio: yaw increases it, pitch decreases it.
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
 * The openness of the mouth: mean distance between the inner lips at three places ÷ distance between the corners of
 * the mouth, corrected for head rotation. 0 with closed lips, above about 0.5 in a yawn.
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
    return notMeasured("turned-away");
  }

  const used = [...part.corners, ...part.pairs.flat()].map(at);
  const occluded = used.filter((landmark) => landmark.occluded).length;
  const pairs = part.pairs.filter(([upper, lower]) => !at(upper).occluded && !at(lower).occluded);
  if (occluded > MOST_OCCLUDED * used.length || pairs.length === 0) return notMeasured("occluded");

  const probability = used.reduce((sum, landmark) => sum + landmark.probability, 0) / used.length;
  const { yaw, pitch } = pose.uncertainty;
  if (probability < LEAST_PROBABILITY || Math.max(yaw, pitch) > MOST_UNCERTAIN) {
    return notMeasured("low-score");
  }

  const between = (from: number, to: number) =>
    plane.unproject({ x: at(to).x - at(from).x, y: at(to).y - at(from).y });
  const width = between(...part.corners).along;
  const opening =
    pairs.reduce((sum, [upper, lower]) => sum + between(upper, lower).across, 0) / pairs.length;
  const openness = opening / width;
  // Corners in the wrong order cannot be those of an eye or a mouth at this pose.
  if (!(width > 0 && Number.isFinite(openness))) return notMeasured("low-score");
  // Lids that cross by a small error are closed.
  return { openness: Math.max(openness, 0), valid: true };
}

function notMeasured(reason: OpennessReason): Openness {
  return { openness: null, valid: false, reason };
}
