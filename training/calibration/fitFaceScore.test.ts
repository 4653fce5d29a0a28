// The face score's fit separates faces from backgrounds and keeps the share of faces that it should.

import { expect, test } from "vitest";
import { type FaceScoreFeatures, faceScoreOf } from "../../src/landmarks/faceScore.ts";
import { randomFrom } from "../../src/math/random.ts";
import { fitFaceScore } from "./fitFaceScore.ts";

function windows(seed: number, count: number, center: FaceScoreFeatures, spread: number) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => ({
    meanPeak: center.meanPeak + spread * random.normal(),
    lowPeak: center.lowPeak + spread * random.normal(),
    shapeResidual: center.shapeResidual + spread * random.normal(),
  }));
}

const faces = windows(1, 1000, { meanPeak: 0.7, lowPeak: 0.4, shapeResidual: 0.1 }, 0.1);
const backgrounds = windows(2, 200, { meanPeak: 0.3, lowPeak: 0.1, shapeResidual: 0.6 }, 0.1);

test("the threshold keeps as many faces as asked for and rejects nearly all else", () => {
  const { settings, threshold, rejected } = fitFaceScore(faces, backgrounds, 0.995);
  const kept = faces.filter((features) => faceScoreOf(features, settings) >= threshold).length;
  expect(kept).toBe(995);
  expect(rejected).toBeGreaterThan(0.99);
  expect(settings.weights.meanPeak).toBeGreaterThan(0);
  expect(settings.weights.lowPeak).toBeGreaterThan(0);
  expect(settings.weights.shapeResidual).toBeLessThan(0);
});

test("classes count alike: tenfold backgrounds leave the fit as it was", () => {
  const once = fitFaceScore(faces, backgrounds).settings;
  const often = fitFaceScore(faces, Array.from({ length: 10 }, () => backgrounds).flat()).settings;
  expect(often.weights.meanPeak).toBeCloseTo(once.weights.meanPeak, 6);
});

test("no feature gets the wrong sign, even when the sample suggests it", () => {
  // Here the backgrounds have the better shapes.
  const odd = backgrounds.map((features) => ({ ...features, shapeResidual: 0.05 }));
  const { settings } = fitFaceScore(faces, odd);
  expect(settings.weights.shapeResidual).toBe(0);
  expect(settings.weights.meanPeak).toBeGreaterThan(0);
});
