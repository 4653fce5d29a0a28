// Scenes of cut-out people: boxes lie on their faces, hidden faces are not listed, masks keep backgrounds free.

import { expect, test } from "vitest";
import type { Frame } from "../../../src/image/frame.ts";
import { MEAN_SHAPE } from "../../../src/landmarks/meanShape.ts";
import { randomFrom } from "../../../src/math/random.ts";
import { pyramidOf } from "../../detector/pyramid.ts";
import { type CutOut, composeCrowd } from "./compose.ts";

const SIZE = 192;
const SIDE = 128;
const BACKGROUND = 20;

/** A bright disc with a face in the middle, before black that the mask leaves out. */
function discPerson(): CutOut {
  const data = new Uint8Array(3 * SIDE * SIDE);
  const mask = new Uint8Array(3 * SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (Math.hypot(x - 64, y - 64) > 50) continue;
      data.fill(230, 3 * (y * SIDE + x), 3 * (y * SIDE + x) + 3);
      mask.fill(255, 3 * (y * SIDE + x), 3 * (y * SIDE + x) + 3);
    }
  }
  const frame = (pixels: Uint8Array): Frame => ({
    ...{ width: SIDE, height: SIDE, channels: 3, data: pixels },
  });
  const landmarks = MEAN_SHAPE.map(([x, y]) => ({ x: 64 + 20 * x, y: 64 + 20 * y }));
  return { pyramid: pyramidOf(frame(data)), mask: frame(mask), landmarks };
}

const person = discPerson();
const sources = {
  background: () => new Uint8Array(3 * SIZE * SIZE).fill(BACKGROUND),
  person: async () => person,
};
const scenes = await Promise.all(
  Array.from({ length: 60 }, (_, seed) => composeCrowd(SIZE, sources, randomFrom(seed))),
);

test("some scenes show nobody, some one person, some many; the same seed gives the same scene", async () => {
  const counts = scenes.map(({ faces }) => faces.length);
  expect(counts.filter((count) => count === 0).length).toBeGreaterThan(1);
  expect(counts.filter((count) => count === 1).length).toBeGreaterThan(5);
  expect(Math.max(...counts)).toBeGreaterThan(4);
  expect(await composeCrowd(SIZE, sources, randomFrom(7))).toEqual(scenes[7]);
});

test("faces of many sizes are drawn where their boxes are, without the background of the portrait", () => {
  const sides: number[] = [];
  for (const { faces, image } of scenes) {
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    if (faces.length === 0) expect(mean).toBeLessThan(80);
    for (const { box } of faces) {
      const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
      // Any style leaves a face brighter than the background of all scenes.
      const at = 3 * (Math.min(SIZE - 1, y) * SIZE + Math.min(SIZE - 1, x));
      expect(image[at] + image[at + 1] + image[at + 2]).toBeGreaterThan(3 * BACKGROUND);
      sides.push(Math.max(box.width, box.height));
    }
  }
  expect(Math.min(...sides)).toBeLessThan(20);
  expect(Math.max(...sides)).toBeGreaterThan(100);
});

test("a face that others hide wholly is not listed", () => {
  for (const { faces } of scenes) {
    for (const [k, { box }] of faces.entries()) {
      const covered = faces.slice(k + 1).some(({ box: over }) => {
        // The disc is wider than its face: well inside it nothing of an earlier face is left.
        const inset = 0.2 * over.width;
        return (
          box.x > over.x + inset &&
          box.y > over.y + inset &&
          box.x + box.width < over.x + over.width - inset &&
          box.y + box.height < over.y + over.height - inset
        );
      });
      expect(covered).toBe(false);
    }
  }
});
