// One frame measured relative to what is normal for the driver: eyes, mouth, head, and what cannot be seen.

import { eyeCenter } from "../eyes/eyeCenter.ts";
import { lineOfSight } from "../eyes/lineOfSight.ts";
import type { Point } from "../image/geometry.ts";
import { LANDMARK_COUNT, landmarkAt, MOUTH_CORNERS, REGIONS } from "../landmarks/scheme68.ts";
import type { DriverBaseline, DriverObservation } from "../report.ts";
import type { Face } from "../result.ts";
import { measureAttention, UNKNOWN_ATTENTION } from "./attention.ts";
import { CALIBRATION, HEAD, VIEW } from "./constants.ts";
import {
  coveredEyes,
  eyesViewProblem,
  gazeLids,
  measureEyeClosure,
  openingProblem,
  visibility,
} from "./eyeClosure.ts";
import type { Measured } from "./measured.ts";
import type { DriverProfile } from "./profile.ts";
import { measureSight, steadySight } from "./sight.ts";
import { attentionOutOfView } from "./turnedFromView.ts";

const NOSE_TIP = 30;

/** What is normal for the driver. */
export interface Normal {
  readonly baseline: DriverBaseline | null;
  /** False while the baseline is provisional. */
  readonly fixed: boolean;
  /** Openness of a shut eye as a share of the open eye's. */
  readonly shut: number;
}

/**
 * Measures a frame.
 *
 * @param wereClosed whether the eyes were closed in the frame before.
 */
export function measureFrame(
  observation: DriverObservation,
  { baseline, fixed, shut }: Normal,
  before: Measured | null,
  wereClosed: boolean,
  profile: DriverProfile,
): Measured {
  const { face, timestamp: time, brightness } = observation;
  if (isWithoutImage(observation)) return unseenFrame(observation);
  const frame = {
    time,
    noImageFor: null,
    speed: observation.speed ?? null,
    dark: brightness < profile.view.dark,
    face: face !== null,
  };
  if (face === null) {
    const nothing = frame.dark ? ("too-dark" as const) : ("unsure" as const);
    return {
      ...frame,
      ...NO_FACE,
      ...(!frame.dark && attentionOutOfView(time, before)),
      eyesProblem: nothing,
      mouthProblem: nothing,
      sightProblem: "no-head",
    };
  }

  const weight = fixed ? 1 : CALIBRATION.provisionalConfidence;
  const occludedShare = face.landmarks.filter(({ occluded }) => occluded).length / LANDMARK_COUNT;
  /** In the dark, darkness is the reason for every problem. */
  const darkened = <P extends string>(found: P | null) =>
    found !== null && frame.dark ? ("too-dark" as const) : found;
  const isKnown = hasDirection(face, profile);
  const head =
    isKnown && baseline !== null
      ? {
          yaw: face.pose.yaw - baseline.yaw,
          pitch: face.pose.pitch - baseline.pitch,
          roll: face.pose.roll - baseline.roll,
        }
      : null;
  const motion = isKnown ? headMotion(face.pose.pitch, time, before) : null;
  const line = lineOfSight(face);
  const { sight, problem: sightProblem } =
    line.known && !isKnown
      ? { sight: null, problem: "no-head" as const }
      : measureSight(face, line, baseline);
  const seenLids = gazeLids(face);
  const steady = steadySight(
    sight,
    { time, head, lidsDown: seenLids?.down ?? null },
    before?.steadySight ?? null,
    profile.attention.mostUncertainSight,
  );
  const lowered = line.known ? Math.max(0, (baseline?.gaze?.pitch ?? 0) - line.pitch) : null;
  const eyes = measureEyeClosure(
    face,
    baseline,
    { pitch: head?.pitch ?? 0, pitchRate: motion?.rate ?? 0, lowered, wereClosed, shut },
    profile,
  );
  const eyesView = darkened(eyesViewProblem(face));
  const mouthView = darkened(openingProblem(face.mouth, face, REGIONS.mouth));
  return {
    ...frame,
    eyeClosure: eyes.closure,
    eyesProblem: darkened(eyes.problem),
    eyesConfidence: eyes.confidence * weight,
    lids: eyes.lids,
    lidDeviations: eyes.lidDeviations,
    gazeLids: eyes.closure === null ? null : seenLids,
    coveredEyes: coveredEyes(face),
    mouthOpenness: face.mouth.openness,
    mouthProblem: mouthView,
    mouthConfidence: face.mouth.openness === null ? 0 : visibility(face, REGIONS.mouth),
    mouthWidth: face.mouth.openness === null ? null : mouthWidth(face),
    head,
    cameraYaw: head === null ? null : face.pose.yaw,
    turnedFromView: null,
    sight,
    sightProblem,
    steadySight: steady,
    ...measureAttention(head, steady, before, weight, profile),
    ...(head === null && steady === null && attentionOutOfView(time, before)),
    occludedShare,
    view: {
      face: faceProblem(occludedShare, eyesView, mouthView, profile),
      eyes: eyesView,
      mouth: mouthView,
    },
    noseTip: landmarkAt(face.landmarks, NOSE_TIP).probability >= VIEW.noseTip,
    motion,
    steadyYaw: isKnown ? steadyYaw(face.pose.yaw, time, before) : null,
  };
}

