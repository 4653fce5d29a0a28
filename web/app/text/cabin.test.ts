// Where the driver looks, in words: sides instead of negative angles.

import { expect, test } from "vitest";
import { cabin as en } from "./en/cabin.ts";
import { cabin as zh } from "./zh/cabin.ts";

test("looks to the right and down are called that, in both languages", () => {
  expect(en.byEyes(-7.2, 9)).toBe("By the eyes: 7° to the right, 9° up");
  expect(en.learned(4, -12, 14)).toBe(
    "Learned of these eyes: 4° to the left, 12° down, by 14 samples",
  );
  expect(zh.byEyes(-7.2, -9)).toBe("依据眼睛：向右 7°，向下 9°");
});
