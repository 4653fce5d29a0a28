// Finds the 68 landmarks of faces in a frame: window, network, heat maps, and back to the frame.

import type { Frame } from "../image/frame.ts";
import {
  type Affine,
  composeAffine,
  IDENTITY,
  invertAffine,
  type Point,
  transformPoint,
} from "../image/geometry.ts";
import { warpRgb } from "../image/warp.ts";
import { floatOutput, type Network } from "../network/network.ts";
import { type FaceWindow, WINDOW_SIZE, windowOfLandmarks, windowTransform } from "./faceWindow.ts";
import { decodeHeatmaps, fromHeatmap, HEATMAP_SIZE, type Peak, toHeatmap } from "./heatmap.ts";
import { FLIP_PERMUTATION, LANDMARK_COUNT } from "./scheme68.ts";
import { restoreShape, type ShapePrior } from "./shapePrior.ts";

/** What the landmark network says about one window. */
export interface LocalizedFace {
  /** The window that was looked through last. */
  readonly window: FaceWindow;
  /** 68 positions in frame pixels, in the scheme's order: with a shape prior the most likely ones, else the peaks'. */
  readonly landmarks: readonly Point[];
  /** The heat maps' peaks behind them: where they lie in heat-map pixels of that window, and their signed height. */
  readonly peaks: readonly Peak[];
}

export interface LocalizeOptions {
  /**
   * Look again through a window laid on the landmarks of the first look, upright and mirrored, and take the
   * mean of both looks. Twice the time; on validation photographs 4 to 8 % less error. Default true.
   */
  readonly secondPass?: boolean;
  /** What faces look like: where peaks are low, landmarks follow the rest of the face. Default: peaks alone. */
  readonly shape?: ShapePrior | undefined;
}

/** Windows in one run of the network: more fill no core better and take 5 MB each. */
const BATCH = 4;

/** From this magnitude on a peak is a place and not a guess. */
const SURE_PEAK = 0.35;
/** The share of landmarks that must be sure before a window is laid on them. */
const SURE_SHARE = 0.6;
/** With peaks lower than this share of the first look's, the second went astray and is not heard. */
const ASTRAY = 0.8;

/** In the window's pixels: left and right change places. */
const MIRROR: Affine = { a: -1, b: 0, c: WINDOW_SIZE - 1, d: 0, e: 1, f: 0 };

/**
 * Localises the landmarks in each window.
 *
 * @param network takes `image`, uint8 [N, 256, 256, 3] RGB, and gives `heatmaps`, float32 [N, 68, 64, 64].
 * @returns one answer a window, in their order; whether it is a face is for `faceScore` to say.
 * @throws {Error} when the network has other inputs or outputs.
 */
export async function localizeFaces(
  network: Pick<Network, "run">,
  frame: Frame,
  windows: readonly FaceWindow[],
  options: LocalizeOptions = {},
): Promise<LocalizedFace[]> {
  const { secondPass = true, shape } = options;
  const likely = (face: LocalizedFace) => (shape === undefined ? face : restored(face, shape));
  const faces = await lookThrough(network, frame, windows, false);
  if (!secondPass) return faces.map(likely);
  const again = faces.map((face) => secondWindow(likely(face)));
  const chosen = again.filter((window) => window !== undefined);
  const seconds = (await lookThrough(network, frame, chosen, true)).values();
  return faces.map((first, index) => {
    const second = again[index] === undefined ? undefined : seconds.next().value;
    const astray = second && meanStrength(second) < ASTRAY * meanStrength(first);
    return likely(second === undefined || astray ? first : meanOfLooks(first, second));
  });
}

/**
 * Runs the network on all windows, a few at a time. Through mirrored windows it sees mirrored faces; its
 * answers are mirrored back, so that only its errors differ.
 */
