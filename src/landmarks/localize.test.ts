import { expect, test } from "vitest";
import type { Frame } from "../image/frame.ts";
import { type Point, transformPoint } from "../image/geometry.ts";
import type { Network } from "../network/network.ts";
import { type FaceWindow, faceBoxOf, windowOfBox, windowTransform } from "./faceWindow.ts";
import { encodeHeatmaps, HEATMAP_SIZE } from "./heatmap.ts";
import { localizeFaces } from "./localize.ts";
import { MEAN_SHAPE } from "./meanShape.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/** A face on a frame: where its landmarks truly are, and which are hidden. */
interface TrueFace {
  readonly landmarks: readonly Point[];
  readonly occluded: readonly boolean[];
}

function faceAt(x: number, y: number, size: number, degrees: number): TrueFace {
  const cos = Math.cos((degrees * Math.PI) / 180) * size;
  const sin = Math.sin((degrees * Math.PI) / 180) * size;
  return {
    landmarks: MEAN_SHAPE.map(([u, v]) => ({ x: x + cos * u - sin * v, y: y + sin * u + cos * v })),
    occluded: MEAN_SHAPE.map((_, k) => k < 5 || k > 60),
  };
}

/**
 * A frame without a picture, but in which each face's surroundings carry their coordinates: red and green
 * are x and y divided by 2, so that a network can tell from its window alone where it looks.
 */
function mappedFrame(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    data[3 * at] = (at % width) / 2;
    data[3 * at + 1] = Math.floor(at / width) / 2;
    data[3 * at + 2] = 255;
  }
  return { width, height, channels: 3, data };
}

/** A network that recognises one face wherever its window lies, `strength` sure; it keeps each window's turn. */
function networkThatKnows(face: TrueFace, strength = 1) {
  const seen: { batch: number; side: number; rotation: number }[] = [];
  const network: Network = {
    async run({ image }) {
      const pixels = image?.data as Uint8Array;
      const count = image?.dims[0] as number;
      const landmarks = new Float32Array(count * LANDMARK_COUNT * 2);
      const occluded = new Uint8Array(count * LANDMARK_COUNT);
      for (let n = 0; n < count; n++) {
        const window = windowSeenIn(pixels.subarray(n * 196608, (n + 1) * 196608));
        seen.push({ batch: count, side: window.side, rotation: window.rotation });
        const toWindow = windowTransform(window);
        face.landmarks.forEach((point, k) => {
          const { x, y } = transformPoint(toWindow, point);
          landmarks.set([x, y], (n * LANDMARK_COUNT + k) * 2);
          occluded[n * LANDMARK_COUNT + k] = face.occluded[k] ? 1 : 0;
        });
      }
      const data = new Float32Array(count * LANDMARK_COUNT * HEATMAP_SIZE * HEATMAP_SIZE);
      encodeHeatmaps(landmarks, occluded, data);
      for (let at = 0; at < data.length; at++) data[at] = strength * (data[at] as number);
      const dims = [count, LANDMARK_COUNT, HEATMAP_SIZE, HEATMAP_SIZE];
      return { heatmaps: { type: "float32", dims, data } };
    },
    dispose: async () => {},
  };
  return { network, seen };
}

/** Recovers a window from the coordinates in the colours of its middle column and row. */
function windowSeenIn(pixels: Uint8Array): FaceWindow {
  const at = (x: number, y: number): Point => {
    const offset = (y * 256 + x) * 3;
    return {
      x: 2 * (pixels[offset] as number) + 0.5,
      y: 2 * (pixels[offset + 1] as number) + 0.5,
    };
  };
  const meanOf = (points: readonly Point[]): Point => ({
    x: points.reduce((sum, p) => sum + p.x, 0) / points.length,
    y: points.reduce((sum, p) => sum + p.y, 0) / points.length,
  });
  const column = (x: number) => meanOf(Array.from({ length: 256 }, (_, y) => at(x, y)));
  const left = column(20);
  const right = column(235);
  const center = meanOf([left, right]);
  const scale = Math.hypot(right.x - left.x, right.y - left.y) / (235 - 20);
  return {
    centerX: center.x,
    centerY: center.y,
    side: scale * 256,
    rotation: Math.atan2(right.y - left.y, right.x - left.x),
  };
}

