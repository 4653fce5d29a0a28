// Image operations: what each of them keeps and what it takes away.

import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { blur, gaussianBlur, motionBlur, threeTapBlur } from "./blur.ts";
import { compress } from "./compression.ts";
import { lamp, sideLight } from "./light.ts";
import { addNoise } from "./noise.ts";
import { enlarge, lowerPlaneResolution, shrink } from "./resolution.ts";
import { applyTables, saturate, toGrey, toneTable } from "./tone.ts";

// Small, so that the tests are quick; the operations work at any size.
const SIZE = 64;

/** Smooth waves, a different one in each channel. */
function waves(size = SIZE): Uint8Array {
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return 128 + 60 * Math.sin((pixel % size) / 9 + i) * Math.cos(Math.floor(pixel / size) / 11);
  });
}

function flat(value: number): Uint8Array {
  return new Uint8Array(SIZE * SIZE * 3).fill(value);
}

function mean(image: Uint8Array): number {
  return image.reduce((sum, v) => sum + v, 0) / image.length;
}

function meanDifference(p: Uint8Array, q: Uint8Array): number {
  return p.reduce((sum, v, i) => sum + Math.abs(v - q[i]), 0) / p.length;
}

test("a blur preserves flat images exactly and the mean of others", () => {
  for (const value of [0, 1, 128, 255]) {
    const image = flat(value);
    blur(image, SIZE, 3);
    expect(image.every((v) => v === value)).toBe(true);
    expect(motionBlur(image, SIZE, 9, 0.7).every((v) => v === value)).toBe(true);
  }
  const image = waves();
  blur(image, SIZE, 2);
  expect(mean(image)).toBeCloseTo(mean(waves()), 0);
});

test("a blur spreads one bright pixel evenly around its place", () => {
  const image = flat(0);
  image.fill(255, (30 * SIZE + 40) * 3, (30 * SIZE + 40) * 3 + 3);
  blur(image, SIZE, 1);
  const at = (x: number, y: number) => image[(y * SIZE + x) * 3];
  expect(at(40, 30)).toBeGreaterThan(at(41, 30));
  expect(at(39, 30)).toBe(at(41, 30));
  expect(at(40, 29)).toBe(at(40, 31));
  expect(at(40, 29)).toBe(at(41, 30));
  expect(at(43, 30)).toBe(0);
});

test("shrinking and enlarging preserve positions and flat areas", () => {
  for (const pixels of [17, 32, 50]) {
    const ramp = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => Math.floor(i / 3) % SIZE);
    const image = new Uint8Array(ramp.length);
    enlarge(shrink(ramp, SIZE, pixels), pixels, SIZE, image);
    const row = image.slice(SIZE * 3 * 32, SIZE * 3 * 33);
    for (let x = 4; x < 60; x++) expect(Math.abs(row[x * 3] - x)).toBeLessThan(3);
  }
});

test("compression at the best quality changes little, at the worst it leaves blocks", () => {
  for (const size of [64, 45]) {
    const best = waves(size);
    compress(best, size, 100);
    const worst = waves(size);
    compress(worst, size, 5);
    const original = waves(size);
    const grey = waves(size);
    saturate(grey, 0);
    const compressedGrey = grey.slice();
    compress(compressedGrey, size, 100);
    expect(meanDifference(compressedGrey, grey)).toBeLessThan(1.5);
    expect(meanDifference(worst, original)).toBeGreaterThan(meanDifference(best, original));
  }
  const image = flat(77);
  compress(image, SIZE, 100);
  expect(meanDifference(image, flat(77))).toBeLessThan(1);
});

test("noise has the requested deviation and no offset", () => {
  const image = flat(128);
  addNoise(image, SIZE, 8, 1, randomFrom(2));
  const variance = image.reduce((sum, v) => sum + (v - 128) ** 2, 0) / image.length;
  expect(Math.abs(mean(image) - 128)).toBeLessThan(0.2);
  expect(Math.sqrt(variance)).toBeGreaterThan(7.5);
  expect(Math.sqrt(variance)).toBeLessThan(8.5);
});

test("tones and lights with neutral parameters change nothing; bright ones saturate", () => {
  const image = waves();
  applyTables(image, toneTable(1, 1, 1));
  saturate(image, 1);
  sideLight(image, SIZE, 1, 0, 0.5, 1, 1);
  lamp(image, SIZE, 20, 30, 10, 1, 1);
  expect(Buffer.compare(image, waves())).toBe(0);
  const bright = flat(200);
  sideLight(bright, SIZE, 0, 0, 0.2, 0.5, 2);
  expect(bright[0]).toBe(100);
  expect(bright[(SIZE - 1) * 3]).toBe(255);
  toGrey(bright);
  expect(Math.max(...bright.slice(0, 3)) - Math.min(...bright.slice(0, 3))).toBe(0);
});

test("blurs of a plane preserve its sum and have the requested deviation", () => {
  const plane = new Float32Array(SIZE * SIZE);
  plane[30 * SIZE + 32] = 100;
  for (const blurred of [
    threeTapBlur(plane, SIZE, SIZE, 0.25),
    gaussianBlur(plane, SIZE, SIZE, 3),
  ]) {
    expect(blurred.reduce((sum, value) => sum + value, 0)).toBeCloseTo(100, 2);
    expect(blurred[30 * SIZE + 31]).toBeCloseTo(blurred[30 * SIZE + 33], 4);
  }
  const variance = gaussianBlur(plane, SIZE, SIZE, 3).reduce(
    (sum, value, at) => sum + (value / 100) * ((at % SIZE) - 32) ** 2,
    0,
  );
  expect(Math.sqrt(variance)).toBeGreaterThan(2.5);
  expect(Math.sqrt(variance)).toBeLessThan(3.5);
});

test("a plane of lower resolution preserves flat areas and the position of edges", () => {
  const plane = Float32Array.from({ length: SIZE * SIZE }, (_, at) => (at % SIZE < 32 ? 10 : 90));
  lowerPlaneResolution(plane, SIZE, 16);
  expect(plane[20 * SIZE + 10]).toBeCloseTo(10, 4);
  expect(plane[20 * SIZE + 60]).toBeCloseTo(90, 4);
  expect(plane[20 * SIZE + 30]).toBeLessThan(50);
  expect(plane[20 * SIZE + 33]).toBeGreaterThan(50);
});