async function lookThrough(
  network: Pick<Network, "run">,
  frame: Frame,
  windows: readonly FaceWindow[],
  mirrored: boolean,
): Promise<LocalizedFace[]> {
  const faces: LocalizedFace[] = [];
  const bytes = WINDOW_SIZE * WINDOW_SIZE * 3;
  for (let from = 0; from < windows.length; from += BATCH) {
    const batch = windows.slice(from, from + BATCH);
    const data = new Uint8Array(batch.length * bytes);
    batch.forEach((window, index) => {
      const toImage = composeAffine(windowTransform(window), mirrored ? MIRROR : IDENTITY);
      const image = data.subarray(index * bytes, (index + 1) * bytes);
      warpRgb(frame, toImage, WINDOW_SIZE, WINDOW_SIZE, image);
    });
    const dims = [batch.length, WINDOW_SIZE, WINDOW_SIZE, 3];
    const outputs = await network.run({ image: { type: "uint8", dims, data } }, ["heatmaps"]);
    const shape = [batch.length, LANDMARK_COUNT, HEATMAP_SIZE, HEATMAP_SIZE];
    const maps = floatOutput(outputs, "heatmaps", shape).data;
    const all = decodeHeatmaps(maps, batch.length * LANDMARK_COUNT);
    batch.forEach((window, index) => {
      const seen = all.slice(index * LANDMARK_COUNT, (index + 1) * LANDMARK_COUNT);
      const peaks = mirrored ? mirrorPeaks(seen) : seen;
      faces.push({ window, landmarks: inFrame(peaks, window), peaks });
    });
  }
  return faces;
}

/** The same face with its landmarks where they most likely are, given what faces look like. */
function restored({ window, peaks }: LocalizedFace, shape: ShapePrior): LocalizedFace {
  return { window, landmarks: inFrame(restoreShape(peaks, shape), window), peaks };
}

/** From heat-map pixels of a window to frame pixels. */
function inFrame(points: readonly Point[], window: FaceWindow): Point[] {
  const toFrame = invertAffine(windowTransform(window));
  return points.map(({ x, y }) =>
    transformPoint(toFrame, { x: fromHeatmap(x), y: fromHeatmap(y) }),
  );
}

function mirrorPeaks(peaks: readonly Peak[]): Peak[] {
  return FLIP_PERMUTATION.map((partner) => {
    const { x, y, value } = peaks[partner];
    return { x: HEATMAP_SIZE - 1 - x, y, value };
  });
}

/** The window to look through again; undefined where the landmarks are too unsure to lay one on them. */
function secondWindow({ window, landmarks, peaks }: LocalizedFace): FaceWindow | undefined {
  const sure = peaks.filter(({ value }) => Math.abs(value) >= SURE_PEAK).length;
  if (sure < SURE_SHARE * LANDMARK_COUNT) return undefined;
  const next = windowOfLandmarks(landmarks);
  const shift = Math.hypot(next.centerX - window.centerX, next.centerY - window.centerY);
  const zoom = Math.abs(Math.log(next.side / window.side));
  const turn = Math.abs(wrapAngle(next.rotation - window.rotation));
  // A window far from the first was laid on stray landmarks.
  const near = shift < 0.5 * window.side && zoom < Math.log(2) && turn < Math.PI / 2;
  return near ? next : undefined;
}

/** Positions weighted by the squares of the peaks' heights, heights by themselves; in the second's window. */
function meanOfLooks(first: LocalizedFace, second: LocalizedFace): LocalizedFace {
  const toWindow = windowTransform(second.window);
  const landmarks = first.landmarks.map((p, k): Point => {
    const q = second.landmarks[k];
    const weightP = first.peaks[k].value ** 2;
    const weightQ = second.peaks[k].value ** 2;
    const share = weightP + weightQ > 0 ? weightQ / (weightP + weightQ) : 0.5;
    return { x: p.x + share * (q.x - p.x), y: p.y + share * (q.y - p.y) };
  });
  const peaks = landmarks.map((point, k): Peak => {
    const { x, y } = transformPoint(toWindow, point);
    const value = (first.peaks[k].value + second.peaks[k].value) / 2;
    return { x: toHeatmap(x), y: toHeatmap(y), value };
  });
  return { window: second.window, landmarks, peaks };
}

function meanStrength({ peaks }: LocalizedFace): number {
  return peaks.reduce((sum, { value }) => sum + Math.abs(value), 0) / peaks.length;
}

/** The same angle in [−π, π). */
function wrapAngle(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
