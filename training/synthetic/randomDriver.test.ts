import { expect, test } from "vitest";
import { randomDriver } from "./randomDriver.ts";
import { WIDEST_YAW } from "./randomPosture.ts";

test("the same seed gives the same driver, another seed a different one", () => {
  expect(randomDriver(5, 9)).toEqual(randomDriver(5, 9));
  expect(randomDriver(5, 9)).not.toEqual(randomDriver(6, 9));
});

test("poses fill the allowed range and expression weights are in 0..1", () => {
  const drivers = Array.from({ length: 400 }, (_, index) => randomDriver(1, index));
  const yaws = drivers.map(({ posture }) => posture.yaw);
  expect(Math.max(...yaws)).toBeGreaterThan(60);
  expect(Math.min(...yaws)).toBeLessThan(-60);
  expect(Math.max(...yaws.map(Math.abs))).toBeLessThanOrEqual(WIDEST_YAW);
  const weights = drivers.flatMap(({ posture }) => Object.values(posture.expression));
  expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...weights)).toBeLessThanOrEqual(1);
});

test("the image has the requested size and number of passes", () => {
  expect(randomDriver(1, 0, { size: 256, passes: 4 }).image).toMatchObject({
    width: 256,
    height: 256,
    passes: 4,
  });
});

test("companions sit well behind the driver, and the wheel is below most faces", () => {
  const drivers = Array.from({ length: 600 }, (_, index) => randomDriver(3, index));
  const companions = drivers.flatMap(({ companion }) => companion ?? []);
  expect(companions.length).toBeGreaterThan(10);
  expect(companions.length).toBeLessThan(120);
  for (const { posture } of companions) expect(posture.place?.[2]).toBeLessThan(-60);
  const high = drivers.filter(({ cabin }) => (cabin.wheel?.up ?? 0) > 9);
  expect(high.length).toBeGreaterThan(3);
  expect(high.length).toBeLessThan(60);
});
