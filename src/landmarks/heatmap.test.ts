import { expect, test } from "vitest";
import { type Random, randomFrom } from "../math/random.ts";
import { decodeHeatmaps, encodeHeatmaps, fromHeatmap, HEATMAP_SIZE, toHeatmap } from "./heatmap.ts";
import { planeStart, unpackMaps } from "./mapLayout.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

const AREA = HEATMAP_SIZE * HEATMAP_SIZE;

/** Faces whose landmarks lie anywhere in [low, high] input pixels, every third one occluded. */
function encoded(random: Random, faces: number, low: number, high: number) {
  const count = faces * LANDMARK_COUNT;
  const landmarks = Float32Array.from({ length: count * 2 }, () => random.between(low, high));
  const occluded = Uint8Array.from({ length: count }, (_, k) => (k % 3 === 0 ? 1 : 0));
  const maps = new Float32Array(count * AREA).fill(7);
  encodeHeatmaps(landmarks, occluded, maps);
  return { count, landmarks, occluded, maps };
}

/** Distances in heat-map pixels between decoded and true positions. */
function errors({ count, landmarks, maps }: ReturnType<typeof encoded>): number[] {
  return decodeHeatmaps(maps, count).map((peak, k) =>
    Math.hypot(peak.x - toHeatmap(landmarks[2 * k]), peak.y - toHeatmap(landmarks[2 * k + 1])),
  );
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

test("the target of one landmark is the paper's Gaussian, and 0 elsewhere", () => {
  const landmarks = new Float32Array(LANDMARK_COUNT * 2).fill(-1000);
  const occluded = new Uint8Array(LANDMARK_COUNT);
  landmarks[2] = fromHeatmap(20.25);
  landmarks[3] = fromHeatmap(31);
  occluded[1] = 1;
  const maps = new Float32Array(LANDMARK_COUNT * AREA).fill(7);
  encodeHeatmaps(landmarks, occluded, maps);
  expect(maps[AREA + 31 * HEATMAP_SIZE + 22]).toBeCloseTo(-Math.exp(-(1.75 ** 2) / 4.5), 6);
  expect(maps[AREA + 33 * HEATMAP_SIZE + 20]).toBeCloseTo(
    -Math.exp(-(2 ** 2 + 0.25 ** 2) / 4.5),
    6,
  );
  maps.fill(0, AREA, 2 * AREA);
  expect(maps.every((value) => value === 0)).toBe(true);
});

test("positions are recovered to a twentieth of a heat-map pixel, with their signs", () => {
  const sample = encoded(randomFrom(1), 3, 0, 255);
  expect(Math.max(...errors(sample))).toBeLessThan(0.05);
  decodeHeatmaps(sample.maps, sample.count).forEach((peak, k) => {
    expect(peak.value).toBeCloseTo(sample.occluded[k] === 1 ? -1 : 1, 2);
  });
});

test("noise on the maps moves landmarks only slightly", () => {
  const random = randomFrom(2);
  const sample = encoded(random, 3, 16, 240);
  for (let at = 0; at < sample.maps.length; at++) {
    sample.maps[at] = sample.maps[at] + 0.05 * random.normal();
  }
  expect(rootMeanSquare(errors(sample))).toBeLessThan(0.07);
});

test("a low blob that is wider than the target is located at its centre", () => {
  const random = randomFrom(3);
  const sample = encoded(random, 1, 16, 240);
  for (let k = 0; k < sample.count; k++) {
    const x = toHeatmap(sample.landmarks[2 * k]);
    const y = toHeatmap(sample.landmarks[2 * k + 1]);
    for (let at = 0; at < AREA; at++) {
      const dx = (at % HEATMAP_SIZE) - x;
      const dy = Math.floor(at / HEATMAP_SIZE) - y;
      sample.maps[k * AREA + at] = -0.4 * Math.exp(-(dx * dx + dy * dy) / 8);
    }
  }
  expect(Math.max(...errors(sample))).toBeLessThan(0.05);
  for (const peak of decodeHeatmaps(sample.maps, sample.count)) expect(peak.value).toBeLessThan(0);
});

test("a landmark just outside the map leaves its tail in it and is located at the border", () => {
  const landmarks = new Float32Array(LANDMARK_COUNT * 2).fill(fromHeatmap(-2));
  const maps = new Float32Array(LANDMARK_COUNT * AREA);
  encodeHeatmaps(landmarks, new Uint8Array(LANDMARK_COUNT).fill(1), maps);
  expect(maps[0]).toBeCloseTo(-Math.exp(-8 / 4.5), 6);
  const peak = decodeHeatmaps(maps, LANDMARK_COUNT)[0];
  expect(peak?.x).toBe(-1);
  expect(peak?.y).toBe(-1);
});

test("an empty map and a single high pixel give a peak inside the map", () => {
  const maps = new Float32Array(2 * AREA);
  maps[AREA + 5 * HEATMAP_SIZE + 63] = 0.8;
  const [empty, spike] = decodeHeatmaps(maps, 2);
  expect(empty).toEqual({ x: 0, y: 0, value: 0 });
  expect(Math.abs((spike?.x ?? 0) - 63)).toBeLessThanOrEqual(1);
  expect(Math.abs((spike?.y ?? 0) - 5)).toBeLessThanOrEqual(1);
});

test("buffers of the wrong length are rejected with a message", () => {
  expect(() => decodeHeatmaps(new Float32Array(10), 1)).toThrow(/4096 values, got 10/);
  expect(() =>
    encodeHeatmaps(new Float32Array(10), new Uint8Array(68), new Float32Array(68 * AREA)),
  ).toThrow(/136 coordinates/);
});

test("packed maps, as networks compute them, give the same peaks to the last digit, also where values are equal", () => {
  const random = randomFrom(4);
  const { count, maps } = encoded(random, 2, -4, 260);
  for (let at = 0; at < maps.length; at++) maps[at] = maps[at] + 0.05 * random.normal();
  // Two equal extremes: the first one, row by row, is taken.
  maps.fill(0, 0, AREA);
  maps[41 * HEATMAP_SIZE + 30] = 0.5;
  maps[20 * HEATMAP_SIZE + 33] = -0.5;
  const layout = { size: HEATMAP_SIZE, block: 2 };
  const packed = new Float32Array(maps.length);
  for (let k = 0; k < count; k++) {
    for (let at = 0; at < AREA; at++) {
      const [row, column] = [Math.floor(at / HEATMAP_SIZE), at % HEATMAP_SIZE];
      const start = planeStart(layout, k, (row % 2) * 2 + (column % 2));
      const inPlane = Math.floor(row / 2) * (HEATMAP_SIZE / 2) + Math.floor(column / 2);
      packed[start + inPlane] = maps[k * AREA + at];
    }
  }
  const peaks = decodeHeatmaps(packed, count, layout);
  expect(peaks).toEqual(decodeHeatmaps(maps, count));
  expect([peaks[0].x, peaks[0].y].map(Math.round)).toEqual([33, 20]);
  expect(unpackMaps(packed.subarray(0, LANDMARK_COUNT * AREA), layout)).toEqual(
    maps.subarray(0, LANDMARK_COUNT * AREA),
  );
});
