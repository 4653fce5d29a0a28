import { expect, test } from "vitest";
import { lateGrowth } from "./webWatch.ts";

test("memory that rises at first and then fluctuates is flat", () => {
  expect(lateGrowth([1, 5, 9, 10, 10.1, 9.9, 10.1, 9.9]).flat).toBe(true);
});

test("memory that rises to the end is not flat", () => {
  const { bytes, flat } = lateGrowth([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(bytes).toBeCloseTo(3);
  expect(flat).toBe(false);
});
