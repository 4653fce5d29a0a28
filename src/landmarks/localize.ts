// Localises the 68 landmarks of faces: windows of the frame → network → heat maps → positions in the frame.

import type { Frame } from "../image/frame.ts";
import {
  type Affine,
  composeAffine,
  invertAffine,
  type Point,
  transformPoint,
} from "../image/geometry.ts";
import { type Network, runInPlace } from "../network/network.ts";
import { type FaceWindow, windowOfLandmarks, windowTransform } from "./faceWindow.ts";
import { decodeHeatmaps, fromHeatmap, HEATMAP_SIZE, type Peak, toHeatmap } from "./heatmap.ts";
import { heatmapOutput } from "./mapLayout.ts";
import { FLIP_PERMUTATION, LANDMARK_COUNT } from "./scheme68.ts";
import { restoreShape, type ShapePrior } from "./shapePrior.ts";
import { inputSideOf, windowsInput } from "./windowsInput.ts";

/** The landmark network's result for one window. */
export interface LocalizedFace {
  /** The window of the last inference pass. */
  readonly window: FaceWindow;
  /** 68 positions in frame pixels: with a shape prior the most likely ones, otherwise those of the peaks. */
  readonly landmarks: readonly Point[];
  /** The heat maps' peaks: position in heat-map pixels of that window, and signed height. */
  readonly peaks: readonly Peak[];
}

export interface LocalizeOptions {
  /**
   * Runs the network a second time, on a window placed by the landmarks of the first pass, upright and mirrored,
   * and takes the mean of both passes; left out where the first window was as good. Nearly twice the time; on validation
   * photographs 4 to 8 % less error. Default true.
   */
  readonly secondPass?: boolean;
  /** A model of face shapes: where peaks are low, landmarks follow the rest of the face. Default: peaks alone. */
  readonly shape?: ShapePrior | undefined;
}

/** Windows in one run of the network. More would use no core better, and each takes 5 MB. */
const BATCH = 4;

/** A peak of at least this magnitude is reliable. */
const RELIABLE_PEAK = 0.35;
/** A second pass needs this share of reliable landmarks. */
const RELIABLE_SHARE = 0.6;
/** What counts as a distance of 1 between the windows of both passes: a shift in sides, a factor of size, a turn. */
const UNIT = { shift: 0.1, zoom: Math.log(1.05), turn: 0.1 };
/**
 * A second pass in a window this close to the first one gains little: on validation photographs three faces of ten, with
 * which the mean error rises by 0.02 points.
 */
const SAME_WINDOW = 1.4;
/** A second pass whose mean peak is below this share of the first one's is discarded. */
const LEAST_STRENGTH = 0.8;

/** The part of a network that localising needs. */
export type LandmarkNetwork = Pick<Network, "run" | "runInPlace" | "inputs" | "packing">;

/** Mirrors an image of a side left to right, in its own pixels. */
function mirror(side: number): Affine {
  return { a: -1, b: 0, c: side - 1, d: 0, e: 1, f: 0 };
}

/**
 * Localises the landmarks in each window.
 *
 * @param network takes `image`, uint8 [N, side, side, 3] RGB or packed (`PixelPacking`), and gives `heatmaps`, float32 [N, 68, 64, 64] or
 * packed (`MapLayout`).
 * @returns one result per window, in the same order. `faceScore` decides whether it is a face.
 * @throws {Error} when the network has other inputs or outputs.
 */
export async function localizeFaces(
  network: LandmarkNetwork,
  frame: Frame,
  windows: readonly FaceWindow[],
  options: LocalizeOptions = {},
): Promise<LocalizedFace[]> {
  const { secondPass = true, shape } = options;
  const withPrior = (face: LocalizedFace) => (shape ? fittedTo(shape, face) : face);
  const firstPass = await runOnWindows(network, frame, windows, { mirrored: false });
  if (!secondPass) return firstPass.map(withPrior);
  const nextWindows = firstPass.map((face) => secondWindow(withPrior(face)));
  const placed = nextWindows.filter((window) => window !== undefined);
  const results = (await runOnWindows(network, frame, placed, { mirrored: true })).values();
  return firstPass.map((first, index) => {
    const second = nextWindows[index] && results.next().value;
    const useful = second && meanStrength(second) >= LEAST_STRENGTH * meanStrength(first);
    return withPrior(useful ? meanOfPasses(first, second) : first);
  });
}

/**
 * Runs the network on all windows, a few at a time. With `mirrored` the network gets mirrored images, and its
 * peaks are mirrored back: the result differs only by the network's errors.
 */
async function runOnWindows(
  network: LandmarkNetwork,
  frame: Frame,
  windows: readonly FaceWindow[],
  { mirrored }: { readonly mirrored: boolean },
): Promise<LocalizedFace[]> {
  const faces: LocalizedFace[] = [];
  const side = inputSideOf(network);
  for (let from = 0; from < windows.length; from += BATCH) {
    const batch = windows.slice(from, from + BATCH);
    const image = windowsInput(
      network,
      frame,
      batch.map((window) => {
        const toImage = windowTransform(window, side);
        return mirrored ? composeAffine(toImage, mirror(side)) : toImage;
      }),
    );
    const all = await runInPlace(network, image, ["heatmaps"], (outputs) => {
      const { data, layout } = heatmapOutput(outputs, "heatmaps", batch.length, HEATMAP_SIZE);
      return decodeHeatmaps(data, batch.length * LANDMARK_COUNT, layout);
    });
    for (const [index, window] of batch.entries()) {
      const found = all.slice(index * LANDMARK_COUNT, (index + 1) * LANDMARK_COUNT);
      const peaks = mirrored ? mirrorPeaks(found) : found;
      faces.push({ window, landmarks: inFrame(peaks, window), peaks });
    }
  }
  return faces;
}

/** The same face with its most likely landmarks under the shape prior. */
function fittedTo(shape: ShapePrior, { window, peaks }: LocalizedFace): LocalizedFace {
  return { window, landmarks: inFrame(restoreShape(peaks, shape), window), peaks };
}

/** Maps points from heat-map pixels of a window to frame pixels. */
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

/** The window of the second pass; undefined where the landmarks are too unreliable to place one, or it would gain little. */
function secondWindow({ window, landmarks, peaks }: LocalizedFace): FaceWindow | undefined {
  const reliable = peaks.filter(({ value }) => Math.abs(value) >= RELIABLE_PEAK).length;
  if (reliable < RELIABLE_SHARE * LANDMARK_COUNT) return undefined;
  const next = windowOfLandmarks(landmarks);
  const shift = Math.hypot(next.centerX - window.centerX, next.centerY - window.centerY);
  const zoom = Math.abs(Math.log(next.side / window.side));
  const turn = Math.abs(wrapAngle(next.rotation - window.rotation));
  // Landmarks that place the window far from the first one are wrong.
  const near = shift < 0.5 * window.side && zoom < Math.log(2) && turn < Math.PI / 2;
  const distance = Math.hypot(shift / window.side / UNIT.shift, zoom / UNIT.zoom, turn / UNIT.turn);
  return near && distance > SAME_WINDOW ? next : undefined;
}

/** Mean positions, weighted by the squared heights of the peaks, and mean heights; in the second pass's window. */
function meanOfPasses(first: LocalizedFace, second: LocalizedFace): LocalizedFace {
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
