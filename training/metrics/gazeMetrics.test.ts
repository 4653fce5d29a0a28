// Gaze figures: angles of known directions, ranks with ties, sides of a session.

import { expect, test } from "vitest";
import { angleBetween, rankCorrelation, sessionFigures } from "./gazeMetrics.ts";

test.each([
  [{ yaw: 0, pitch: 0 }, { yaw: 10, pitch: 0 }, 10],
  [{ yaw: 0, pitch: 0 }, { yaw: 0, pitch: -7 }, 7],
  [{ yaw: 90, pitch: 60 }, { yaw: -90, pitch: 60 }, 60],
  [{ yaw: 20, pitch: 5 }, { yaw: 20, pitch: 5 }, 0],
])("between %o and %o there are %d degrees", (p, q, degrees) => {
  expect(angleBetween(p, q)).toBeCloseTo(degrees, 4);
});

test("ranks correlate whatever the scale; ties share a rank", () => {
  expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 9);
  expect(rankCorrelation([1, 2, 3, 4], [9, 5, 2, 1])).toBeCloseTo(-1, 9);
  expect(rankCorrelation([0, 0, 1, 1], [3, 4, 5, 6])).toBeCloseTo(0.894, 3);
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
});

test("a person who looks at four dots: yaw is positive towards the left dots, whatever the offset", () => {
  const looks = [
    { u: 0, v: 0, direction: { yaw: 25, pitch: 9 } },
    { u: 1, v: 0, direction: { yaw: 5, pitch: 8 } },
    { u: 0, v: 1, direction: { yaw: 22, pitch: -3 } },
    { u: 1, v: 1, direction: { yaw: 23, pitch: -4 } },
  ];
  const { sideways, updown, outer, outer_right } = sessionFigures(looks);
  expect(outer).toBe(4);
  expect(outer_right).toBe(2);
  expect(updown ?? 0).toBeGreaterThan(0.85);
  expect(sideways ?? 0).toBeLessThan(0.7);
});
