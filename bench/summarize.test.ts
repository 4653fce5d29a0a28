import { expect, test } from "vitest";
import { summarize } from "./summarize.ts";

test("median, 95th percentile and mean, whatever the order", () => {
  const hundred = Array.from({ length: 101 }, (_, k) => (k * 37) % 101);
  expect(summarize(hundred)).toEqual({ median: 50, p95: 95, mean: 50 });
  expect(summarize([4, 1])).toMatchObject({ median: 2.5, mean: 2.5 });
  expect(() => summarize([])).toThrow(/No timings/);
});
