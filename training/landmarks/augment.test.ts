// Augmentation: landmarks stay on their pixels, flags follow the borders, the seed decides everything.

import { expect, test } from "vitest";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { FLIP_PERMUTATION, LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { randomFrom } from "../../src/math/random.ts";
import { augment, DEFAULT_AUGMENT, type LandmarkWindow, type Occluder } from "./augment.ts";
import type { LandmarkSample } from "./dataset.ts";

/** Geometry alone: no objects, light or camera. */
const GEOMETRY = { ...DEFAULT_AUGMENT, occlude: 0, cut: 0, photometric: 0 };
const EYE_CENTER = 37;

/** A face-like spread of landmarks, 100 pixels wide, around (160, 150) of a 320 × 300 frame. */
function faceSample(dot?: number): LandmarkSample {
  const landmarks = faceLandmarks();
  const data = new Uint8Array(320 * 300 * 3).fill(40);
  const frame: Frame = { width: 320, height: 300, channels: 3, data };
  if (dot !== undefined) paintDot(frame, landmarks[dot]);
  return { frame, landmarks };
}

function faceLandmarks(): Point[] {
  const random = randomFrom(68);
  const points = Array.from({ length: LANDMARK_COUNT }, () => ({
    x: 160 + random.between(-50, 50),
    y: 150 + random.between(-50, 50),
  }));
  for (let k = 36; k < 48; k++) points[k] = { x: k < 42 ? 140 : 180, y: 130 };
  return points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
}

function paintDot(frame: Frame, { x, y }: Point): void {
  for (let dy = -2; dy <= 2; dy++) {
    for (let dx = -2; dx <= 2; dx++) {
      const at = ((y + dy) * frame.width + x + dx) * 3;
      frame.data.fill(255, at, at + 3);
    }
  }
}

/** The centre of the pixels that are brighter than the background. */
function brightCenter(image: Uint8Array): Point {
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < image.length; i += 3) {
    const weight = Math.max(0, image[i] - 40);
    sum += weight;
    x += weight * ((i / 3) % 256);
    y += weight * Math.floor(i / 3 / 256);
  }
  return { x: x / sum, y: y / sum };
}

function pointOf(window: LandmarkWindow, k: number): Point {
  return {
    x: window.landmarks[2 * k],
    y: window.landmarks[2 * k + 1],
  };
}

test("mirroring twice restores every landmark, and midline landmarks stay", () => {
  const twice = FLIP_PERMUTATION.map((k) => FLIP_PERMUTATION[k]);
  expect(twice).toEqual(Array.from({ length: LANDMARK_COUNT }, (_, k) => k));
  expect([8, 27, 30, 33, 51, 57, 62, 66].map((k) => FLIP_PERMUTATION[k])).toEqual([
    8, 27, 30, 33, 51, 57, 62, 66,
  ]);
});

test("landmarks follow the warp, mirrored or not", () => {
  const sample = faceSample(EYE_CENTER);
  for (let seed = 0; seed < 6; seed++) {
    const mirror = seed % 2;
    const window = augment(sample, randomFrom(seed), { ...GEOMETRY, mirror });
    const expected = mirror ? FLIP_PERMUTATION[EYE_CENTER] : EYE_CENTER;
    const { x, y } = pointOf(window, expected);
    const found = brightCenter(window.image);
    expect(Math.hypot(found.x - x, found.y - y)).toBeLessThan(0.5);
  }
});

test("a mirrored window is the mirror image of the plain one", () => {
  const sample = faceSample(EYE_CENTER);
  const plain = augment(sample, randomFrom(5), { ...GEOMETRY, mirror: 0 });
  const mirrored = augment(sample, randomFrom(5), { ...GEOMETRY, mirror: 1 });
  for (let k = 0; k < LANDMARK_COUNT; k++) {
    const p = pointOf(plain, k);
    const q = pointOf(mirrored, FLIP_PERMUTATION[k]);
    expect(q.x).toBeCloseTo(255 - p.x, 3);
    expect(q.y).toBeCloseTo(p.y, 3);
  }
  const row = 256 * 3 * 128;
  const pixel = (window: LandmarkWindow, x: number) => window.image[row + x * 3];
  expect(pixel(mirrored, 200)).toBe(pixel(plain, 55));
});

test("the same seed gives the same window, another seed a different one", () => {
  const sample = faceSample(10);
  const always = { ...DEFAULT_AUGMENT, photometric: 4, cut: 1 };
  const first = augment(sample, randomFrom(3), always);
  const again = augment(sample, randomFrom(3), always);
  const other = augment(sample, randomFrom(4), always);
  // Compared as bytes: comparing a window element by element takes the test runner a second.
  expect(Buffer.compare(again.image, first.image)).toBe(0);
  expect(again.landmarks).toEqual(first.landmarks);
  expect(again.occluded).toEqual(first.occluded);
  expect(other.landmarks).not.toEqual(first.landmarks);
});

