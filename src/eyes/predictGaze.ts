// The gaze network on the faces of a frame: for each eye where it looks, what its lids do, and whether it is seen.

import type { Frame } from "../image/frame.ts";
import { invertAffine, type Point, transformPoint } from "../image/geometry.ts";
import { floatOutput, type Network } from "../network/network.ts";
import type { CameraIntrinsics } from "../pose/camera.ts";
import { type HeadPose, LID_CLASSES, type Lids } from "../result.ts";
import { ANGLE_UNIT, ANSWER_COUNT, ANSWERS } from "./gazeAnswers.ts";
import { cutPairEye, type EyePair, eyePair, PAIR_HEIGHT, PAIR_WIDTH } from "./pairCrop.ts";
import { type Platt, probabilityOf } from "./predictEyes.ts";

/** How the network's answers are read; fitted on people outside the training set, kept in the model card. */
export interface GazeCalibration {
  /** Probability that an eye is seen, and that it is shut, from their logits. */
  readonly seen: Platt;
  readonly shut: Platt;
  /** Degrees of one standard deviation: `factor` times the answered error, at least `least`. */
  readonly deviation: { readonly factor: number; readonly least: number };
}

/** The network's prediction for one eye. */
export interface GazePrediction {
  /** Relative to the head, degrees: to the subject's own left, and up. */
  readonly yaw: number;
  readonly pitch: number;
  /** One standard deviation of each. */
  readonly deviation: number;
  readonly lids: Lids;
  /** Probability, 0..1, that an eye is visible, rather than a hand, a dark lens or a cheek. */
  readonly seen: number;
  /** Opening of the lids ÷ width of the eye, both as if seen from the front. */
  readonly opening: number;
  /** The iris as a disc in frame pixels, also where lids hide it. */
  readonly iris: Point & { readonly radius: number };
}

/** Both eyes of a face. Left and right are the subject's own. */
export interface GazePredictions {
  readonly left: GazePrediction;
  readonly right: GazePrediction;
  /** Where they were cut out. */
  readonly pair: EyePair;
}

/** A face with what the network needs of it. */
export interface GazeFace {
  readonly landmarks: readonly Point[];
  readonly pose: Pick<HeadPose, "yaw" | "pitch">;
}

/** Faces in one run of the network. */
const BATCH = 8;

/**
 * Predicts gaze and lids of each face, both eyes in one look, at most eight faces in one run of the network.
 *
 * @param network takes `eyes`, uint8 grey [N, 48, 64, 2] (left, right mirrored), and `pose`, float32 [N, 2, 1, 1]; gives
 *   `answers`, float32 [N, 24, 1, 1], in the order of `ANSWERS`.
 * @returns one entry per face, in the same order; null where the eyes' landmarks coincide.
 * @throws {Error} when the network has other inputs or outputs.
 */
export async function predictGaze(
  network: Pick<Network, "run">,
  frame: Frame,
  faces: readonly GazeFace[],
  camera: CameraIntrinsics,
  calibration: GazeCalibration,
): Promise<(GazePredictions | null)[]> {
  const pairs = faces.map(({ landmarks }) => eyePair(landmarks));
  const found: (GazePredictions | null)[] = faces.map(() => null);
  const valid = pairs.flatMap((pair, index) => (pair === null ? [] : [{ pair, index }]));
  for (let from = 0; from < valid.length; from += BATCH) {
    const batch = valid.slice(from, from + BATCH);
    const { eyes, pose } = inputsOf(
      frame,
      batch.map(({ pair, index }) => ({ pair, pose: faces[index].pose })),
      camera,
    );
    const outputs = await network.run({
      eyes: { type: "uint8", dims: [batch.length, PAIR_HEIGHT, PAIR_WIDTH, 2], data: eyes },
      pose: { type: "float32", dims: [batch.length, 2, 1, 1], data: pose },
    });
    const answers = floatOutput(outputs, "answers", [batch.length, ANSWER_COUNT, 1, 1]).data;
    for (const [i, { pair, index }] of batch.entries()) {
      const own = answers.subarray(i * ANSWER_COUNT, (i + 1) * ANSWER_COUNT);
      found[index] = readAnswers(own, pair, calibration);
    }
  }
  return found;
}

