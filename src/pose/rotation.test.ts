import { expect, test } from "vitest";
import {
  anglesFromRotation,
  multiplyMatrices,
  rotateVector,
  rotateVectorBack,
  rotationFromAngles,
  rotationFromVector,
} from "./rotation.ts";

const FORWARD = [0, 0, -1] as const;
const TOP = [0, -1, 0] as const;

test("the signs are the documented ones: right, up and clockwise", () => {
  const [right] = rotateVector(rotationFromAngles({ yaw: 30, pitch: 0, roll: 0 }), FORWARD);
  expect(right).toBeCloseTo(0.5, 9); // The face points to the image's right …
  const [, down] = rotateVector(rotationFromAngles({ yaw: 0, pitch: 30, roll: 0 }), FORWARD);
  expect(down).toBeCloseTo(-0.5, 9); // … up …
  const [topRight] = rotateVector(rotationFromAngles({ yaw: 0, pitch: 0, roll: 30 }), TOP);
  expect(topRight).toBeCloseTo(0.5, 9); // … and its top leans to the right.
});

test("roll rotates the head about its facing direction, which depends on yaw and pitch alone", () => {
  const level = rotateVector(rotationFromAngles({ yaw: 35, pitch: -20, roll: 0 }), FORWARD);
  const rolled = rotateVector(rotationFromAngles({ yaw: 35, pitch: -20, roll: 70 }), FORWARD);
  level.forEach((value, i) => {
    expect(rolled[i]).toBeCloseTo(value, 12);
  });
});

test("angles are recovered from the matrix, and a full profile gives no NaN", () => {
  for (const yaw of [-89, -40, 0, 75]) {
    for (const pitch of [-80, 0, 60]) {
      for (const roll of [-170, -30, 0, 120]) {
        const angles = anglesFromRotation(rotationFromAngles({ yaw, pitch, roll }));
        expect(angles.yaw).toBeCloseTo(yaw, 6);
        expect(angles.pitch).toBeCloseTo(pitch, 6);
        expect(angles.roll).toBeCloseTo(roll, 6);
      }
    }
  }
  // At ±90° pitch and roll are one motion: their split is arbitrary, the rotation is not.
  const profile = rotationFromAngles({ yaw: 90, pitch: 20, roll: 10 });
  const again = rotationFromAngles(anglesFromRotation(profile));
  again.forEach((value, i) => {
    expect(value).toBeCloseTo(profile[i], 9);
  });
});

test("a rotation vector rotates right-handedly about its axis by its length", () => {
  const quarter = rotationFromVector([0, 0, Math.PI / 2]);
  const [x, y, z] = rotateVector(quarter, [1, 0, 0]);
  expect([x, y, z].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([0, 1, 0]);
  const tiny = rotationFromVector([1e-6, -2e-6, 3e-6]);
  const back = multiplyMatrices(tiny, rotationFromVector([-1e-6, 2e-6, -3e-6]));
  expect(back[0]).toBeCloseTo(1, 12);
  expect(back[1]).toBeCloseTo(0, 12);
  const turned = rotationFromVector([0.3, -0.8, 1.1]);
  rotateVectorBack(turned, rotateVector(turned, [4, 5, 6])).forEach((value, i) => {
    expect(value).toBeCloseTo([4, 5, 6][i], 9);
  });
});
