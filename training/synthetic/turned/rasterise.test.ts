import { expect, test } from "vitest";
import { rasterise } from "./rasterise.ts";

test("the nearer of two crossing surfaces is visible, with its values", () => {
  // One square at depth 5, one that slopes through it from 0 to 9.
  const positions = Float32Array.from([
    ...[0, 0, 5, 9, 0, 5, 0, 9, 5, 9, 9, 5],
    ...[0, 0, 0, 9, 0, 9, 0, 9, 0, 9, 9, 9],
  ]);
  const triangles = [0, 1, 2, 1, 3, 2, 4, 5, 6, 5, 7, 6];
  const which = Float32Array.from([1, 1, 1, 1, 2, 2, 2, 2]);
  const across = Float32Array.from([0, 9, 0, 9, 0, 9, 0, 9]);
  const { depth, carried } = rasterise(positions, triangles, 12, 10, [which, across]);
  for (let x = 0; x < 12; x++) {
    const pixel = 4 * 12 + x;
    if (x > 9) {
      expect(depth[pixel]).toBe(Number.POSITIVE_INFINITY);
      continue;
    }
    expect(depth[pixel]).toBeCloseTo(Math.min(5, x), 5);
    expect(carried[0]?.[pixel]).toBeCloseTo(x < 5 ? 2 : 1, 5);
    expect(carried[1]?.[pixel]).toBeCloseTo(x, 5);
  }
});

test("neighbouring triangles leave no holes, and parts outside the image are clipped", () => {
  const positions = Float32Array.from([-3.3, -2.7, 1, 14.2, -1.1, 1, 6.4, 5.3, 1, -2, 15.9, 1]);
  const { depth } = rasterise(positions, [0, 1, 2, 0, 2, 3], 10, 10);
  // The edge between both runs through the image's middle.
  for (let k = 0; k < 6; k++) expect(depth[k * 10 + k]).toBeCloseTo(1, 5);
});
