// Eye closure in one frame: how far the eyes are closed, relative to this driver's open eyes, or why that is unknown.

import { eyeWidth } from "../eyes/eyeCrop.ts";
import { REGIONS } from "../landmarks/scheme68.ts";
import { clamp, mean } from "../math/statistics.ts";
import type { DriverBaseline, ViewProblem } from "../report.ts";
import type { EyeOpenness, Face, Openness } from "../result.ts";
import { EYES, SIGHT } from "./constants.ts";
import type { DriverProfile } from "./profile.ts";

/** What bears on the lids besides the face itself. */
export interface LidContext {
  /** The head's pitch relative to the neutral direction, degrees, positive up; 0 when that is unknown. */
  readonly pitch: number;
  /** Degrees a second. */
  readonly pitchRate: number;
  /** How far the eyes are turned down in the head, degrees, when that is seen; null when not. */
  readonly lowered: number | null;
  /** Whether the eyes were closed in the frame before. */
  readonly wereClosed: boolean;
  /** Openness of a shut eye as a share of the open eye's. */
  readonly shut: number;
}

/** Both eyes in one frame. */
export interface EyesMeasure {
  /** 0: as open as usual; 1: shut. */
  readonly closure: number | null;
  /** Why `closure` is null. */
  readonly problem: ViewProblem | null;
  /** Confidence in `closure`, 0..1. */
  readonly confidence: number;
  /** How far the lids are lowered by their landmarks alone, as a share of the open eye; below 1 for a shut eye. */
  readonly lids: number | null;
  /** The same in standard deviations of this person's open eyes. */
  readonly lidDeviations: number | null;
}

/** Probabilities, the mean of both eyes. */
interface GazeLids {
  /** Shut or lowered. */
  readonly down: number;
  readonly shut: number;
}

/**
 * Measures the closure of both eyes together. Each eye counts by how visible its landmarks are and by its area in the
 * image, because the far eye of a turned head shows little of its lid. An eye that cannot be judged is left out.
 * Closure is null when neither eye can be judged, or only the far one: past the nose, a shut far eye can look open.
 */
export function measureEyeClosure(
  face: Face,
  baseline: DriverBaseline | null,
  context: LidContext,
  { eyes: limits }: DriverProfile,
): EyesMeasure {
  const hidden = eyesViewProblem(face);
  if (hidden !== null) return unknown(hidden);
  const { landmarks } = face;
  const { yaw, pitch } = face.pose;
  if (
    Math.abs(yaw) > limits.mostYaw ||
    Math.abs(pitch) > limits.mostPitch ||
    context.pitch < -limits.mostDown
  ) {
    return unknown("turned-away");
  }
  // A gaze that goes down quickly lowers the lids without closing the eyes. Eyes that were already closed stay closed
  // while the head sinks.
  if (context.pitchRate < -limits.fastDown && !context.wereClosed) return unknown("unsure");

  // Lids follow the gaze. Where it is not seen, the head shows half of it.
  const open =
    context.lowered === null
      ? 1 - limits.lidPerDegree * clamp(-context.pitch, 0, limits.mostDown)
      : 1 - Math.min(SIGHT.mostLowered, SIGHT.lidPerDegree * context.lowered);
  const lowered = [
    lidLowering(face.eyes.left, (baseline?.leftEye ?? 0) * open),
    lidLowering(face.eyes.right, (baseline?.rightEye ?? 0) * open),
  ] as const;
  const left = closureOf(face.eyes.left, lowered[0], context.shut, limits);
  const right = closureOf(face.eyes.right, lowered[1], context.shut, limits);
  const measured = lowered.filter((value) => value !== null);
  const lids = measured.length === 0 ? null : mean(measured);
  const spread = Math.max(EYES.leastSpread, baseline?.lidSpread ?? EYES.usualSpread);
  const lowering = {
    lids,
    lidDeviations: lids === null ? null : lids / spread,
  };
  const leftVisible = visibility(face, REGIONS.leftEye);
  const rightVisible = visibility(face, REGIONS.rightEye);
  if (left !== null && right !== null) {
    const leftWeight = leftVisible * eyeWidth(landmarks, "left") ** 2;
    const rightWeight = rightVisible * eyeWidth(landmarks, "right") ** 2;
    const total = leftWeight + rightWeight;
    // Eyes of no width, both corners on one point, weigh the same.
    const share = total > 0 ? leftWeight / total : 0.5;
    const closure = share * left + (1 - share) * right;
    const agreement = 1 - 0.5 * Math.abs(left - right);
    const confidence = ((leftVisible + rightVisible) / 2) * agreement;
    return { closure, problem: null, confidence, ...lowering };
  }
  const one = left ?? right;
  if (one === null) return unknown("unsure");
  const [seen, other] = left === null ? (["right", "left"] as const) : (["left", "right"] as const);
  if (eyeWidth(landmarks, seen) < EYES.farEye * eyeWidth(landmarks, other)) {
    return unknown(openingProblem(face.eyes[other]) ?? "unsure");
  }
  const visible = left === null ? rightVisible : leftVisible;
  const confidence = visible * EYES.oneEyeConfidence;
  return { closure: one, problem: null, confidence, ...lowering };
}

