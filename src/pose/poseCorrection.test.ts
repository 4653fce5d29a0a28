import { expect, test } from "vitest";
import { MEAN_SHAPE } from "../landmarks/meanShape.ts";
import type { HeadPose } from "../result.ts";
import { correctPose, FEATURES, poseFeatures } from "./poseCorrection.ts";
import {
  anglesFromRotation,
  multiplyMatrices,
  rotateVector,
  rotationFromAngles,
} from "./rotation.ts";

const pose: HeadPose = {
  yaw: 20,
  pitch: 4,
  roll: 0,
  translation: [0, 0, 600],
  reprojectionError: 1,
  uncertainty: { yaw: 2, pitch: 2, roll: 1 },
};
const landmarks = MEAN_SHAPE.map(([x, y]) => ({ x: 100 + 40 * x, y: 90 + 40 * y }));
const none = Array<number>(FEATURES).fill(0);
const constant = (degrees: number) => [degrees, ...none.slice(1)];

test("each angle has its own correction, the rest of the pose is unchanged", () => {
  const correction = { yaw: constant(3), pitch: constant(-2), roll: none };
  expect(correctPose(pose, landmarks, correction)).toEqual({ ...pose, yaw: 23, pitch: 2 });
});

test("corrections are limited, and so is the corrected yaw", () => {
  const wild = { yaw: constant(80), pitch: constant(-400), roll: constant(16) };
  expect(correctPose(pose, landmarks, wild)).toMatchObject({ yaw: 35, pitch: -11, roll: 15 });
  expect(correctPose({ ...pose, yaw: 85 }, landmarks, wild).yaw).toBe(90);
});

test("features do not depend on the face's position, size and roll in the image", () => {
  const features = poseFeatures(pose, landmarks);
  const [cos, sin] = [Math.cos(0.3), Math.sin(0.3)];
  const moved = landmarks.map(({ x, y }) => ({
    x: 7 + 2.5 * (cos * x - sin * y),
    y: 5 + 2.5 * (sin * x + cos * y),
  }));
  const leaning = poseFeatures({ ...pose, roll: (0.3 * 180) / Math.PI }, moved);
  // Those that hold the roll itself do change.
  const lean = new Set([3, 6, 8, 11]);
  for (const [k, value] of features.entries()) {
    if (!lean.has(k)) expect(leaning[k]).toBeCloseTo(value, 9);
  }
});

test("an image that is turned about the camera's axis has the same head, turned", () => {
  // A correction that depends on yaw, pitch and shape alike.
  const weights = none.map((_, k) => 2 * Math.sin(3 * k));
  const correction = { yaw: weights, pitch: weights.map((w) => -w), roll: none };
  const head: HeadPose = { ...pose, yaw: 30, pitch: 8, translation: [40, -30, 600] };
  const straight = correctPose(head, landmarks, correction);
  for (const roll of [90, 135, 180, -90]) {
    const turned = rotationFromAngles({ yaw: 0, pitch: 0, roll });
    const image = (angles: HeadPose) =>
      anglesFromRotation(multiplyMatrices(turned, rotationFromAngles(angles)));
    const [cos, sin] = [Math.cos((roll * Math.PI) / 180), Math.sin((roll * Math.PI) / 180)];
    const corrected = correctPose(
      { ...head, ...image(head), translation: rotateVector(turned, head.translation) },
      landmarks.map(({ x, y }) => ({ x: cos * x - sin * y, y: sin * x + cos * y })),
      correction,
    );
    const expected = rotationFromAngles(image(straight));
    for (const [k, value] of rotationFromAngles(corrected).entries()) {
      expect(Math.abs(value - expected[k])).toBeLessThan(0.03);
    }
  }
});

test("a face beside the camera's axis is corrected for the direction in which it is seen", () => {
  const facing = poseFeatures({ ...pose, yaw: -45, translation: [600, 0, 600] }, landmarks);
  expect(facing[1]).toBeCloseTo(0, 9);
  const above = poseFeatures({ ...pose, pitch: -45, translation: [0, -600, 600] }, landmarks);
  expect(above[2]).toBeCloseTo(0, 9);
});

test("a correction for other features is rejected, and so are coinciding landmarks", () => {
  const short = { yaw: [1], pitch: none, roll: none };
  expect(() => correctPose(pose, landmarks, short)).toThrow(/weights per angle, not 1/);
  const point = landmarks.map(() => ({ x: 1, y: 1 }));
  expect(() => poseFeatures(pose, point)).toThrow(/coincide/);
  expect(() => poseFeatures(pose, landmarks.slice(0, 5))).toThrow(/no landmark/);
});
