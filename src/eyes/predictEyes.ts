// Runs the eye-state network: for each eye the probability that it is open, and that it is visible at all.

import type { Frame } from "../image/frame.ts";
import type { Affine, Point } from "../image/geometry.ts";
import { floatOutput, type Network, runInPlace } from "../network/network.ts";
import { cutGrey, EYE_CORNERS, EYE_SIZE, eyeTransform } from "./eyeCrop.ts";

/** logistic(slope · logit + intercept): Platt's scaling of one of the network's logits. */
export interface Platt {
  readonly slope: number;
  readonly intercept: number;
}

/** How the network's logits are read; fitted on subjects outside the training set, kept in the model card. */
export interface EyeCalibration {
  readonly open: Platt;
  readonly seen: Platt;
}

/** The network's prediction for one eye. */
export interface EyePrediction {
  /** Calibrated probability, 0..1, that the eye is open, given that it is visible. */
  readonly open: number;
  /** Probability, 0..1, that an eye is visible, rather than a hand, a dark lens or a cheek. */
  readonly seen: number;
  /** Distance between the eye's corners in frame pixels: landmarks of small eyes are less reliable. */
  readonly width: number;
}

/** Both eyes of a face; null where the corners coincide. Left and right are the subject's own. */
export interface EyePredictions {
  readonly left: EyePrediction | null;
  readonly right: EyePrediction | null;
}

/** Eyes in one run of the network: those of eight faces. */
const BATCH = 16;

/**
 * Predicts the state of both eyes of each face, at most 16 eyes in one run of the network.
 *
 * @param network takes `eyes`, uint8 grey [N, 48, 48, 1], and gives `logits`, float32 [N, 2, 1, 1]: open, seen.
 * @param faces the 68 landmarks of each face, in frame pixels; only the corners of the eyes are used.
 * @returns one entry per face, in the same order.
 * @throws {Error} when the network has other inputs or outputs.
 */
export async function predictEyes(
  network: Pick<Network, "run" | "runInPlace">,
  frame: Frame,
  faces: readonly (readonly Point[])[],
  calibration: EyeCalibration,
): Promise<EyePredictions[]> {
  const crops = faces.flatMap((landmarks) => [
    cropOf(landmarks, "left"),
    cropOf(landmarks, "right"),
  ]);
  const predictions = (await predictCrops(network, frame, crops, calibration)).values();
  const next = () => predictions.next().value ?? null;
  return faces.map(() => ({ left: next(), right: next() }));
}

interface Crop {
  readonly width: number;
  /** From frame pixels to eye pixels. */
  readonly toEye: Affine;
}

function cropOf(landmarks: readonly Point[], eye: "left" | "right"): Crop | null {
  const [first, last] = EYE_CORNERS[eye];
  const from = landmarks[first];
  const to = landmarks[last];
  if (from === undefined || to === undefined) {
    throw new RangeError(`Eye states need 68 landmarks, not ${landmarks.length}.`);
  }
  const toEye = eyeTransform(from, to);
  if (toEye === null) return null;
  return { width: Math.hypot(to.x - from.x, to.y - from.y), toEye };
}

async function predictCrops(
  network: Pick<Network, "run" | "runInPlace">,
  frame: Frame,
  crops: readonly (Crop | null)[],
  calibration: EyeCalibration,
): Promise<(EyePrediction | null)[]> {
  const valid = crops.filter((crop) => crop !== null);
  const predictions: EyePrediction[] = [];
  const bytes = EYE_SIZE * EYE_SIZE;
  for (let from = 0; from < valid.length; from += BATCH) {
    const batch = valid.slice(from, from + BATCH);
    const write = (data: Uint8Array): void => {
      for (const [index, { toEye }] of batch.entries()) {
        cutGrey(frame, toEye, EYE_SIZE, data.subarray(index * bytes, (index + 1) * bytes));
      }
    };
    const eyes = { name: "eyes", dims: [batch.length, EYE_SIZE, EYE_SIZE, 1], write };
    await runInPlace(network, eyes, ["logits"], (outputs) => {
      const logits = floatOutput(outputs, "logits", [batch.length, 2, 1, 1]).data;
      for (const [index, { width }] of batch.entries()) {
        predictions.push({
          open: probabilityOf(logits[2 * index], calibration.open),
          seen: probabilityOf(logits[2 * index + 1], calibration.seen),
          width,
        });
      }
    });
  }
  const inOrder = predictions.values();
  return crops.map((crop) => (crop === null ? null : (inOrder.next().value ?? null)));
}

/** The calibrated probability of a logit. */
export function probabilityOf(logit: number, { slope, intercept }: Platt): number {
  return 1 / (1 + Math.exp(-(slope * logit + intercept)));
}
