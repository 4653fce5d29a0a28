import { expect, test } from "vitest";
import { labelDetections } from "./labelDetections.ts";

const face = { x: 100, y: 100, width: 100, height: 100 };
const near = { box: { ...face, x: 110 }, score: 0.4 };
const nearer = { box: { ...face, x: 104 }, score: 0.3 };
const away = { box: { ...face, x: 400 }, score: 0.9 };
const touching = { box: { ...face, x: 160 }, score: 0.8 };

test("the best box on a face is a face, a box away from all is background, others are left out", () => {
  expect(labelDetections([away, near, touching, nearer], [face])).toEqual([
    { ...away, face: false },
    { ...nearer, face: true },
  ]);
  expect(labelDetections([touching], [face])).toEqual([]);
  expect(labelDetections([away], [])).toEqual([{ ...away, face: false }]);
  expect(labelDetections([], [face])).toEqual([]);
});
