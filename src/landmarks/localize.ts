// Finds the 68 landmarks of faces in a frame: window, network, heat maps, and back to the frame.

import type { Frame } from "../image/frame.ts";
import { type Affine, invertAffine, type Point, transformPoint } from "../image/geometry.ts";
import { warpRgb } from "../image/warp.ts";
import { floatOutput, type Network } from "../network/network.ts";
import { type FaceWindow, WINDOW_SIZE, windowOfLandmarks, windowTransform } from "./faceWindow.ts";
import { decodeHeatmaps, fromHeatmap, HEATMAP_SIZE, type Peak } from "./heatmap.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/** What the landmark network says about one window. */
export interface LocalizedFace {
  /** The window that was looked through last. */
  readonly window: FaceWindow;
  /** 68 positions in frame pixels, in the scheme's order. */
  readonly landmarks: readonly Point[];
  /** The heat maps' peaks behind them, in heat-map pixels of that window. */
  readonly peaks: readonly Peak[];
}

export interface LocalizeOptions {
  /**
   * Look again through a window laid on the landmarks of the first look, where that window differs enough
   * to matter: a badly placed box and a turned head get a second chance. Default true.
   */
  readonly secondPass?: boolean;
}

/** Windows in one run of the network: more fill no core better and take 5 MB each. */
const BATCH = 4;

/** From this magnitude on a peak is a place and not a guess. */
const SURE_PEAK = 0.35;
/** The share of landmarks that must be sure before a window is laid on them. */
const SURE_SHARE = 0.6;
/** The second look counts unless its peaks are lower than this share of the first's: then it went astray. */
const MUCH_LESS_SURE = 0.9;

/**
 * Localises the landmarks in each window.
 *
 * @param network takes `image`, uint8 [N, 256, 256, 3] RGB, and gives `heatmaps`, float32 [N, 68, 64, 64].
 * @returns one answer a window, in their order; whether it is a face is for `faceScore` to say.
 * @throws {Error} when the network has other inputs or outputs.
 */
export async function localizeFaces(
  network: Network,
  frame: Frame,
  windows: readonly FaceWindow[],
  options: LocalizeOptions = {},
): Promise<LocalizedFace[]> {
  const faces = await lookThrough(network, frame, windows);
  if (options.secondPass === false) return faces;
  const second = faces.map(secondWindow);
  const chosen = second.filter((window) => window !== undefined);
  const again = (await lookThrough(network, frame, chosen)).values();
  return faces.map((first, index) => {
    if (second[index] === undefined) return first;
    const next = again.next().value;
    return next !== undefined && meanStrength(next) >= MUCH_LESS_SURE * meanStrength(first)
      ? next
      : first;
  });
}

/** One run over all windows, a few at a time. */
async function lookThrough(
  network: Network,
  frame: Frame,
  windows: readonly FaceWindow[],
): Promise<LocalizedFace[]> {
  const faces: LocalizedFace[] = [];
  for (let from = 0; from < windows.length; from += BATCH) {
    const batch = windows.slice(from, from + BATCH);
    const bytes = WINDOW_SIZE * WINDOW_SIZE * 3;
    const data = new Uint8Array(batch.length * bytes);
    const transforms = batch.map((window) => windowTransform(window));
    transforms.forEach((toWindow, index) => {
      const image = data.subarray(index * bytes, (index + 1) * bytes);
      warpRgb(frame, toWindow, WINDOW_SIZE, WINDOW_SIZE, image);
    });
    const dims = [batch.length, WINDOW_SIZE, WINDOW_SIZE, 3];
    const outputs = await network.run({ image: { type: "uint8", dims, data } });
    const shape = [batch.length, LANDMARK_COUNT, HEATMAP_SIZE, HEATMAP_SIZE];
    const maps = floatOutput(outputs, "heatmaps", shape).data;
    const peaks = decodeHeatmaps(maps, batch.length * LANDMARK_COUNT);
    batch.forEach((window, index) => {
      const own = peaks.slice(index * LANDMARK_COUNT, (index + 1) * LANDMARK_COUNT);
      const toFrame = invertAffine(transforms[index] as Affine);
      const landmarks = own.map(({ x, y }) =>
        transformPoint(toFrame, { x: fromHeatmap(x), y: fromHeatmap(y) }),
      );
      faces.push({ window, landmarks, peaks: own });
    });
  }
  return faces;
}

/** The window to look through again, or undefined where a second look is not worth it or not safe. */
function secondWindow({ window, landmarks, peaks }: LocalizedFace): FaceWindow | undefined {
  const sure = peaks.filter(({ value }) => Math.abs(value) >= SURE_PEAK).length;
  if (sure < SURE_SHARE * LANDMARK_COUNT) return undefined;
  const next = windowOfLandmarks(landmarks);
  const shift = Math.hypot(next.centerX - window.centerX, next.centerY - window.centerY);
  const zoom = Math.abs(Math.log(next.side / window.side));
  const turn = Math.abs(wrapAngle(next.rotation - window.rotation));
  // A window far from the first was laid on stray landmarks, and one very near it would show the same again.
  const safe = shift < 0.5 * window.side && zoom < Math.log(2) && turn < Math.PI / 2;
  const worthwhile = shift > 0.05 * window.side || zoom > 0.1 || turn > Math.PI / 24;
  return safe && worthwhile ? next : undefined;
}

function meanStrength({ peaks }: LocalizedFace): number {
  return peaks.reduce((sum, { value }) => sum + Math.abs(value), 0) / peaks.length;
}

/** The same angle in [−π, π). */
function wrapAngle(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
