// The crop by an eye's corners: position, rotation and pixel values.

import { expect, test } from "vitest";
import type { Frame } from "../image/frame.ts";
import { type Point, transformPoint } from "../image/geometry.ts";
import { cutGrey, EYE_MARGIN, EYE_SIZE, eyeTransform } from "./eyeCrop.ts";

const MIDDLE = (EYE_SIZE - 1) / 2;

/** A grey frame with an eye: a white bar between the corners and, above its middle, a black brow. */
function frameWithEye(middle: Point, width: number, degrees: number) {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const frame: Frame = {
    width: 200,
    height: 160,
    channels: 4,
    data: new Uint8Array(200 * 160 * 4).fill(128),
  };
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      const along = cos * (x - middle.x) + sin * (y - middle.y);
      const down = cos * (y - middle.y) - sin * (x - middle.x);
      const at = (y * frame.width + x) * 4;
      if (Math.abs(along) < width / 2 && Math.abs(down) < width / 8)
        frame.data.fill(255, at, at + 3);
      if (Math.abs(along) < width / 2 && Math.abs(down + 0.6 * width) < width / 8) {
        frame.data.fill(0, at, at + 3);
      }
    }
  }
  const half = { x: (cos * width) / 2, y: (sin * width) / 2 };
  const from = { x: middle.x - half.x, y: middle.y - half.y };
  const to = { x: middle.x + half.x, y: middle.y + half.y };
  return { frame, from, to };
}

/** The grey value around a place of the image, 0..1 across it. */
function shade(image: Uint8Array, x: number, y: number): number {
  return image[Math.round(y * EYE_SIZE) * EYE_SIZE + Math.round(x * EYE_SIZE)] ?? Number.NaN;
}

test.each([
  [{ x: 100, y: 80 }, 40, 0],
  [{ x: 90.5, y: 70.25 }, 24, 30],
  [{ x: 60, y: 90 }, 33, -75],
  [{ x: 110, y: 84 }, 60, 170],
])(
  "an eye at %o, %i px wide and rotated by %i°, is upright and centred in the crop",
  (middle, width, degrees) => {
    const { frame, from, to } = frameWithEye(middle, width, degrees);
    const transform = eyeTransform(from, to);
    if (transform === null) throw new Error("There are two corners.");
    const [p, q] = [transformPoint(transform, from), transformPoint(transform, to)];
    expect(p.x).toBeCloseTo(MIDDLE - EYE_SIZE / EYE_MARGIN / 2, 6);
    expect(q.x).toBeCloseTo(MIDDLE + EYE_SIZE / EYE_MARGIN / 2, 6);
    expect(p.y).toBeCloseTo(MIDDLE, 6);
    expect(q.y).toBeCloseTo(MIDDLE, 6);
    const image = cutGrey(frame, transform);
    expect(shade(image, 0.5, 0.5)).toBeGreaterThan(230);
    expect(shade(image, 0.5, 0.2)).toBeLessThan(30);
    expect(shade(image, 0.5, 0.8)).toBe(128);
    expect(shade(image, 0.1, 0.5)).toBe(128);
  },
);

test("colours become luma, and outside the frame the crop is black", () => {
  const frame: Frame = {
    width: 2,
    height: 1,
    channels: 3,
    data: Uint8Array.of(255, 0, 0, 0, 255, 0),
  };
  const identity = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };
  expect(Array.from(cutGrey(frame, identity, 3)).slice(0, 3)).toEqual([76, 150, 0]);
});

test("corners that coincide give no image", () => {
  const point = { x: 5, y: 5 };
  expect(eyeTransform(point, point)).toBeNull();
  expect(eyeTransform(point, { x: Number.NaN, y: 5 })).toBeNull();
});
