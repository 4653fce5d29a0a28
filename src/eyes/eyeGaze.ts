// Where the eyes of faces look, or why that is unknown: the gaze network's predictions, and when they are not believed.

import type { Frame } from "../image/frame.ts";
import { landmarkAt } from "../landmarks/scheme68.ts";
import type { Network } from "../network/network.ts";
import type { CameraIntrinsics } from "../pose/camera.ts";
import type { EyeGaze, EyeOpenness, Face, GazeReason } from "../result.ts";
import { EYE_CORNERS, eyeWidth } from "./eyeCrop.ts";
import { logOdds } from "./eyeState.ts";
import { joinGaze } from "./gaze.ts";
import { type GazeCalibration, type GazePrediction, predictGaze } from "./predictGaze.ts";

/** From where on a prediction is believed; kept in the model card. */
export interface GazeLimits {
  /** With a lower probability that the eye is visible its gaze is unknown. */
  readonly leastSeen: number;
  /** Smaller eyes (pixels between the corners, or as wide as the other eye's image) are not measured. */
  readonly leastWidth: number;
  /** Largest yaw of the head towards or away from the camera, degrees. */
  readonly mostYaw: number;
  /** Weight of this network's log-odds of "shut" beside those of `closed`. */
  readonly shutWeight: number;
}

/** A lens or its reflection by the brightness of the eye, 0..255, relative to the nose's bridge. */
const LENS = { dark: 0.4, bright: 240, brightShare: 0.25 } as const;

/** The same faces, with gaze and lids of each eye, and the gaze of both joined. */
export async function addGaze(
  faces: readonly Face[],
  frame: Frame,
  camera: CameraIntrinsics,
  network: Pick<Network, "run">,
  card: GazeCalibration & { readonly limits: GazeLimits },
): Promise<Face[]> {
  const predictions = await predictGaze(network, frame, faces, camera, card);
  return faces.map((face, k): Face => {
    const found = predictions[k];
    const eye = (side: "left" | "right"): EyeOpenness => {
      const prediction = found?.[side] ?? null;
      const gaze = eyeGaze(face, side, prediction, found?.pair.width ?? 0, frame, card.limits);
      const isSeen = gaze.known || gaze.reason === "shut";
      if (prediction === null || !isSeen) return { ...face.eyes[side], gaze, lids: null };
      const closed = joinedClosed(face.eyes[side], prediction, card.limits);
      const { lids } = prediction;
      return { ...face.eyes[side], ...(closed !== undefined && { closed }), gaze, lids };
    };
    const eyes = { left: eye("left"), right: eye("right") };
    const [left, right] = [eyes.left.gaze, eyes.right.gaze];
    return { ...face, eyes, ...(left && right && { gaze: joinGaze(left, right) }) };
  });
}

/**
 * The gaze of one eye, or the first of these reasons that holds: its image is too small; the head is turned too far; its
 * landmarks or the network find it hidden; its lids are shut.
 */
function eyeGaze(
  face: Face,
  side: "left" | "right",
  prediction: GazePrediction | null,
  width: number,
  frame: Frame,
  limits: GazeLimits,
): EyeGaze {
  const { valid, reason } = face.eyes[side];
  const { leastSeen, leastWidth, mostYaw } = limits;
  const unknown = (because: GazeReason): EyeGaze => ({ known: false, reason: because });
  if (prediction === null || width < leastWidth) return unknown("too-small");
  if (reason === "turned-away" || Math.abs(face.pose.yaw) > mostYaw) {
    return unknown("turned-too-far");
  }
  if (prediction.seen < leastSeen || (!valid && reason !== "low-score")) {
    return unknown(coverOf(face, side, frame));
  }
  const shut = joinedClosed(face.eyes[side], prediction, limits) ?? prediction.lids.shut;
  if (shut > 0.5) return unknown("shut");
  const { yaw, pitch, deviation } = prediction;
  return { known: true, yaw, pitch, deviation };
}

/**
 * The probability that an eye is closed, by the log-odds of `closed` and of this network's "shut", which sees brows, cheeks
 * and the other eye as well: lids that follow the gaze down are not closed.
 */
function joinedClosed(
  { closed }: EyeOpenness,
  { lids }: GazePrediction,
  { shutWeight }: GazeLimits,
): number | null | undefined {
  if (typeof closed !== "number") return closed;
  return 1 / (1 + Math.exp(-(logOdds(closed) + shutWeight * logOdds(lids.shut))));
}

/** What covers an eye: a lens that is dark, or bright with reflections, else anything. */
function coverOf(face: Face, side: "left" | "right", frame: Frame): GazeReason {
  const [first, last] = EYE_CORNERS[side];
  const [p, q] = [landmarkAt(face.landmarks, first), landmarkAt(face.landmarks, last)];
  const radius = Math.max(1, eyeWidth(face.landmarks, side) / 3);
  const eye = greyAround(frame, (p.x + q.x) / 2, (p.y + q.y) / 2, radius);
  const nose = landmarkAt(face.landmarks, 30);
  const skin = greyAround(frame, nose.x, nose.y, radius / 2);
  if (eye.bright > LENS.brightShare) return "glare";
  return skin.mean > 0 && eye.mean < LENS.dark * skin.mean ? "dark-lens" : "hidden";
}

/** Mean luma of a square of the frame, and the share of it that is nearly white. */
function greyAround(
  { width, height, channels, data }: Frame,
  x: number,
  y: number,
  radius: number,
): { readonly mean: number; readonly bright: number } {
  let [sum, bright, count] = [0, 0, 0];
  const from = (at: number) => Math.max(0, Math.round(at - radius));
  const to = (at: number, size: number) => Math.min(size - 1, Math.round(at + radius));
  for (let row = from(y); row <= to(y, height); row++) {
    for (let column = from(x); column <= to(x, width); column++) {
      const at = (row * width + column) * channels;
      const grey = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
      sum += grey;
      count++;
      if (grey > LENS.bright) bright++;
    }
  }
  return count === 0 ? { mean: 0, bright: 0 } : { mean: sum / count, bright: bright / count };
}
