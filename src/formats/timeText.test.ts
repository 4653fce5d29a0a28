import { expect, test } from "vitest";
import { clockText, durationText, elapsedText } from "./timeText.ts";

test("times have hours only from the first hour on, and carry when rounded up", () => {
  expect(clockText(0, 0)).toBe("0:00");
  expect(clockText(59.96, 1)).toBe("1:00.0");
  expect(clockText(3723.456, 2)).toBe("1:02:03.46");
  expect(clockText(-1.5, 1)).toBe("−0:01.5");
});

test("the time reached is never later than the time itself", () => {
  expect(elapsedText(59.96, 1)).toBe("0:59.9");
  expect(elapsedText(3723.4567, 3)).toBe("1:02:03.456");
  expect(elapsedText(-0.2, 0)).toBe("0:00");
});

test("a duration is written in one or two units", () => {
  expect([5.2, 150, 7500, Number.NaN].map(durationText)).toEqual([
    "6 s",
    "3 min",
    "2 h 5 min",
    "–",
  ]);
});
