import { expect, test } from "vitest";
import { lateGrowth } from "./webWatch.ts";

test("what rose at first and then stays is flat, whatever it trembles", () => {
  expect(lateGrowth([1, 5, 9, 10, 10.1, 9.9, 10.1, 9.9]).flat).toBe(true);
});

test("what rises to the end is not", () => {
  const { bytes, flat } = lateGrowth([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(bytes).toBeCloseTo(3);
  expect(flat).toBe(false);
});
