// Imitates the analysis of scripted frames from their moments: drives for the driver monitor without rendering an
// image or running a network.

import { joinGaze } from "../src/eyes/gaze.ts";
import type { Point } from "../src/image/geometry.ts";
import { faceBoxOf } from "../src/landmarks/faceWindow.ts";
import { mixSeed, type Random, randomFrom } from "../src/math/random.ts";
import { measureEyes, measureMouth } from "../src/measures/openness.ts";
import { HEAD68 } from "../src/pose/head68.ts";
import { estimateHeadPose } from "../src/pose/pnp.ts";
import type { DriverObservation } from "../src/report.ts";
import type { EyeGaze, EyeOpenness, Face, HeadPose, Landmark, Openness } from "../src/result.ts";
import { type DriverScript, speedAt } from "./driverScript.ts";
import { errorStream } from "./errorStream.ts";
import { frameTimes } from "./frameTimes.ts";
import type { Moment } from "./moment.ts";
import { brightnessOf, motionOf } from "./motion.ts";
import { movedHead } from "./movingHead.ts";
import { gazeObserver } from "./observedGaze.ts";
import { hiddenLandmarks } from "./occlusion.ts";
import { scriptCamera, type Viewpoint, viewpointOf } from "./viewpoint.ts";

export interface ObserveOptions {
  /** Replaces the script's `analysis.landmarkError`. */
  readonly error?: number;
}

/** An observation, and the frame it belongs to. */
export interface ScriptedObservation extends DriverObservation {
  /** Number of the frame, lost ones counted. */
  readonly frame: number;
  /** Its ground truth. */
  readonly moment: Moment;
}

/** Beyond this yaw relative to the camera no face is found, degrees. */
const LOST_YAW = 78;
/** In images darker than this, or with more of the lens covered, no face is found. */
const LEAST_BRIGHTNESS = 0.06;
const MOST_COVERED = 0.5;
/** What the fit reports of usual landmarks, for poses that are not fitted: degrees, pixels. */
const USUAL_UNCERTAINTY = { yaw: 1.6, pitch: 1.7, roll: 0.7 };
const USUAL_REPROJECTION_ERROR = 1.5;
/** The eye-state network's probability of "closed" is a logistic function of the closure. */
const EYE_STATE = { middle: 0.6, slope: 20 };

/**
 * The observations that an analysis would give of a scripted drive, one for each frame that arrives: landmarks of the
 * average head in the script's camera, pixels, and pose, eyes and mouth measured from them. Deterministic.
 *
 * @example
 * const script = parseDriverScript(text, "microsleep.json"); // the scenario
 * observeScript(script)[0]?.face?.eyes.left; // { openness: 0.28981359387294686, valid: true }
 */
export function observeScript(
  script: DriverScript,
  options?: ObserveOptions,
): ScriptedObservation[] {
  return [...observations(script, options)];
}

/**
 * The observations of a scripted drive in order: landmarks of the average head where the script's camera sees them,
 * with noise and occlusion, and from them pose, eyes and mouth by the library's own functions. The script's `analysis`
 * gives the size of the errors. The same script gives the same observations.
 */
export function* observations(
  script: DriverScript,
  { error = script.analysis.landmarkError }: ObserveOptions = {},
): Generator<ScriptedObservation> {
  const motion = motionOf(script);
  const view = viewpointOf(scriptCamera(script), script.image);
  const errors = measureErrors(script);
  const observeGaze = gazeObserver(script);
  for (const { index, timestamp } of frameTimes(script)) {
    const moment = motion(timestamp);
    const random = randomFrom(mixSeed(script.seed, 61, index));
    const face = observedFace(moment, view, random, error);
    const speed = speedAt(script, timestamp);
    const erred = errors(timestamp);
    const measured = face && asMeasured(face, moment, script, erred);
    const gaze = measured && observeGaze?.(moment, measured);
    yield {
      frame: index,
      timestamp,
      moment,
      face: measured && gaze ? withGaze(measured, gaze) : measured,
      brightness: brightnessOf(moment),
      ...(speed === undefined ? {} : { speed }),
    };
  }
}