test("landmarks beyond the photograph or the window are occluded, all others visible", () => {
  const { frame, landmarks } = faceSample();
  const beyond = landmarks.map((p, k) => (k === 5 ? { x: -1, y: 150 } : p));
  let outsideWindow = 0;
  for (let seed = 0; seed < 6; seed++) {
    const window = augment({ frame, landmarks: beyond }, randomFrom(seed), {
      ...GEOMETRY,
      mirror: 0,
    });
    for (let k = 0; k < LANDMARK_COUNT; k++) {
      const { x, y } = pointOf(window, k);
      const inside = x >= 0 && y >= 0 && x <= 255 && y <= 255;
      if (!inside) outsideWindow++;
      expect(window.occluded[k]).toBe(k === 5 || !inside ? 1 : 0);
    }
  }
  expect(outsideWindow).toBeLessThan(68);
});

test("a photograph cut through the face hides landmarks and leaves black beyond the cut", () => {
  const random = randomFrom(2);
  const { frame, landmarks } = faceSample();
  frame.data.fill(255);
  const noisy = { ...DEFAULT_AUGMENT, cut: 1, photometric: 3 };
  let hidden = 0;
  for (let time = 0; time < 6; time++) {
    const window = augment({ frame, landmarks }, random, noisy);
    for (let k = 0; k < LANDMARK_COUNT; k++) {
      const { x, y } = pointOf(window, k);
      if (window.occluded[k] === 0 || !isDeepOutside(window, k)) continue;
      hidden++;
      expect(window.image[(Math.round(y) * 256 + Math.round(x)) * 3]).toBe(0);
    }
  }
  expect(hidden).toBeGreaterThan(20);
});

/** Occluded, inside the window and without a visible landmark nearby: well beyond the cut. */
function isDeepOutside(window: LandmarkWindow, k: number): boolean {
  const { x, y } = pointOf(window, k);
  if (x < 0 || y < 0 || x > 255 || y > 255) return false;
  return Array.from(window.occluded).every((flag, other) => {
    const q = pointOf(window, other);
    return flag === 1 || Math.hypot(q.x - x, q.y - y) > 12;
  });
}

test("the given occluder draws the objects, with the landmarks of the window", () => {
  const hideNose: Occluder = (image, _width, _height, landmarks, occluded) => {
    expect(landmarks.length).toBe(LANDMARK_COUNT * 2);
    image.fill(200);
    occluded[30] = 1;
  };
  const window = augment(faceSample(), randomFrom(1), { ...GEOMETRY, occlude: 1 }, hideNose);
  expect(window.occluded[30]).toBe(1);
  expect(window.image[(128 * 256 + 128) * 3]).toBe(200);
});

test("landmarks that are known to be hidden stay hidden, on the other side when mirrored", () => {
  const hidden = Array.from({ length: LANDMARK_COUNT }, (_, k) => k === 36 || k === 48);
  const sample = { ...faceSample(), occluded: hidden };
  const flagsAt = (mirror: number) => {
    const { occluded } = augment(sample, randomFrom(5), { ...GEOMETRY, mirror });
    return [...occluded].flatMap((flag, k) => (flag === 1 ? [k] : []));
  };
  expect(flagsAt(0)).toEqual([36, 48]);
  expect(flagsAt(1)).toEqual([45, 54]);
  const cut = augment(sample, randomFrom(5), { ...GEOMETRY, mirror: 0, cut: 1 });
  expect([cut.occluded[36], cut.occluded[48]]).toEqual([1, 1]);
});

test("a new background replaces what the mask leaves free, and no other draw changes with it", () => {
  const plain = faceSample();
  const mask: Frame = { ...plain.frame, data: new Uint8Array(plain.frame.data.length) };
  // The person fills the left half.
  for (let y = 0; y < 300; y++) mask.data.fill(255, y * 960, y * 960 + 480);
  const options = { ...GEOMETRY, mirror: 0, wideRotation: 0, landmarkWindow: 1, background: 1 };
  const window = augment({ ...plain, mask }, randomFrom(4), options);
  const same = augment(plain, randomFrom(4), options);
  expect(window.landmarks).toEqual(same.landmarks);
  const changed = (x: number) => {
    let count = 0;
    for (let y = 0; y < 256; y++) {
      if (Math.abs(window.image[3 * (256 * y + x)] - 40) > 4) count++;
    }
    return count;
  };
  expect(changed(60)).toBe(0);
  expect(changed(196)).toBeGreaterThan(100);
});
