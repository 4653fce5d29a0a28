import { expect, test } from "vitest";
import { distorted, throughLens } from "./lens.ts";

test("barrel distortion bends edges inwards and leaves middle and corners in place", () => {
  const close = (a: number[], b: number[]) => {
    a.forEach((value, k) => {
      expect(value).toBeCloseTo(b[k], 6);
    });
  };
  close(distorted(31.5, 31.5, -0.1, 64, 64), [31.5, 31.5]);
  close(distorted(63.5, 63.5, -0.1, 64, 64), [63.5, 63.5]);
  const [x] = distorted(50, 31.5, -0.1, 64, 64);
  expect(x).toBeGreaterThan(50);
});

test("a pinhole camera's point appears where the lens draws it", () => {
  const image = { width: 64, height: 64, data: new Float32Array(64 * 64 * 4) };
  for (let c = 0; c < 3; c++) image.data[4 * (20 * 64 + 50) + c] = 1;
  const seen = throughLens(image, -0.1, [0, 0]);
  const [x, y] = distorted(50, 20, -0.1, 64, 64);
  let [sum, sx, sy] = [0, 0, 0];
  for (let i = 0; i < 64 * 64; i++) {
    const level = seen.data[4 * i];
    sum += level;
    sx += level * (i % 64);
    sy += level * Math.floor(i / 64);
  }
  expect(sx / sum).toBeCloseTo(x, 0);
  expect(sy / sum).toBeCloseTo(y, 0);
});

test("motion blur spreads a point along its path", () => {
  const image = { width: 64, height: 64, data: new Float32Array(64 * 64 * 4) };
  image.data[4 * (30 * 64 + 30)] = 1;
  const moved = throughLens(image, 0, [4, 0]);
  const row = Array.from({ length: 9 }, (_, k) => moved.data[4 * (30 * 64 + 26 + k)]);
  expect(row.filter((level) => level > 0.05)).toHaveLength(5);
  expect(moved.data[4 * (32 * 64 + 30)]).toBe(0);
});
