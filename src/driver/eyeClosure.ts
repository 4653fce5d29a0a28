// How far the eyes are closed in one frame, as a share of this driver's open eyes, or why that cannot be told.

import { REGIONS } from "../landmarks/scheme68.ts";
import type { Face, Openness } from "../result.ts";
import { clamp, mean } from "./numbers.ts";
import { closedProbability } from "./observation.ts";
import type { DriverProfile } from "./profile.ts";
import type { DriverBaseline, Perhaps, ViewProblem } from "./report.ts";

/** Where the head is, as far as it bears on the lids. */
export interface LidPose {
  /** Degrees against the neutral direction, positive up; 0 when that is unknown. */
  readonly pitch: number;
  /** Degrees a second. */
  readonly pitchRate: number;
  /** Whether the eyes were closed in the frame before. */
  readonly closing: boolean;
}

/** The eyes in one frame. */
export interface EyesMeasure {
  /** 0 as open as usual .. 1 shut. */
  readonly closure: Perhaps;
  /** Why it is not known. */
  readonly problem: ViewProblem | null;
  /** How sure the measure is, 0..1. */
  readonly sureness: number;
}

/** One eye alone is less sure than two that agree. */
const ONE_EYE = 0.85;

/**
 * The closure of both eyes together: each eye's own, weighed by how visible its landmarks are.
 * An eye that cannot be judged is left out; when none is left, closure is null.
 */
export function measureEyeClosure(
  face: Face,
  baseline: DriverBaseline | null,
  pose: LidPose,
  { eyes: limits }: DriverProfile,
): EyesMeasure {
  const hidden = eyesViewProblem(face);
  if (hidden !== null) return unknown(hidden);
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
  const left = closureOf(face.eyes.left, (baseline?.leftEye ?? 0) * lid, limits);
  const right = closureOf(face.eyes.right, (baseline?.rightEye ?? 0) * lid, limits);
  const leftWeight = visibility(face, REGIONS.leftEye);
  const rightWeight = visibility(face, REGIONS.rightEye);
  if (left !== null && right !== null) {
    const closure = (left * leftWeight + right * rightWeight) / (leftWeight + rightWeight);
    const agreement = 1 - 0.5 * Math.abs(left - right);
    return { closure, problem: null, sureness: ((leftWeight + rightWeight) / 2) * agreement };
  }
  if (left !== null) return { closure: left, problem: null, sureness: leftWeight * ONE_EYE };
  if (right !== null) return { closure: right, problem: null, sureness: rightWeight * ONE_EYE };
  return unknown("unsure");
}

/** Why neither eye can be seen; null when one can. */
export function eyesViewProblem({ eyes }: Face): ViewProblem | null {
  const problems = [openingProblem(eyes.left), openingProblem(eyes.right)];
  if (problems.includes(null)) return null;
  return (
    (["hidden", "turned-away"] as const).find((problem) => problems.includes(problem)) ?? "unsure"
  );
}

/** Why an eye or the mouth cannot be seen; null when it can. */
export function openingProblem(opening: Openness): ViewProblem | null {
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
function closureOf(eye: Openness, open: number, { shut, network }: DriverProfile["eyes"]): Perhaps {
  const byNetwork = closedProbability(eye);
  const byLandmarks =
    eye.openness === null || open === 0
      ? null
      : clamp((1 - eye.openness / open) / (1 - shut), 0, 1);
  if (byNetwork === null || byLandmarks === null) return byLandmarks ?? byNetwork;
  const weight = network * Math.abs(2 * byNetwork - 1);
  return (1 - weight) * byLandmarks + weight * byNetwork;
}

function unknown(problem: ViewProblem): EyesMeasure {
  return { closure: null, problem, sureness: 0 };
}
