// What hides an occluded landmark: the face itself on the far side of a turned head, objects elsewhere.

import { expect, test } from "vitest";
import type { HeadPose, Landmark } from "../result.ts";
import { withHiders } from "./hiddenBy.ts";
import { FLIP_PERMUTATION, REGIONS } from "./scheme68.ts";

const all: readonly Landmark[] = Array.from({ length: 68 }, (_, k) => ({
  x: k,
  y: k,
  occluded: true,
  probability: 0.1,
}));

function poseOf(
  yaw: number,
  pitch = 0,
  translation: HeadPose["translation"] = [0, 0, 600],
): HeadPose {
  const uncertainty = { yaw: 1, pitch: 1, roll: 1 };
  return { yaw, pitch, roll: 0, translation, reprojectionError: 1, uncertainty };
}

function selfOf(pose: HeadPose): number[] {
  return withHiders(all, pose).flatMap(({ hiddenBy }, k) => (hiddenBy === "self" ? k : []));
}

test("on a frontal face every hidden landmark is hidden by an object", () => {
  expect(selfOf(poseOf(0))).toEqual([]);
  expect(withHiders(all, poseOf(0)).every(({ hiddenBy }) => hiddenBy === "object")).toBe(true);
});

test("a head turned to the image's right hides its left side, and mirrored", () => {
  const right = selfOf(poseOf(50));
  const [from, to] = REGIONS.leftEye;
  for (let k = from; k < to; k++) expect(right).toContain(k);
  const [nearFrom, nearTo] = REGIONS.rightEye;
  for (let k = nearFrom; k < nearTo; k++) expect(right).not.toContain(k);
  expect(
    selfOf(poseOf(-50))
      .map((k) => FLIP_PERMUTATION[k])
      .sort(),
  ).toEqual(right.toSorted());
});

test("chin and bridge of the nose are never hidden by the face", () => {
  expect(selfOf(poseOf(85))).not.toContain(8);
  expect(selfOf(poseOf(85))).not.toContain(28);
});

test("the direction of the camera counts: a head at the image's edge that faces ahead shows its inner side", () => {
  // 45° to the image's right of the camera, so that the camera sees the subject's right side.
  expect(selfOf(poseOf(0, 0, [600, 0, 600]))).toEqual(selfOf(poseOf(45)));
});

test("a lowered head covers its nostrils", () => {
  expect(selfOf(poseOf(0, -30))).toEqual([31, 32, 34, 35]);
});

test("visible landmarks have no cause, and a known cause is kept", () => {
  const mixed = all.map(
    (landmark, k): Landmark =>
      k < 17 ? { ...landmark, occluded: false } : { ...landmark, hiddenBy: "object" },
  );
  const found = withHiders(mixed, poseOf(70));
  expect(found.slice(0, 17).every(({ hiddenBy }) => hiddenBy === undefined)).toBe(true);
  expect(found.slice(17).every(({ hiddenBy }) => hiddenBy === "object")).toBe(true);
});