/** What the gaze network sees of both eyes' lids; null without it. */
export function gazeLids({ eyes }: Face): GazeLids | null {
  const [left, right] = [eyes.left.lids, eyes.right.lids];
  if (!left || !right) return null;
  const shut = (left.shut + right.shut) / 2;
  return { shut, down: shut + (left.lowered + right.lowered) / 2 };
}

/** How many eyes something covers, such as a hand. */
export function coveredEyes({ eyes }: Face): number {
  return [eyes.left, eyes.right].filter(({ reason }) => reason === "occluded").length;
}

/** Why neither eye can be seen; null when one can. */
export function eyesViewProblem(face: Face): ViewProblem | null {
  const { eyes } = face;
  const problems = [
    openingProblem(eyes.left, face, REGIONS.leftEye),
    openingProblem(eyes.right, face, REGIONS.rightEye),
  ];
  if (problems.includes(null)) return null;
  return (
    (["hidden", "turned-away"] as const).find((problem) => problems.includes(problem)) ?? "unsure"
  );
}

/**
 * Why an eye or the mouth cannot be seen; null when it can. With its region, a part whose hidden landmarks are mostly hidden
 * by the face itself is turned away, and not hidden by something.
 */
export function openingProblem(
  opening: Openness | EyeOpenness,
  face?: Face,
  region: readonly [number, number] = [0, 0],
): ViewProblem | null {
  // Where the eye-state network sees no eye, the landmarks of one are not trusted.
  if ("closed" in opening && opening.closed === null && opening.valid) return "hidden";
  if (opening.openness !== null || closedProbability(opening) !== null) return null;
  if (opening.reason === "occluded") return isTurned(face, region) ? "turned-away" : "hidden";
  return opening.reason === "turned-away" ? "turned-away" : "unsure";
}

function isTurned(face: Face | undefined, [from, to]: readonly [number, number]): boolean {
  const hidden = face?.landmarks.slice(from, to).filter(({ occluded }) => occluded) ?? [];
  return hidden.filter(({ hiddenBy }) => hiddenBy === "self").length > hidden.length / 2;
}

/** The probability that an eye is closed; null when the network gave none. The mouth has none. */
export function closedProbability(opening: Openness | EyeOpenness): number | null {
  return ("closed" in opening ? opening.closed : null) ?? null;
}

/** Mean probability that the landmarks of a region are visible. */
export function visibility(face: Face, [from, to]: readonly [number, number]): number {
  return mean(face.landmarks.slice(from, to).map(({ probability }) => probability));
}

/**
 * One eye's closure. The landmarks measure it; the more decided the eye-state network is, the more its probability
 * replaces them. This corrects landmarks that do not follow the lid, narrow eyes, and frames of glasses taken for lids.
 */
function closureOf(
  eye: EyeOpenness,
  lowered: number | null,
  shut: number,
  { network }: DriverProfile["eyes"],
): number | null {
  if (openingProblem(eye) !== null) return null;
  const byNetwork = closedProbability(eye);
  const byLandmarks = lowered === null ? null : clamp(lowered / (1 - shut), 0, 1);
  if (byNetwork === null || byLandmarks === null) return byLandmarks ?? byNetwork;
  const weight = network * Math.abs(2 * byNetwork - 1);
  return (1 - weight) * byLandmarks + weight * byNetwork;
}

/** How far the lid is lowered by its landmarks, as a share of the open eye; null when either is unknown. */
function lidLowering(eye: EyeOpenness, open: number): number | null {
  return openingProblem(eye) !== null || eye.openness === null || open === 0
    ? null
    : 1 - eye.openness / open;
}

function unknown(problem: ViewProblem): EyesMeasure {
  return {
    closure: null,
    problem,
    confidence: 0,
    lids: null,
    lidDeviations: null,
  };
}