function inputsOf(
  frame: Frame,
  faces: readonly { readonly pair: EyePair; readonly pose: GazeFace["pose"] }[],
  camera: CameraIntrinsics,
): { readonly eyes: Uint8Array; readonly pose: Float32Array } {
  const pixels = PAIR_WIDTH * PAIR_HEIGHT;
  const eyes = new Uint8Array(2 * pixels * faces.length);
  const pose = new Float32Array(2 * faces.length);
  for (const [i, face] of faces.entries()) {
    for (const [side, toEye] of [face.pair.left, face.pair.right].entries()) {
      const grey = cutPairEye(frame, toEye);
      for (let at = 0; at < pixels; at++) eyes[2 * (i * pixels + at) + side] = grey[at];
    }
    const { yaw, pitch } = poseInView(face.pose, face.pair.middle, camera);
    pose.set([yaw, pitch], 2 * i);
  }
  return { eyes, pose };
}

const DEGREES = 180 / Math.PI;

/** The head's direction relative to the ray from the camera to the eyes instead of the camera's axis, degrees. */
export function poseInView(
  { yaw, pitch }: GazeFace["pose"],
  { x, y }: Point,
  { focalX, focalY, centerX, centerY }: CameraIntrinsics,
): { readonly yaw: number; readonly pitch: number } {
  return {
    yaw: yaw + DEGREES * Math.atan((x - centerX) / focalX),
    pitch: pitch - DEGREES * Math.atan((y - centerY) / focalY),
  };
}

/** Reads the answers for one face. */
function readAnswers(
  answers: Float32Array,
  pair: EyePair,
  { seen, shut, deviation }: GazeCalibration,
): GazePredictions {
  const eye = (side: 0 | 1): GazePrediction => {
    const outward = ANGLE_UNIT * answers[ANSWERS.outward + side];
    const error = ANGLE_UNIT * Math.exp(answers[ANSWERS.logError + side]);
    const transform = side === 0 ? pair.left : pair.right;
    const half = PAIR_WIDTH / 2;
    const centre = transformPoint(invertAffine(transform), {
      x: (PAIR_WIDTH - 1) / 2 + half * answers[ANSWERS.iris + 2 * side],
      y: (PAIR_HEIGHT - 1) / 2 + half * answers[ANSWERS.iris + 2 * side + 1],
    });
    const scale = Math.hypot(transform.a, transform.b);
    return {
      yaw: side === 0 ? outward : -outward,
      pitch: ANGLE_UNIT * answers[ANSWERS.pitch + side],
      deviation: Math.max(deviation.least, deviation.factor * error),
      lids: lidsOf(answers, side, shut),
      seen: probabilityOf(answers[ANSWERS.seen + side], seen),
      opening: Math.max(0, answers[ANSWERS.opening + side]),
      iris: { ...centre, radius: (half * answers[ANSWERS.irisRadius + side]) / scale },
    };
  };
  return { left: eye(0), right: eye(1), pair };
}

/** The probability of "shut" is calibrated; the other classes share the rest by their own probabilities. */
function lidsOf(answers: Float32Array, side: 0 | 1, calibration: Platt): Lids {
  const at = ANSWERS.lids + LID_CLASSES.length * side;
  const shut = probabilityOf(answers[at], calibration);
  const others = [1, 2, 3].map((k) => 1 / (1 + Math.exp(-answers[at + k])));
  const sum = others.reduce((total, value) => total + value, 1e-9);
  const [lowered, squinting, open] = others.map((value) => ((1 - shut) * value) / sum);
  return { shut, lowered, squinting, open };
}
