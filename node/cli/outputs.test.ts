import { expect, test } from "vitest";
import { outputStems } from "./outputs.ts";
import { duration } from "./report.ts";

test("images with the same name are numbered in their order", () => {
  expect(outputStems(["a/x.jpg", "b/x.png", "c/y.jpg", "d/X.gif"])).toEqual([
    "x",
    "x-2",
    "y",
    "X-3",
  ]);
});

test("a number is never one that another image has by nature", () => {
  expect(outputStems(["a/x.jpg", "b/x.jpg", "c/x-2.jpg", "d/x-2.jpg"])).toEqual([
    "x",
    "x-3",
    "x-2",
    "x-2-2",
  ]);
});

test("time left is told in a unit one can feel", () => {
  expect([5.2, 150, 7500, Number.NaN].map(duration)).toEqual(["6 s", "3 min", "2 h 5 min", "–"]);
});