/** Whether the head's direction is known. */
export function hasDirection(face: Face, { attention, view }: DriverProfile): boolean {
  const { yaw, pitch } = face.pose.fit ?? face.pose.uncertainty;
  const hidden = face.landmarks.filter(({ occluded }) => occluded).length;
  return (
    Math.max(yaw, pitch) <= attention.mostUncertain && hidden < view.hiddenFace * LANDMARK_COUNT
  );
}

/** Whether the source has shown nothing new for so long that the driver may have changed unseen. */
export function isWithoutImage({ noImageFor = 0 }: Pick<DriverObservation, "noImageFor">): boolean {
  return noImageFor >= VIEW.noImage;
}

/** The measures of a time without a new image: none. */
export function unseenFrame({
  timestamp,
  speed = null,
  noImageFor = 0,
}: Pick<DriverObservation, "timestamp" | "noImageFor"> & {
  readonly speed?: number | null;
}): Measured {
  return {
    time: timestamp,
    noImageFor,
    speed,
    dark: false,
    face: false,
    ...NO_FACE,
    eyesProblem: "no-image",
    mouthProblem: "no-image",
    sightProblem: "no-head",
    view: { face: "no-image", eyes: "no-image", mouth: "no-image" },
  };
}

const NO_FACE = {
  eyeClosure: null,
  eyesConfidence: 0,
  lids: null,
  lidDeviations: null,
  gazeLids: null,
  coveredEyes: 0,
  mouthOpenness: null,
  mouthConfidence: 0,
  mouthWidth: null,
  head: null,
  cameraYaw: null,
  turnedFromView: null,
  sight: null,
  steadySight: null,
  ...UNKNOWN_ATTENTION,
  occludedShare: null,
  view: { face: null, eyes: null, mouth: null },
  noseTip: false,
  motion: null,
  steadyYaw: null,
} as const;

function faceProblem(
  occludedShare: number,
  eyes: Measured["view"]["eyes"],
  mouth: Measured["view"]["mouth"],
  { view }: DriverProfile,
): Measured["view"]["face"] {
  if (eyes === "too-dark" && mouth === "too-dark") return "too-dark";
  return occludedShare >= view.hiddenFace ? "hidden" : null;
}

/** Smooths the pitch and its rate with a first-order low-pass filter. */
function headMotion(pitch: number, time: number, before: Measured | null): Measured["motion"] {
  if (before === null || before.motion === null) return { pitch, lead: 0, rate: 0 };
  const elapsed = time - before.time;
  const weight = 1 - Math.exp(-elapsed / HEAD.motionTime);
  const smoothed = before.motion.pitch + weight * (pitch - before.motion.pitch);
  const rate = (smoothed - before.motion.pitch) / elapsed;
  return {
    pitch: smoothed,
    lead: pitch - smoothed,
    rate: before.motion.rate + weight * (rate - before.motion.rate),
  };
}

function steadyYaw(yaw: number, time: number, before: Measured | null): number {
  if (before === null || before.steadyYaw === null) return yaw;
  const weight = 1 - Math.exp(-(time - before.time) / HEAD.motionTime);
  return before.steadyYaw + weight * (yaw - before.steadyYaw);
}

/** Against the eyes' centres, because landmark networks differ by 5 % in where they see the outer corners. */
function mouthWidth({ landmarks }: Face): number | null {
  const between = (p: Point, q: Point) => Math.hypot(p.x - q.x, p.y - q.y);
  const [left, right] = MOUTH_CORNERS.map((corner) => landmarkAt(landmarks, corner));
  const eyes = between(eyeCenter(landmarks, "left"), eyeCenter(landmarks, "right"));
  return eyes > 0 ? between(left, right) / eyes : null;
}
