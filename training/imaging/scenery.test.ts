// New backgrounds and changes of style keep a person where it is.

import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { paintScenery, replaceBackground } from "./scenery.ts";
import { changeStyle } from "./style.ts";

const SIZE = 64;
const pixels = SIZE * SIZE;

test("a new background leaves the person's pixels alone and replaces all others", () => {
  const image = new Uint8Array(3 * pixels).fill(100);
  const mask = new Uint8Array(3 * pixels);
  mask.fill(255, 0, 3 * SIZE);
  mask.fill(128, 3 * SIZE, 6 * SIZE);
  replaceBackground(image, mask, new Uint8Array(3 * pixels).fill(200));
  expect(image[5]).toBe(100);
  expect(image[3 * SIZE + 5]).toBeCloseTo(150, -1);
  expect(image[6 * SIZE]).toBe(200);
});

test("backgrounds come from given images too, and differ from draw to draw", () => {
  const data = new Uint8Array(3 * 40 * 30).fill(7);
  const frame = { width: 40, height: 30, channels: 3, data } as const;
  const random = randomFrom(1);
  const drawn = Array.from({ length: 40 }, () => paintScenery(SIZE, [frame], random));
  const fromFrame = drawn.filter((image) => image.subarray(0, 3 * pixels).every((v) => v === 7));
  expect(fromFrame.length).toBeGreaterThan(8);
  expect(fromFrame.length).toBeLessThan(32);
  expect(paintScenery(SIZE, [], random)).toHaveLength(3 * pixels);
});

test("a change of style keeps edges in place", () => {
  const before = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) before.fill(i % SIZE < SIZE / 2 ? 60 : 180, 3 * i, 3 * i + 3);
  let kept = 0;
  let changed = 0;
  const random = randomFrom(3);
  for (let k = 0; k < 50; k++) {
    const image = before.slice();
    changeStyle(image, SIZE, random);
    if (image.some((value, i) => value !== before[i])) changed++;
    let best = 0;
    let at = 0;
    for (let x = 2; x < SIZE - 2; x++) {
      let change = 0;
      for (let y = 4; y < SIZE - 4; y++) {
        const i = 3 * (y * SIZE + x);
        change += Math.abs(image[i] - image[i - 3]) + Math.abs(image[i + 1] - image[i - 2]);
      }
      if (change > best) [best, at] = [change, x];
    }
    if (Math.abs(at - SIZE / 2) <= 1) kept++;
  }
  expect(kept).toBeGreaterThan(45);
  // A mixture of channels leaves grey images as they are.
  expect(changed).toBeGreaterThan(35);
});
