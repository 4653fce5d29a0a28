// A face's shape with high peaks has a high score, hidden or not; noise, low peaks and half faces have a low one.

import { expect, test } from "vitest";
import { faceScore, faceScoreFeatures, type ScoredPeak } from "./faceScore.ts";
import { MEAN_SHAPE } from "./meanShape.ts";
import { FLIP_PERMUTATION } from "./scheme68.ts";

const settings = {
  intercept: -3,
  weights: { meanPeak: 6, lowPeak: 6, shapeResidual: -12 },
};

/** The mean shape seen turned by `yaw` and `roll` degrees, in heat-map pixels, with peaks of one strength. */
function face(yaw: number, roll: number, value: number): ScoredPeak[] {
  const [cy, sy] = [Math.cos((yaw * Math.PI) / 180), Math.sin((yaw * Math.PI) / 180)];
  const [cr, sr] = [Math.cos((roll * Math.PI) / 180), Math.sin((roll * Math.PI) / 180)];
  return MEAN_SHAPE.map(([x, y, z]) => {
    const turned = cy * x + sy * z;
    return { x: 32 + 15 * (cr * turned - sr * y), y: 32 + 15 * (sr * turned + cr * y), value };
  });
}

/** Points in no order at all: the face's own, each named as another landmark. */
const scrambled = (value: number): ScoredPeak[] => {
  const points = face(0, 0, value);
  return points.map((_, k) => points[(k * 29 + 11) % 68]);
};

test("faces have a high score from every side, visible or completely occluded", () => {
  for (const [yaw, roll] of [
    [0, 0],
    [50, 0],
    [-50, 20],
    [0, 45],
  ] as const) {
    expect(faceScore(face(yaw, roll, 0.9), settings)).toBeGreaterThan(0.9);
    expect(faceScore(face(yaw, roll, -0.9), settings)).toBeGreaterThan(0.9);
  }
});

test("low peaks, high peaks in random positions and coinciding peaks are not faces", () => {
  expect(faceScore(face(0, 0, 0.1), settings)).toBeLessThan(0.3);
  expect(faceScore(scrambled(0.9), settings)).toBeLessThan(0.3);
  const together = face(0, 0, 0.9).map(({ value }) => ({ x: 5, y: 5, value }));
  expect(faceScore(together, settings)).toBeLessThan(0.3);
});

test("the features show the reason for a score", () => {
  const { meanPeak, lowPeak, shapeResidual } = faceScoreFeatures(
    face(30, 10, 0.8).map((peak, k) => (k < 20 ? { ...peak, value: -0.1 } : peak)),
  );
  expect(meanPeak).toBeCloseTo((20 * 0.1 + 48 * 0.8) / 68, 10);
  expect(lowPeak).toBeCloseTo(0.1, 10);
  expect(shapeResidual).toBeLessThan(0.001);
  expect(faceScoreFeatures(scrambled(0.8)).shapeResidual).toBeGreaterThan(0.7);
});

test("the score needs 68 peaks", () => {
  expect(() => faceScore([], settings)).toThrow(/68 peaks, got 0/);
});

test("the mean shape is symmetric, with the nose in front of the jaw's ends", () => {
  for (const [k, [x, y, z]] of MEAN_SHAPE.entries()) {
    const mirrored = MEAN_SHAPE[FLIP_PERMUTATION[k]] as readonly [number, number, number];
    expect([mirrored[0], mirrored[1], mirrored[2]]).toEqual([x === 0 ? 0 : -x, y, z]);
  }
  expect(MEAN_SHAPE[30]?.[2]).toBeLessThan(MEAN_SHAPE[0]?.[2] ?? Number.NaN);
});
