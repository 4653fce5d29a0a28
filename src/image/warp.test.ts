// Tests of the resampler: positions, averages, and black outside the frame.

import { expect, test } from "vitest";
import type { Frame } from "./frame.ts";
import { type Affine, IDENTITY, invertAffine, transformPoint } from "./geometry.ts";
import { warpRgb } from "./warp.ts";

function noisyFrame(width: number, height: number, channels: 3 | 4): Frame {
  let state = 1;
  const data = Uint8Array.from({ length: width * height * channels }, () => {
    state = (state * 48271) % 2147483647;
    return state & 255;
  });
  return { width, height, channels, data };
}

/** Textbook bilinear interpolation, one sample at frame coordinates; black outside. */
function bilinear(frame: Frame, x: number, y: number, channel: number): number {
  const pixel = (px: number, py: number): number =>
    px < 0 || py < 0 || px >= frame.width || py >= frame.height
      ? 0
      : frame.data[(py * frame.width + px) * frame.channels + channel];
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const top = pixel(x0, y0) * (1 - x + x0) + pixel(x0 + 1, y0) * (x - x0);
  const bottom = pixel(x0, y0 + 1) * (1 - x + x0) + pixel(x0 + 1, y0 + 1) * (x - x0);
  return top * (1 - y + y0) + bottom * (y - y0);
}

test("the identity copies, dropping alpha", () => {
  const frame = noisyFrame(7, 5, 4);
  const out = warpRgb(frame, IDENTITY, 7, 5);
  const expected = Array.from(frame.data).filter((_, i) => i % 4 !== 3);
  expect([...out]).toEqual(expected);
});

test("a rotated, enlarged window is interpolated bilinearly inside and across the border, and black outside", () => {
  const frame = noisyFrame(30, 20, 3);
  const turned: Affine = { a: 1.6, b: 0.7, c: -3, d: -0.7, e: 1.6, f: 12 };
  const out = warpRgb(frame, turned, 48, 40);
  const back = invertAffine(turned);
  let worst = 0;
  for (let y = 0; y < 40; y++) {
    for (let x = 0; x < 48; x++) {
      const at = transformPoint(back, { x, y });
      for (let channel = 0; channel < 3; channel++) {
        const got = out[(y * 48 + x) * 3 + channel];
        worst = Math.max(worst, Math.abs(got - bilinear(frame, at.x, at.y, channel)));
      }
    }
  }
  // Half a level by rounding, and a little by the weights, which are multiples of 1/2048.
  expect(worst).toBeLessThan(0.6);
});

test("a reduced window averages the pixels that it covers", () => {
  const stripes = noisyFrame(40, 40, 3);
  for (let i = 0; i < stripes.data.length; i++) {
    stripes.data[i] = Math.floor(i / 3) % 2 === 0 ? 0 : 200;
  }
  // Halved, with output pixel centres between two stripes.
  const out = warpRgb(stripes, { a: 0.5, b: 0, c: -0.25, d: 0, e: 0.5, f: -0.25 }, 20, 20);
  expect(out.every((value) => value === 100)).toBe(true);
});

test("a buffer of another length is rejected, and so is a transform without inverse", () => {
  const frame = noisyFrame(4, 4, 3);
  expect(() => warpRgb(frame, IDENTITY, 4, 4, new Uint8Array(47))).toThrow(
    /needs 48 bytes, got 47/,
  );
  expect(() => warpRgb(frame, { ...IDENTITY, a: 0 }, 4, 4)).toThrow(/no inverse/);
});
