// Eyes cut from photographs: labels, position of patches, hidden eyes.

import { expect, test } from "vitest";
import { coordinateFrame, meanFaceAt } from "../../testing/fakeLandmarkNetwork.ts";
import type { LandmarkSample } from "../landmarks/dataset.ts";
import {
  annotatedOpening,
  eyesOfPhotograph,
  hiddenEyesOfPhotograph,
  labelOfLids,
} from "./photographs.ts";

const LIDS = { closedBelow: 0.06, openAbove: 0.24, leastWidth: 10 };

/** The mean face on a frame of coordinates, with the given eye aspect ratios. */
function sampleWith(opening: { left: number; right: number }, size = 60): LandmarkSample {
  const landmarks = [...meanFaceAt({ x: 200, y: 200 }, size).landmarks];
  for (const [eye, first] of [
    ["right", 36],
    ["left", 42],
  ] as const) {
    const [from, to] = [landmarks[first], landmarks[first + 3]];
    const width = to.x - from.x;
    for (const [k, share, side] of [
      [1, 1 / 3, -1],
      [2, 2 / 3, -1],
      [4, 2 / 3, 1],
      [5, 1 / 3, 1],
    ] as const) {
      landmarks[first + k] = {
        x: from.x + share * width,
        y: from.y + share * (to.y - from.y) + (side * opening[eye] * width) / 2,
      };
    }
  }
  return { frame: coordinateFrame(400, 400), landmarks };
}

test("lids that are clearly apart or together label an eye; others and small eyes are not labelled", () => {
  const { landmarks } = sampleWith({ left: 0.3, right: 0.03 });
  expect(annotatedOpening(landmarks, "left")).toBeCloseTo(0.3, 1);
  expect(labelOfLids(landmarks, "left", LIDS)).toBe(true);
  expect(labelOfLids(landmarks, "right", LIDS)).toBe(false);
  expect(labelOfLids(landmarks, "right", { ...LIDS, closedBelow: null })).toBeNull();
  expect(labelOfLids(landmarks, "left", { ...LIDS, leastWidth: 200 })).toBeNull();
  expect(labelOfLids(sampleWith({ left: 0.15, right: 0.15 }).landmarks, "left", LIDS)).toBeNull();
});

test("a patch is cut around its eye", () => {
  const sample = sampleWith({ left: 0.3, right: 0.15 });
  const [eye, ...others] = eyesOfPhotograph(sample, LIDS);
  expect(others).toEqual([]);
  expect(eye?.open).toBe(true);
  const [from, to] = [sample.landmarks[42], sample.landmarks[45]];
  const { side, grey } = eye?.patch ?? { side: 0, grey: new Uint8Array() };
  const middle = grey[(side / 2) * side + side / 2];
  const expected = 0.299 * ((from.x + to.x) / 4) + 0.587 * ((from.y + to.y) / 4) + 0.114 * 255;
  expect(Math.abs((middle ?? 0) - expected)).toBeLessThan(3);
});

test("an eye under an object is hidden and unlabelled; an eye beside it is not used", () => {
  const sample = sampleWith({ left: 0.3, right: 0.3 });
  const overRightEye = hiddenEyesOfPhotograph(
    sample,
    (_image, _width, _height, _landmarks, occluded) => occluded.fill(1, 36, 42),
    1,
    0,
  );
  const noObject = hiddenEyesOfPhotograph(sample, () => {}, 1, 0);
  // A place without an eye is part of both.
  expect(noObject).toHaveLength(1);
  expect(overRightEye).toHaveLength(2);
  expect(overRightEye.every(({ open, seen }) => open === null && seen === false)).toBe(true);
});

test("an eye that is known to be hidden counts as hidden without an object, and its lids do not label it", () => {
  const plain = sampleWith({ left: 0.3, right: 0.03 });
  const flagged = (from: number, to: number): LandmarkSample => ({
    ...plain,
    occluded: plain.landmarks.map((_, k) => k >= from && k < to),
  });
  expect(eyesOfPhotograph(plain, LIDS).map(({ open }) => open)).toEqual([true, false]);
  expect(eyesOfPhotograph(flagged(36, 42), LIDS).map(({ open }) => open)).toEqual([true]);
  expect(hiddenEyesOfPhotograph(flagged(36, 42), () => {}, 1, 0)).toHaveLength(2);
  // A half hidden eye is not used at all.
  expect(eyesOfPhotograph(flagged(36, 39), LIDS)).toHaveLength(1);
  expect(hiddenEyesOfPhotograph(flagged(36, 39), () => {}, 1, 0)).toHaveLength(1);
});
