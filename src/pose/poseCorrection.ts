// What a landmark network's faces say too little of: turns and tilts, corrected by the shape that the landmarks form.

import type { Point } from "../image/geometry.ts";
import { landmarkAt } from "../landmarks/scheme68.ts";
import type { HeadPose } from "../result.ts";

/** The angles that are corrected, in the order of `PoseCorrection`. */
export const ANGLES = ["yaw", "pitch", "roll"] as const;
/** Yaw, pitch and roll in degrees, as in `HeadPose`. */
export type Angles = Pick<HeadPose, (typeof ANGLES)[number]>;

/** Weights of `poseFeatures` for what to add to each angle, degrees; fitted on heads of known pose, kept in the model card. */
export type PoseCorrection = Readonly<Record<(typeof ANGLES)[number], readonly number[]>>;

/** Jaw, ends of the brows, nose, corners of eyes and mouth, lips' outer middles: not the lids, since no blink turns a head. */
const LANDMARKS = [
  0, 4, 8, 12, 16, 17, 21, 22, 26, 27, 28, 29, 30, 31, 33, 35, 36, 39, 42, 45, 48, 51, 54, 57,
];
/** How many features there are: twelve of the angles, and the shape's coordinates, by themselves and times yaw. */
export const FEATURES = 12 + 4 * LANDMARKS.length;

const DEGREE = Math.PI / 180;
/** No angle is corrected by more, degrees: what seems to need it is no face that was ever fitted. */
const MOST = 15;
/** No face is seen from farther round, degrees. */
const FARTHEST = 90;

/**
 * A pose with the angles that the head has rather than those that its landmarks show. A fit of one average head takes
 * what is peculiar to a face (a long nose, a high brow) for a tilt, and networks draw landmarks of turned heads
 * towards the front; a linear map of the shape, fitted on heads of known pose, undoes a part of both.
 *
 * @param pose as fitted to the landmarks.
 * @param landmarks the 68 points of the same face in pixels.
 * @throws {RangeError} when the correction has not `FEATURES` weights an angle, or the landmarks lie on one point.
 */
export function correctPose(
  pose: HeadPose,
  landmarks: readonly Point[],
  correction: PoseCorrection,
): HeadPose {
  const features = poseFeatures(pose, landmarks);
  const added = (angle: (typeof ANGLES)[number]) => {
    const weights = correction[angle];
    if (weights.length !== FEATURES) {
      throw new RangeError(`A correction has ${FEATURES} weights an angle, not ${weights.length}.`);
    }
    const sum = features.reduce((total, value, k) => total + value * weights[k], 0);
    return pose[angle] + Math.max(-MOST, Math.min(MOST, sum));
  };
  return {
    ...pose,
    yaw: Math.max(-FARTHEST, Math.min(FARTHEST, added("yaw"))),
    pitch: added("pitch"),
    roll: added("roll"),
  };
}

/**
 * What corrections are linear in: products of the angles from the line of sight, as the network sees the face, and the
 * landmarks upright, about their mean, in units of their spread.
 *
 * @throws {RangeError} when there are not 68 landmarks, or they lie on one point.
 */
export function poseFeatures(
  { yaw, pitch, roll, translation: [x, y, z] }: Angles & Pick<HeadPose, "translation">,
  landmarks: readonly Point[],
): number[] {
  // A face right of the camera's axis that looks along it is seen from its right; one below it from above.
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
  if (!(spread > 0)) throw new RangeError("The landmarks lie on one point.");
  const [cos, sin] = [Math.cos(roll * DEGREE) / spread, Math.sin(roll * DEGREE) / spread];
  return away.flatMap(([x, y]) => [cos * x + sin * y, cos * y - sin * x]);
}
