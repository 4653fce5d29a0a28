// Classes of looks: limits from labelled looks, opposite looks, unknown gaze.

import { expect, test } from "vitest";
import { bestLimits, type ClassedLook, lookClassOf, lookFigures } from "./lookClasses.ts";

const look = (label: ClassedLook["label"], angle: number | null): ClassedLook => ({ label, angle });

test("limits lie between the classes, also when the person's offset moves them to one side", () => {
  const looks = [
    ...[-24, -15].map((angle) => look("right", angle)),
    ...[-5, 0, 3, 11].map((angle) => look("centre", angle)),
    ...[20, 31].map((angle) => look("left", angle)),
  ];
  const { low, high } = bestLimits("sideways", looks);
  expect(low).toBeGreaterThan(-15);
  expect(low).toBeLessThanOrEqual(-5);
  expect(high).toBeGreaterThanOrEqual(11);
  expect(high).toBeLessThan(20);
});

test("yaw to the person's own left is left, pitch upwards is up", () => {
  const limits = { low: -10, high: 12 };
  expect([15, 12, -10, -11].map((angle) => lookClassOf("sideways", angle, limits))).toEqual([
    "left",
    "centre",
    "centre",
    "right",
  ]);
  expect([15, 0, -11].map((angle) => lookClassOf("updown", angle, limits))).toEqual([
    "up",
    "level",
    "down",
  ]);
});

test("a look on the wrong side is opposite, one in the middle only wrong, an unknown one neither", () => {
  const looks = [
    look("up", 20),
    look("up", 0),
    look("up", -20),
    look("down", -20),
    look("level", -20),
    look("level", null),
  ];
  const figures = lookFigures("updown", looks, { low: -10, high: 10 });
  expect(figures).toMatchObject({ looks: 6, unknown: 1, right: 0.4, opposite: 0.2 });
  expect(figures.confusion).toEqual({
    up: { up: 1, level: 1, down: 1 },
    level: { up: 0, level: 0, down: 1 },
    down: { up: 0, level: 0, down: 1 },
  });
});

test("the few looks aside count as much as the many ahead", () => {
  const looks = [
    ...Array.from({ length: 20 }, (_, k) => look("level", k / 2 - 6)),
    ...[2, 6, 7].map((angle) => look("up", angle)),
  ];
  const limits = bestLimits("updown", looks);
  expect(limits.high).toBeLessThan(6);
  expect(lookFigures("updown", looks, limits).right_by_class).toBeGreaterThan(0.8);
});

test("without a known look there is no share", () => {
  const figures = lookFigures("sideways", [look("left", null)], { low: -1, high: 1 });
  expect(figures).toMatchObject({ looks: 1, unknown: 1, right: null, opposite: null });
});
