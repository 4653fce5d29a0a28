// Corrects the systematic pose error of a landmark network by the shape that its landmarks form.

import type { Point } from "../image/geometry.ts";
import { landmarkAt } from "../landmarks/scheme68.ts";
import { clamp } from "../math/statistics.ts";
import type { HeadPose } from "../result.ts";
import {
  anglesFromRotation,
  multiplyMatrices,
  rotateVector,
  rotationFromAngles,
} from "./rotation.ts";

/** The angles that are corrected, in the order of `PoseCorrection`. */
export const ANGLES = ["yaw", "pitch", "roll"] as const;
/** Yaw, pitch and roll in degrees, as in `HeadPose`. */
export type Angles = Pick<HeadPose, (typeof ANGLES)[number]>;

/** For each angle the weights of `poseFeatures`; their sum in degrees is added. Fitted on heads of known pose, kept in the model card. */
export interface PoseCorrection
  extends Readonly<Record<(typeof ANGLES)[number], readonly number[]>> {
  /** What remains of the error of the corrected pose, one standard deviation, degrees. Default: unknown. */
  readonly error?: Angles;
}

/** Jaw, ends of the brows, nose, corners of eyes and mouth, outer midpoints of the lips. Not the lids, because they move without the head. */
const LANDMARKS = [
  0, 4, 8, 12, 16, 17, 21, 22, 26, 27, 28, 29, 30, 31, 33, 35, 36, 39, 42, 45, 48, 51, 54, 57,
];
/** Number of features: twelve of the angles, and the shape's coordinates, once alone and once times yaw. */
export const FEATURES = 12 + 4 * LANDMARKS.length;

const DEGREE = Math.PI / 180;
/** Limit of the correction, degrees: a larger one would come from a face unlike those of the fit. */
const MOST_CORRECTED = 15;
/** The correction is fitted on heads up to this roll, degrees. */
const MOST_ROLL = 60;
/** Limit of the corrected yaw, degrees. */
const MOST_YAW = 90;

/**
 * Corrects a fitted pose. The fit of one average head mistakes individual features (a long nose, a high brow) for
 * pitch, and networks place the landmarks of turned heads too near to the frontal ones. A linear function of the
 * shape, fitted on heads of known pose, removes a part of both errors.
 *
 * @param pose as fitted to the landmarks.
 * @param landmarks the 68 points of the same face in pixels.
 * @throws {RangeError} when the correction does not have `FEATURES` weights per angle, or all landmarks coincide.
 */
export function correctPose(
  pose: HeadPose,
  landmarks: readonly Point[],
  correction: PoseCorrection,
): HeadPose {
  const { error } = correction;
  return {
    ...pose,
    ...(error && { uncertainty: joined(pose.uncertainty, error), fit: pose.uncertainty }),
    ...(Math.abs(pose.roll) > MOST_ROLL
      ? correctedUpright(pose, landmarks, correction)
      : correctedAngles(pose, landmarks, correction)),
  };
}

type Fitted = Angles & Pick<HeadPose, "translation">;

/**
 * Beyond the rolls of the fit the image is turned about the camera's axis until the head is upright, and the corrected head
 * turned back: yaw and pitch are in the camera's axes, so a head that is upside down has the opposite ones.
 */
function correctedUpright(
  pose: Fitted,
  landmarks: readonly Point[],
  correction: PoseCorrection,
): Angles {
  const about = (roll: number) => rotationFromAngles({ yaw: 0, pitch: 0, roll });
  const [cos, sin] = [Math.cos(pose.roll * DEGREE), Math.sin(pose.roll * DEGREE)];
  const upright = about(-pose.roll);
  const corrected = correctedAngles(
    {
      ...anglesFromRotation(multiplyMatrices(upright, rotationFromAngles(pose))),
      translation: rotateVector(upright, pose.translation),
    },
    landmarks.map(({ x, y }) => ({ x: cos * x + sin * y, y: cos * y - sin * x })),
    correction,
  );
  return anglesFromRotation(multiplyMatrices(about(pose.roll), rotationFromAngles(corrected)));
}

function correctedAngles(
  pose: Fitted,
  landmarks: readonly Point[],
  correction: PoseCorrection,
): Angles {
  const features = poseFeatures(pose, landmarks);
  const added = (angle: (typeof ANGLES)[number]) => {
    const weights = correction[angle];
    if (weights.length !== FEATURES) {
      throw new RangeError(
        `A correction has ${FEATURES} weights per angle, not ${weights.length}.`,
      );
    }
    const sum = features.reduce((total, value, k) => total + value * weights[k], 0);
    return pose[angle] + clamp(sum, -MOST_CORRECTED, MOST_CORRECTED);
  };
  return {
    yaw: clamp(added("yaw"), -MOST_YAW, MOST_YAW),
    pitch: added("pitch"),
    roll: wrapped(added("roll")),
  };
}

/** One standard deviation of the sum of two independent errors. */
function joined(p: Angles, q: Angles): Angles {
  return {
    yaw: Math.hypot(p.yaw, q.yaw),
    pitch: Math.hypot(p.pitch, q.pitch),
    roll: Math.hypot(p.roll, q.roll),
  };
}

/** The same angle from −180° to 180°. */
function wrapped(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}

/**
 * The features of the linear correction: products of the angles relative to the line of sight, and the landmarks
 * rotated upright, centred on their mean and scaled to unit spread.
 *
 * @throws {RangeError} when there are not 68 landmarks, or all coincide.
 */
export function poseFeatures(
  { yaw, pitch, roll, translation }: Fitted,
  landmarks: readonly Point[],
): number[] {
  const [x, y, z] = translation;
  // A face to the right of the camera's axis that looks parallel to it is seen from its right; one below it from above.
  const turn = (yaw + Math.atan2(x, z) / DEGREE) / 45;
  const tilt = (pitch - Math.atan2(y, z) / DEGREE) / 30;
  const lean = roll / 30;
  const shape = uprightShape(landmarks, roll);
  return [
    1,
    turn,
    tilt,
    lean,
    turn ** 2,
    turn * tilt,
    turn * lean,
    tilt ** 2,
    tilt * lean,
    turn ** 3,
    turn ** 2 * tilt,
    turn ** 2 * lean,
    ...shape,
    ...shape.map((value) => value * turn),
  ];
}

function uprightShape(landmarks: readonly Point[], roll: number): number[] {
  const points = LANDMARKS.map((index) => landmarkAt(landmarks, index));
  const mean = (axis: "x" | "y") =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [middleX, middleY] = [mean("x"), mean("y")];
  const away = points.map(({ x, y }) => [x - middleX, y - middleY] as const);
  const spread = Math.sqrt(away.reduce((sum, [x, y]) => sum + x * x + y * y, 0) / away.length);
  if (!(spread > 0)) throw new RangeError("All landmarks coincide.");
  const [cos, sin] = [Math.cos(roll * DEGREE) / spread, Math.sin(roll * DEGREE) / spread];
  return away.flatMap(([x, y]) => [cos * x + sin * y, cos * y - sin * x]);
}
