// For tests: a fake landmark network that is given the faces, and a frame from which it can compute its windows.

import type { Frame } from "../src/image/frame.ts";
import { boundingBox, type Point, transformPoint } from "../src/image/geometry.ts";
import { type FaceWindow, WINDOW_SIZE, windowTransform } from "../src/landmarks/faceWindow.ts";
import { encodeHeatmaps, HEATMAP_SIZE } from "../src/landmarks/heatmap.ts";
import { MEAN_SHAPE } from "../src/landmarks/meanShape.ts";
import { FLIP_PERMUTATION, LANDMARK_COUNT } from "../src/landmarks/scheme68.ts";
import type { Network } from "../src/network/network.ts";

/** A face on a frame: the ground truth of its landmarks, and which of them are occluded. */
export interface FakeFace {
  readonly landmarks: readonly Point[];
  readonly occluded: readonly boolean[];
  /** The height of its peaks, 0..1: the confidence of the network. */
  readonly strength: number;
}

/** The mean face around a centre, rotated clockwise; `size` is the root mean square distance of its landmarks, pixels. */
export function meanFaceAt(
  center: Point,
  size: number,
  options: {
    readonly degrees?: number;
    readonly hidden?: readonly number[];
    readonly strength?: number;
  } = {},
): FakeFace {
  const { degrees = 0, hidden = [], strength = 1 } = options;
  const cos = Math.cos((degrees * Math.PI) / 180) * size;
  const sin = Math.sin((degrees * Math.PI) / 180) * size;
  return {
    landmarks: MEAN_SHAPE.map(([u, v]) => ({
      x: center.x + cos * u - sin * v,
      y: center.y + sin * u + cos * v,
    })),
    occluded: MEAN_SHAPE.map((_, k) => hidden.includes(k)),
    strength,
  };
}

/** A frame of at most 511 × 511 pixels: red is x / 2, green is y / 2, blue is 255. */
export function coordinateFrame(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    data[3 * at] = (at % width) / 2;
    data[3 * at + 1] = Math.floor(at / width) / 2;
    data[3 * at + 2] = 255;
  }
  return { width, height, channels: 3, data };
}

/** A window as the network received it. */
export interface ReceivedWindow extends FaceWindow {
  /** Whether its image was mirrored left to right. */
  readonly mirrored: boolean;
}

/**
 * A landmark network for a `coordinateFrame`. From the colours in a window it computes where the window lies on
 * the frame, and returns the heat maps of the face nearest to the window's centre. A window without a face gives
 * empty maps.
 *
 * @param side of its input, pixels.
 */
export function fakeLandmarkNetwork(
  faces: readonly FakeFace[],
  side: number = WINDOW_SIZE,
): {
  readonly network: Network;
  /** The windows of each run. */
  readonly runs: ReceivedWindow[][];
} {
  const runs: ReceivedWindow[][] = [];
  const network: Network = {
    inputs: { image: [-1, side, side, 3] },
    async run({ image }) {
      if (image?.type !== "uint8") throw new Error("The input is uint8.");
      if (image.dims[1] !== side || image.dims[2] !== side) throw new Error(`The side is ${side}.`);
      const { data } = image;
      const count = image.dims[0] ?? 0;
      const bytes = data.length / count;
      const windows = Array.from({ length: count }, (_, n) =>
        windowOfPixels(data.subarray(n * bytes, (n + 1) * bytes), side),
      );
      runs.push(windows);
      const size = LANDMARK_COUNT * HEATMAP_SIZE * HEATMAP_SIZE;
      const maps = new Float32Array(count * size);
      for (const [n, window] of windows.entries()) {
        const face = faceIn(window, faces);
        if (face) drawHeatmaps(face, window, maps.subarray(n * size, (n + 1) * size));
      }
      const dims = [count, LANDMARK_COUNT, HEATMAP_SIZE, HEATMAP_SIZE];
      return { heatmaps: { type: "float32", dims, data: maps } };
    },
    dispose: async () => {},
  };
  return { network, runs };
}

function faceIn(window: FaceWindow, faces: readonly FakeFace[]): FakeFace | undefined {
  const distances = faces.map(({ landmarks }) => {
    const box = boundingBox(landmarks);
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    return Math.hypot(x - window.centerX, y - window.centerY);
  });
  const nearest = Math.min(...distances);
  return nearest < window.side / 2 ? faces[distances.indexOf(nearest)] : undefined;
}

function drawHeatmaps(face: FakeFace, window: ReceivedWindow, into: Float32Array): void {
  const toWindow = windowTransform(window);
  const points = face.landmarks.map((point) => transformPoint(toWindow, point));
  // In a mirrored image each landmark changes places with its partner on the other side.
  const order = window.mirrored ? FLIP_PERMUTATION : points.map((_, k) => k);
  const seen = order.flatMap((k) => {
    const { x, y } = points[k];
    return [window.mirrored ? WINDOW_SIZE - 1 - x : x, y];
  });
  const hidden = order.map((k) => (face.occluded[k] ? 1 : 0));
  encodeHeatmaps(Float32Array.from(seen), Uint8Array.from(hidden), into);
  for (let at = 0; at < into.length; at++) into[at] = face.strength * into[at];
}

/** The window whose pixels these are: the similarity transform that fits the coordinates in their colours. */
function windowOfPixels(pixels: Uint8Array, size: number): ReceivedWindow {
  const seen = coordinatesIn(pixels, size);
  const mean = (of: keyof PixelCoordinates): number =>
    seen.reduce((sum, pixel) => sum + pixel[of], 0) / seen.length;
  const [u0, v0, x0, y0] = [mean("u"), mean("v"), mean("x"), mean("y")];
  const product = (p: keyof PixelCoordinates, p0: number, q: keyof PixelCoordinates, q0: number) =>
    seen.reduce((sum, pixel) => sum + (pixel[p] - p0) * (pixel[q] - q0), 0);
  const [ux, uy] = [product("u", u0, "x", x0), product("u", u0, "y", y0)];
  const [vx, vy] = [product("v", v0, "x", x0), product("v", v0, "y", y0)];
  const spread = product("u", u0, "u", u0) + product("v", v0, "v", v0);
  const mirrored = ux * vy - uy * vx < 0;
  const sign = mirrored ? -1 : 1;
  const a = (sign * ux + vy) / spread;
  const b = (sign * uy - vx) / spread;
  return {
    centerX: x0 - (a * sign * u0 - b * v0),
    centerY: y0 - (b * sign * u0 + a * v0),
    side: Math.hypot(a, b) * size,
    rotation: Math.atan2(b, a),
    mirrored,
  };
}

/** A pixel's offset from the window's centre (u, v), and the frame coordinates read from its colour (x, y). */
interface PixelCoordinates {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
}

function coordinatesIn(pixels: Uint8Array, size: number): PixelCoordinates[] {
  const middle = (size - 1) / 2;
  const seen: PixelCoordinates[] = [];
  for (let v = 2; v < size; v += 4) {
    for (let u = 2; u < size; u += 4) {
      const at = (v * size + u) * 3;
      // Outside the frame the window is black.
      if (pixels[at + 2] !== 255) continue;
      // The colour is half the coordinate, rounded down: it stands for two coordinates, whose mean this is.
      const x = 2 * pixels[at] + 0.5;
      const y = 2 * pixels[at + 1] + 0.5;
      seen.push({ u: u - middle, v: v - middle, x, y });
    }
  }
  return seen;
}
