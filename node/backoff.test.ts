import { expect, test } from "vitest";
import { createBackoff } from "./backoff.ts";

test("waits double up to the longest, each between half and all of it, and begin anew after a success", () => {
  const least = createBackoff({ first: 1, longest: 5, random: () => 0 });
  expect(Array.from({ length: 5 }, least.next)).toEqual([0.5, 1, 2, 2.5, 2.5]);
  const most = createBackoff({ first: 1, longest: 5, random: () => 1 });
  expect(Array.from({ length: 5 }, most.next)).toEqual([1, 2, 4, 5, 5]);
  most.reset();
  expect(most.next()).toBe(1);
});
