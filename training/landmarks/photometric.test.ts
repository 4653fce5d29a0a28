// Light and camera changes of a face window: decided by the seed alone.

import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { photometric } from "./photometric.ts";

// Small, so that the test is quick; the operations work at any size.
const SIZE = 64;

/** Smooth waves, a different one in each channel. */
function waves(size = SIZE): Uint8Array {
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return 128 + 60 * Math.sin((pixel % size) / 9 + i) * Math.cos(Math.floor(pixel / size) / 11);
  });
}

test("the seed decides everything, and strength 0 changes nothing", () => {
  const landmarks = new Float32Array(136).fill(30);
  const visible = new Uint8Array(68);
  const run = (seed: number, strength: number) => {
    const image = waves();
    photometric(image, SIZE, landmarks, visible, randomFrom(seed), { photometric: strength });
    return image;
  };
  expect(Buffer.compare(run(1, 0), waves())).toBe(0);
  for (let seed = 0; seed < 6; seed++) {
    expect(Buffer.compare(run(seed, 3), run(seed, 3))).toBe(0);
  }
  expect(Buffer.compare(run(1, 3), run(2, 3))).not.toBe(0);
});
