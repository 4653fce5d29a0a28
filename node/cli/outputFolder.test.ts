import { expect, test } from "vitest";
import { outputStems } from "./outputFolder.ts";

test("images with the same name are numbered in their order", () => {
  expect(outputStems(["a/x.jpg", "b/x.png", "c/y.jpg", "d/X.gif"])).toEqual([
    "x",
    "x-2",
    "y",
    "X-3",
  ]);
});

test("a number is never one that another image's name ends in", () => {
  expect(outputStems(["a/x.jpg", "b/x.jpg", "c/x-2.jpg", "d/x-2.jpg"])).toEqual([
    "x",
    "x-3",
    "x-2",
    "x-2-2",
  ]);
});