/** The face of an average person that an analysis would find; null where it would find none. */
function observedFace(moment: Moment, view: Viewpoint, random: Random, error: number): Face | null {
  const angles = view.anglesOf(moment.head);
  const found =
    moment.present &&
    brightnessOf(moment) >= LEAST_BRIGHTNESS &&
    moment.covered <= MOST_COVERED &&
    Math.abs(angles.yaw) <= LOST_YAW;
  if (!found) return null;
  const hidden = hiddenLandmarks(moment, view);
  const points = view.project(moment, movedHead(moment));
  const sigma = error * faceBoxOf(points).width;
  const landmarks = points.map((point, k) =>
    observedLandmark(point, hidden[k] === true, sigma, random),
  );
  const shown = hidden.filter((is) => !is).length / hidden.length;
  const score = 0.55 + 0.4 * shown;
  // Landmarks without errors give the head's own pose. The fit takes most of an observation's time.
  const pose: HeadPose =
    error > 0
      ? estimateHeadPose(
          landmarks,
          landmarks.map(({ probability }) => probability),
          view.intrinsics,
        )
      : {
          ...angles,
          translation: view.originOf(moment),
          reprojectionError: USUAL_REPROJECTION_ERROR,
          uncertainty: USUAL_UNCERTAINTY,
        };
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
  const error = () => (spread > 0 ? spread * random.normal() : 0);
  return {
    x: x + error(),
    y: y + error(),
    occluded,
    probability: occluded ? 0.05 + unsure : 0.98 - unsure,
  };
}

type MeasureErrors = Readonly<Record<"left" | "right" | "mouth" | "yaw" | "pitch", number>>;

/** The errors of measures at the times of frames, in order. */
function measureErrors({ seed, analysis }: DriverScript): (timestamp: number) => MeasureErrors {
  const random = randomFrom(mixSeed(seed, 62));
  const { opennessError, angleError } = analysis;
  const deviations = [opennessError, opennessError, opennessError, angleError, angleError];
  const streams = deviations.map(() => errorStream(random));
  return (timestamp) => {
    const [left, right, mouth, yaw, pitch] = streams.map(
      (next, k) => deviations[k] * next(timestamp),
    );
    return { left, right, mouth, yaw, pitch };
  };
}

/** The face with the measures of this person, and their errors. */
function asMeasured(
  face: Face,
  { closure }: Moment,
  { person, analysis }: DriverScript,
  errors: MeasureErrors,
): Face {
  const { openEye = AVERAGE.eye, shutEye = 0, restingMouth = AVERAGE.mouth } = person;
  const eyeScale = (openEye - shutEye) / AVERAGE.eye;
  const eye = (measured: Openness, error: number): EyeOpenness => {
    const own = changed(measured, (openness) => shutEye + eyeScale * openness + error);
    if (!analysis.eyeState) return own;
    const { middle, slope } = EYE_STATE;
    const closed = 1 / (1 + Math.exp(-slope * (closure - middle)));
    return { ...own, closed: own.valid ? closed : null };
  };
  const mouthOffset = restingMouth - AVERAGE.mouth;
  const { left, right } = face.eyes;
  const { yaw, pitch } = face.pose;
  return {
    ...face,
    pose: { ...face.pose, yaw: yaw + errors.yaw, pitch: pitch + errors.pitch },
    eyes: { left: eye(left, errors.left), right: eye(right, errors.right) },
    mouth: changed(face.mouth, (openness) => openness + mouthOffset + errors.mouth),
  };
}

function withGaze(face: Face, gaze: Readonly<Record<"left" | "right", EyeGaze>>): Face {
  const { left, right } = face.eyes;
  return {
    ...face,
    eyes: { left: { ...left, gaze: gaze.left }, right: { ...right, gaze: gaze.right } },
    gaze: joinGaze(gaze.left, gaze.right),
  };
}

/** A measure with another value, where it has one. */
function changed(measured: Openness, change: (openness: number) => number): Openness {
  const { openness } = measured;
  return openness === null ? measured : { ...measured, openness: Math.max(0, change(openness)) };
}

/** Openness of the average head's open eyes, and of its mouth at rest, as the library measures them. */
const AVERAGE = averageOpenness();

function averageOpenness(): { readonly eye: number; readonly mouth: number } {
  const distance = 600;
  const landmarks = HEAD68.map(([x, y, z]): Landmark => {
    return { x: x / (z + distance), y: y / (z + distance), occluded: false, probability: 1 };
  });
  const pose: HeadPose = {
    yaw: 0,
    pitch: 0,
    roll: 0,
    translation: [0, 0, distance],
    reprojectionError: 0,
    uncertainty: USUAL_UNCERTAINTY,
  };
  const { left, right } = measureEyes(landmarks, pose);
  const mouth = measureMouth(landmarks, pose);
  return {
    eye: ((left.openness ?? 0) + (right.openness ?? 0)) / 2,
    mouth: mouth.openness ?? 0,
  };
}
