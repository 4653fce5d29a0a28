import { expect, test } from "vitest";
import type { HeadPose } from "../result.ts";
import { restoreYaw } from "./restoreYaw.ts";

const poseAt = (yaw: number, x = 0): HeadPose => ({
  yaw,
  pitch: 4,
  roll: -3,
  translation: [x, 0, 600],
  reprojectionError: 1,
  uncertainty: { yaw: 2, pitch: 2, roll: 1 },
});

test("a turned head gets its turn back to either side, a frontal one stays", () => {
  const shrinkage = { cubic: 1e-4 };
  expect(restoreYaw(poseAt(50), shrinkage).yaw).toBeCloseTo(62.5, 10);
  expect(restoreYaw(poseAt(-50), shrinkage).yaw).toBeCloseTo(-62.5, 10);
  expect(restoreYaw(poseAt(5), shrinkage).yaw).toBeCloseTo(5, 1);
  expect(restoreYaw(poseAt(80), shrinkage).yaw).toBe(90);
  const { yaw, uncertainty, ...rest } = restoreYaw(poseAt(50), shrinkage);
  expect(uncertainty).toEqual({ yaw: 2 * (1 + 3 * 0.25), pitch: 2, roll: 1 });
  expect({ ...rest, pitch: rest.pitch }).toMatchObject({
    pitch: 4,
    roll: -3,
    reprojectionError: 1,
  });
  expect(Math.abs(yaw)).toBeLessThan(90);
});

test("turned is what is turned from the line of sight", () => {
  // At 45° to the right of the axis, a head with yaw −45° looks into the camera.
  const facing = poseAt(-45, 600);
  expect(restoreYaw(facing, { cubic: 1e-4 }).yaw).toBeCloseTo(-45, 10);
  // One that looks along the axis is seen turned by 45°.
  expect(restoreYaw(poseAt(0, 600), { cubic: 1e-4 }).yaw).toBeCloseTo(1e-4 * 45 ** 3, 10);
});
