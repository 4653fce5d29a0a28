// How far the eyes are closed in one frame, as a share of this driver's open eyes, or why that cannot be told.

import { eyeWidth } from "../eyes/eyeCrop.ts";
import { REGIONS } from "../landmarks/scheme68.ts";
import type { DriverBaseline, Perhaps, ViewProblem } from "../report.ts";
import type { EyeOpenness, Face, Openness } from "../result.ts";
import { clamp, mean } from "./numbers.ts";
import type { DriverProfile } from "./profile.ts";

/** Where the head is, as far as it bears on the lids. */
export interface LidPose {
  /** Degrees against the neutral direction, positive up; 0 when that is unknown. */
  readonly pitch: number;
  /** Degrees a second. */
  readonly pitchRate: number;
  /** Whether the eyes were closed in the frame before. */
  readonly closing: boolean;
  /** Openness of a shut eye as a share of the open one's. */
  readonly shut: number;
}

/** The eyes in one frame. */
export interface EyesMeasure {
  /** 0 as open as usual .. 1 shut. */
  readonly closure: Perhaps;
  /** Why it is not known. */
  readonly problem: ViewProblem | null;
  /** How sure the measure is, 0..1. */
  readonly confidence: number;
  /** How far the lids are down by their landmarks alone, as a share of the open eye: a shut one is not quite at 1. */
  readonly lids: Perhaps;
}

/** One eye alone is less sure than two that agree. */
const ONE_EYE = 0.85;
/** An eye that looks narrower than this, against the other, is the far one of a head turned by some 30°. */
const FAR_EYE = 0.75;

/**
 * The closure of both eyes together: each eye's own, weighed by how visible its landmarks are and by the area it
 * takes before the camera, since the far eye of a turned head shows little of its lid.
 * An eye that cannot be judged is left out; when none is left, or the far eye alone, closure is null: what is seen
 * past the nose of an eye whose fellow is hidden has been a shut one called open.
 */
export function measureEyeClosure(
  face: Face,
  baseline: DriverBaseline | null,
  pose: LidPose,
  { eyes: limits }: DriverProfile,
): EyesMeasure {
  const hidden = eyesViewProblem(face);
  if (hidden !== null) return unknown(hidden);
  const { landmarks } = face;
  const { yaw, pitch } = face.pose;
  if (
    Math.abs(yaw) > limits.mostYaw ||
    Math.abs(pitch) > limits.mostPitch ||
    pose.pitch < -limits.mostDown
  ) {
    return unknown("turned-away");
  }
  // Lids go down with a gaze that goes down; eyes that were shut before stay so while the head sinks.
  if (pose.pitchRate < -limits.fastDown && !pose.closing) return unknown("unsure");

  const lid = 1 - limits.lidPerDegree * clamp(-pose.pitch, 0, limits.mostDown);
  const lowered = [
    loweringOf(face.eyes.left, (baseline?.leftEye ?? 0) * lid),
    loweringOf(face.eyes.right, (baseline?.rightEye ?? 0) * lid),
  ] as const;
  const left = closureOf(face.eyes.left, lowered[0], pose.shut, limits);
  const right = closureOf(face.eyes.right, lowered[1], pose.shut, limits);
  const measured = lowered.filter((value) => value !== null);
  const lids = measured.length === 0 ? null : mean(measured);
  const leftVisible = visibility(face, REGIONS.leftEye);
  const rightVisible = visibility(face, REGIONS.rightEye);
  if (left !== null && right !== null) {
    const leftWeight = leftVisible * eyeWidth(landmarks, "left") ** 2;
    const rightWeight = rightVisible * eyeWidth(landmarks, "right") ** 2;
    const whole = leftWeight + rightWeight;
    // Corners on one point say nothing of either eye.
    const share = whole > 0 ? leftWeight / whole : 0.5;
    const closure = share * left + (1 - share) * right;
    const agreement = 1 - 0.5 * Math.abs(left - right);
    const confidence = ((leftVisible + rightVisible) / 2) * agreement;
    return { closure, problem: null, confidence, lids };
  }
  const one = left ?? right;
  if (one === null) return unknown("unsure");
  const [seen, other] = left === null ? (["right", "left"] as const) : (["left", "right"] as const);
  if (eyeWidth(landmarks, seen) < FAR_EYE * eyeWidth(landmarks, other)) {
    return unknown(openingProblem(face.eyes[other]) ?? "unsure");
  }
  const weight = left === null ? rightVisible : leftVisible;
  return { closure: one, problem: null, confidence: weight * ONE_EYE, lids };
}

/** Why neither eye can be seen; null when one can. */
export function eyesViewProblem({ eyes }: Face): ViewProblem | null {
  const problems = [openingProblem(eyes.left), openingProblem(eyes.right)];
  if (problems.includes(null)) return null;
  return (
    (["hidden", "turned-away"] as const).find((problem) => problems.includes(problem)) ?? "unsure"
  );
}

/** The probability that the eye is closed; null when the network gave none. The mouth has none. */
export function closedProbability(opening: Openness | EyeOpenness): number | null {
  return ("closed" in opening ? opening.closed : null) ?? null;
}

/** Why an eye or the mouth cannot be seen; null when it can. */
export function openingProblem(opening: Openness | EyeOpenness): ViewProblem | null {
  // Where the eye-state network sees no eye, landmarks that claim one are not believed.
  if ("closed" in opening && opening.closed === null && opening.valid) return "hidden";
  if (opening.openness !== null || closedProbability(opening) !== null) return null;
  if (opening.reason === "occluded") return "hidden";
  return opening.reason === "turned-away" ? "turned-away" : "unsure";
}

/** Mean probability that the landmarks of a region are visible. */
export function visibility(face: Face, [from, to]: readonly [number, number]): number {
  return mean(face.landmarks.slice(from, to).map(({ probability }) => probability));
}

/**
 * One eye's closure by its landmarks, drawn towards the network's word where that is decided: lids that the
 * landmarks do not follow, and narrow eyes or frames that the landmarks take for lids.
 */
function closureOf(
  eye: EyeOpenness,
  lowered: Perhaps,
  shut: number,
  { network }: DriverProfile["eyes"],
): Perhaps {
  if (openingProblem(eye) !== null) return null;
  const byNetwork = closedProbability(eye);
  const byLandmarks = lowered === null ? null : clamp(lowered / (1 - shut), 0, 1);
  if (byNetwork === null || byLandmarks === null) return byLandmarks ?? byNetwork;
  const weight = network * Math.abs(2 * byNetwork - 1);
  return (1 - weight) * byLandmarks + weight * byNetwork;
}

/** How far the lid is down by its landmarks, as a share of the open eye; null when either is unknown. */
function loweringOf(eye: EyeOpenness, open: number): Perhaps {
  return openingProblem(eye) !== null || eye.openness === null || open === 0
    ? null
    : 1 - eye.openness / open;
}

function unknown(problem: ViewProblem): EyesMeasure {
  return { closure: null, problem, confidence: 0, lids: null };
}
