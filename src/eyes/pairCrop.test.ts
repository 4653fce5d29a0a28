// Where both eyes are cut out: level, of one scale, the right one mirrored.

import { expect, test } from "vitest";
import { meanFaceAt } from "../../testing/fakeLandmarkNetwork.ts";
import type { Frame } from "../image/frame.ts";
import { type Point, transformPoint } from "../image/geometry.ts";
import { cutPairEye, eyePair, PAIR_HEIGHT, PAIR_WIDTH } from "./pairCrop.ts";

const MIDDLE = { x: (PAIR_WIDTH - 1) / 2, y: (PAIR_HEIGHT - 1) / 2 };

function turned(points: readonly Point[], degrees: number, about: Point): Point[] {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return points.map(({ x, y }) => ({
    x: about.x + cos * (x - about.x) - sin * (y - about.y),
    y: about.y + sin * (x - about.x) + cos * (y - about.y),
  }));
}

test.each([0, 25, -70, 160])("a face tilted by %d°: both eyes are level and centred", (degrees) => {
  const landmarks = turned(meanFaceAt({ x: 150, y: 120 }, 60).landmarks, degrees, {
    x: 150,
    y: 120,
  });
  const pair = eyePair(landmarks);
  if (pair === null) throw new Error("The eyes are apart.");
  for (const [transform, inner, outer] of [
    [pair.left, 42, 45],
    [pair.right, 39, 36],
  ] as const) {
    const [p, q] = [
      transformPoint(transform, landmarks[inner]),
      transformPoint(transform, landmarks[outer]),
    ];
    expect((p.x + q.x) / 2).toBeCloseTo(MIDDLE.x, 6);
    expect((p.y + q.y) / 2).toBeCloseTo(MIDDLE.y, 6);
    // The inner corner is on the left in both images, and the eye fills half of the image.
    expect(q.x - p.x).toBeGreaterThan(0.4 * PAIR_WIDTH);
    expect(Math.abs(q.y - p.y)).toBeLessThan(4);
  }
});

test("the eye on the far side of a turned head is narrower in its image", () => {
  const landmarks = meanFaceAt({ x: 150, y: 120 }, 60).landmarks;
  const middle = (landmarks[36].x + landmarks[39].x) / 2;
  const narrow = landmarks.map((point, index) =>
    index >= 36 && index <= 41 ? { ...point, x: middle + (point.x - middle) / 2 } : point,
  );
  const pair = eyePair(narrow);
  if (pair === null) throw new Error("The eyes are apart.");
  const width = (transform: typeof pair.left, from: number, to: number) =>
    Math.abs(transformPoint(transform, narrow[to]).x - transformPoint(transform, narrow[from]).x);
  expect(width(pair.right, 36, 39)).toBeLessThan(0.6 * width(pair.left, 42, 45));
});

test("a dark spot at the outer corner of either eye is at the same place of both images", () => {
  const landmarks = meanFaceAt({ x: 150, y: 120 }, 60).landmarks;
  const frame: Frame = {
    width: 300,
    height: 240,
    channels: 3,
    data: new Uint8Array(300 * 240 * 3).fill(200),
  };
  for (const { x, y } of [landmarks[36], landmarks[45]]) {
    for (let row = -2; row <= 2; row++) {
      const at = 3 * ((Math.round(y) + row) * 300 + Math.round(x) - 2);
      frame.data.fill(0, at, at + 15);
    }
  }
  const pair = eyePair(landmarks);
  if (pair === null) throw new Error("The eyes are apart.");
  const darkest = [pair.left, pair.right].map((transform) => {
    const image = cutPairEye(frame, transform);
    const dark = [...image.keys()].filter((at) => image[at] < 60);
    return dark.reduce((sum, at) => sum + (at % PAIR_WIDTH), 0) / dark.length;
  });
  expect(darkest[0]).toBeGreaterThan(0.7 * PAIR_WIDTH);
  expect(Math.abs(darkest[0] - darkest[1])).toBeLessThan(2.5);
});

test("eyes that coincide are not cut out", () => {
  expect(eyePair(Array.from({ length: 68 }, () => ({ x: 5, y: 5 })))).toBeNull();
});
