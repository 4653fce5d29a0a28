// What an analysis would say of scripted frames, made from the truth: long drives for the driver monitor's
// tests without an image being rendered or a network being run.

import type { Point } from "../src/image/geometry.ts";
import { faceBoxOf } from "../src/landmarks/faceWindow.ts";
import { mixSeed, type Random, randomFrom } from "../src/math/random.ts";
import { measureEyes, measureMouth } from "../src/measures/openness.ts";
import { estimateHeadPose } from "../src/pose/pnp.ts";
import type { DriverObservation } from "../src/report.ts";
import type { Face, Landmark } from "../src/result.ts";
import type { DriverScript } from "./driverScript.ts";
import { frameTimes } from "./frameTimes.ts";
import { hiddenLandmarks } from "./hidden.ts";
import type { Moment } from "./moment.ts";
import { brightnessOf, motionOf } from "./motion.ts";
import { movedHead } from "./movingHead.ts";
import { scriptCamera, type Viewpoint, viewpointOf } from "./viewpoint.ts";

export interface ObserveOptions {
  /** Standard deviation of a visible landmark's error, as a share of the face box's width; hidden ones err thrice as much. */
  readonly error?: number;
}

/** An observation, and the frame it belongs to. */
export interface ScriptedObservation extends DriverObservation {
  /** Number of the frame, lost ones counted. */
  readonly frame: number;
  /** The truth behind it. */
  readonly moment: Moment;
}

/** Beyond this yaw before the camera no face is found. */
const LOST_YAW = 78;
/** In images darker than this, or with more of the lens covered, nothing is found. */
const LEAST_BRIGHTNESS = 0.06;
const MOST_COVERED = 0.5;

/**
 * The observations of a scripted drive, one a frame that arrives: landmarks of the average head where the
 * script's camera sees them, with noise and occlusion, and from them pose, eyes and mouth by the library's own
 * functions. Deterministic.
 */
export function observeScript(
  script: DriverScript,
  options: ObserveOptions = {},
): ScriptedObservation[] {
  const motion = motionOf(script);
  const view = viewpointOf(scriptCamera(script), script.image);
  return frameTimes(script).map(({ index, timestamp }) => {
    const moment = motion(timestamp);
    const random = randomFrom(mixSeed(script.seed, 61, index));
    return {
      frame: index,
      timestamp,
      moment,
      face: observedFace(moment, view, random, options),
      brightness: brightnessOf(moment),
    };
  });
}

/** The face that an analysis would find; null where it would find none. */
export function observedFace(
  moment: Moment,
  view: Viewpoint,
  random: Random,
  { error = 0.008 }: ObserveOptions = {},
): Face | null {
  const angles = view.anglesOf(moment.head);
  const seen =
    moment.present &&
    brightnessOf(moment) >= LEAST_BRIGHTNESS &&
    moment.covered <= MOST_COVERED &&
    Math.abs(angles.yaw) <= LOST_YAW;
  if (!seen) return null;
  const hidden = hiddenLandmarks(moment, view);
  const points = view.project(moment, movedHead(moment));
  const sigma = error * faceBoxOf(points).width;
  const landmarks = points.map((point, k) =>
    observedLandmark(point, hidden[k] === true, sigma, random),
  );
  const pose = estimateHeadPose(
    landmarks,
    landmarks.map(({ probability }) => probability),
    view.intrinsics,
  );
  const shown = hidden.filter((is) => !is).length / hidden.length;
  const score = 0.55 + 0.4 * shown;
  return {
    box: faceBoxOf(landmarks),
    score,
    detectorScore: score,
    landmarks,
    pose,
    eyes: measureEyes(landmarks, pose),
    mouth: measureMouth(landmarks, pose),
  };
}

function observedLandmark(
  { x, y }: Point,
  occluded: boolean,
  sigma: number,
  random: Random,
): Landmark {
  const spread = occluded ? 3 * sigma : sigma;
  const unsure = random.between(0, 0.1);
  return {
    x: x + spread * random.normal(),
    y: y + spread * random.normal(),
    occluded,
    probability: occluded ? 0.05 + unsure : 0.98 - unsure,
  };
}