function worstError(found: readonly Point[], truth: readonly Point[]): number {
  return Math.max(
    ...found.map((p, k) => Math.hypot(p.x - (truth[k] as Point).x, p.y - (truth[k] as Point).y)),
  );
}

const frame = mappedFrame(480, 400);

test("landmarks come back in frame pixels, hidden ones with negative peaks", async () => {
  const face = faceAt(230, 190, 50, 0);
  const { network } = networkThatKnows(face);
  const windows = [windowOfBox(faceBoxOf(face.landmarks))];
  const [found] = await localizeFaces(network, frame, windows, { secondPass: false });
  expect(found?.landmarks.length).toBe(LANDMARK_COUNT);
  expect(worstError(found?.landmarks ?? [], face.landmarks)).toBeLessThan(1.5);
  expect(found?.peaks.map(({ value }) => value < 0)).toEqual(face.occluded);
});

test("a turned face in a badly placed box is looked at again, upright and centred", async () => {
  const face = faceAt(230, 200, 45, 30);
  const { network, seen } = networkThatKnows(face);
  const box = faceBoxOf(face.landmarks);
  const bad = { ...box, x: box.x - 25, width: box.width * 1.25, height: box.height * 1.3 };
  const [found] = await localizeFaces(network, frame, [windowOfBox(bad)]);
  expect(seen.length).toBe(2);
  expect(seen[0]?.rotation).toBeCloseTo(0, 1);
  expect(((seen[1]?.rotation ?? 0) * 180) / Math.PI).toBeCloseTo(30, -0.5);
  expect(((found?.window.rotation ?? 0) * 180) / Math.PI).toBeCloseTo(30, -0.5);
  expect(worstError(found?.landmarks ?? [], face.landmarks)).toBeLessThan(2);
});

test("no second look where it would show the same again, nor where the first was unsure", async () => {
  const upright = faceAt(230, 190, 50, 0);
  const sure = networkThatKnows(upright);
  await localizeFaces(sure.network, frame, [windowOfBox(faceBoxOf(upright.landmarks))]);
  expect(sure.seen.length).toBe(1);

  const turned = faceAt(230, 190, 50, 30);
  const unsure = networkThatKnows(turned, 0.2);
  await localizeFaces(unsure.network, frame, [windowOfBox(faceBoxOf(turned.landmarks))]);
  expect(unsure.seen.length).toBe(1);
});

test("many windows are batched and answered in their order", async () => {
  const face = faceAt(230, 190, 50, 0);
  const { network, seen } = networkThatKnows(face);
  const box = faceBoxOf(face.landmarks);
  const windows = Array.from({ length: 6 }, (_, k) => windowOfBox({ ...box, x: box.x + 2 * k }));
  const found = await localizeFaces(network, frame, windows, { secondPass: false });
  expect(seen.map(({ batch }) => batch)).toEqual([4, 4, 4, 4, 2, 2]);
  expect(found.map(({ window }) => window)).toEqual(windows);
  for (const { landmarks } of found) {
    expect(worstError(landmarks, face.landmarks)).toBeLessThan(1.5);
  }
  expect(await localizeFaces(network, frame, [])).toEqual([]);
});

test("a network for another task is refused", async () => {
  const network: Network = {
    run: async () => ({ boxes: { type: "float32", dims: [1], data: new Float32Array(1) } }),
    dispose: async () => {},
  };
  const window = windowOfBox({ x: 0, y: 0, width: 50, height: 50 });
  await expect(localizeFaces(network, frame, [window])).rejects.toThrow(/no output "heatmaps"/);
});
