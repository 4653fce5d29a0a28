import { expect, test } from "vitest";
import { parseEyeName } from "./fileName.ts";

test("the eight fields of a name are parsed as labels", () => {
  expect(parseEyeName("s0036_00123_1_0_1_2_0_03")).toEqual({
    subject: "s0036",
    image: "00123",
    gender: "female",
    glasses: false,
    open: true,
    reflections: "big",
    lighting: "bad",
    sensor: 3,
  });
  expect(parseEyeName("s0001_7_0_1_0_0_1_1")).toMatchObject({
    gender: "male",
    glasses: true,
    open: false,
    reflections: "none",
    lighting: "good",
  });
});

test.each([
  "",
  "face",
  "s0036_00123_1_0_1_2_0",
  "s0036_00123_1_0_1_2_0_03_extra",
  "s0036_00123_1_0_2_2_0_03",
  "s0036_00123_1_0_1_3_0_03",
  "x0036_00123_1_0_1_2_0_03",
  "s0036_00123_1_0_1_2_0_03.webp",
  "s0036-00123-1-0-1-2-0-03",
])("“%s” carries no labels", (name) => {
  expect(parseEyeName(name)).toBeNull();
});
