import { expect, test } from "vitest";
import { FLIP_PERMUTATION } from "../landmarks/scheme68.ts";
import { HEAD68 } from "./head68.ts";

test("the head has the size of an average adult, is symmetric, and has the documented axes", () => {
  expect(HEAD68).toHaveLength(68);
  HEAD68.forEach(([x, y, z], index) => {
    const [mirrorX, mirrorY, mirrorZ] = HEAD68[FLIP_PERMUTATION[index]];
    expect([mirrorX + x, mirrorY, mirrorZ]).toEqual([0, y, z]);
  });
  const at = (index: number) => HEAD68[index];
  expect(at(45)[0]).toBeGreaterThan(at(36)[0]); // x: the subject's left eye is on the image's right.
  expect(at(8)[1]).toBeGreaterThan(at(27)[1]); // y: the chin is below the nose's bridge.
  expect(Math.min(...HEAD68.map(([, , z]) => z))).toBe(at(30)[2]); // z: the nose tip is nearest.
  const eyes = HEAD68.slice(36, 48);
  for (const axis of [0, 1, 2] as const) {
    const mean = eyes.reduce((sum, point) => sum + point[axis], 0) / eyes.length;
    expect(mean).toBeCloseTo(0, 1);
  }
  // Adults' outer eye corners lie about 87 to 91 mm apart.
  expect(at(45)[0] - at(36)[0]).toBeCloseTo(87.6, 1);
});
