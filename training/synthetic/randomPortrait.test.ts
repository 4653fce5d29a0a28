import { expect, test } from "vitest";
import { PORTRAITS_PER_PERSON, randomPortrait } from "./randomPortrait.ts";

const portraits = Array.from({ length: 600 }, (_, index) => randomPortrait(1, index));

test("the same seed gives the same portrait, another seed a different one", () => {
  expect(randomPortrait(5, 9)).toEqual(randomPortrait(5, 9));
  expect(randomPortrait(5, 9)).not.toEqual(randomPortrait(6, 9));
});

test("consecutive portraits show one person, in other postures", () => {
  const [first, second] = [randomPortrait(3, 0), randomPortrait(3, 1)];
  expect(second.person).toEqual(first.person);
  expect(second.posture).not.toEqual(first.posture);
  expect(randomPortrait(3, PORTRAITS_PER_PERSON).person).not.toEqual(first.person);
});

test("nobody sits in a car, and nothing moves or bends the image away from its mask", () => {
  for (const { cabin, clothes, camera, image } of portraits) {
    expect(cabin).toBeNull();
    expect(clothes.belt).toBe(false);
    expect(camera.distortion).toBe(0);
    expect(image.motion).toEqual([0, 0]);
  }
});

test("weights of expressions are in 0..1, many smile and some smiles are one-sided", () => {
  const expressions = portraits.map(({ posture }) => posture.expression);
  for (const weight of expressions.flatMap((weights) => Object.values(weights))) {
    expect(weight).toBeGreaterThanOrEqual(0);
    expect(weight).toBeLessThanOrEqual(1);
  }
  const smiles = expressions.filter(({ mouthSmile_L: left = 0 }) => left > 0.3);
  expect(smiles.length).toBeGreaterThan(120);
  const oneSided = smiles.filter(
    ({ mouthSmile_L: left = 0, mouthSmile_R: right = 0 }) => Math.abs(left - right) > 0.15,
  );
  expect(oneSided.length).toBeGreaterThan(10);
});

test("eyes are shut in some portraits, and both together", () => {
  const lids = portraits.map(({ posture }) => posture.expression);
  const shut = lids.filter(({ eyeBlink_L: left = 0 }) => left > 0.9);
  expect(shut.length).toBeGreaterThan(30);
  const wink = shut.filter(({ eyeBlink_R: right = 0 }) => right < 0.5);
  expect(wink.length).toBeLessThan(5);
});
