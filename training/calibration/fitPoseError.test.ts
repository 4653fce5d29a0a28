import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { fitPoseError, sharesWithin } from "./fitPoseError.ts";
import type { KnownPose } from "./knownPoses.ts";

test("errors of 5° beside a fit's 3° and a few outliers are found, and reported deviations are then right", () => {
  const random = randomFrom(3);
  const normal = () => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += random.between(0, 1);
    return sum;
  };
  const poses = Array.from({ length: 2000 }, (_, k): KnownPose => {
    const truth = { yaw: random.between(-60, 60), pitch: 0, roll: 178 };
    const off = () => (k % 100 === 0 ? 80 : Math.hypot(3, 5) * normal());
    const roll = truth.roll + off();
    return {
      landmarks: [],
      true: truth,
      estimated: {
        yaw: truth.yaw + off(),
        pitch: off(),
        // The same angle, written the other way round.
        roll: roll > 180 ? roll - 360 : roll,
        translation: [0, 0, 600],
        reprojectionError: 1,
        uncertainty: { yaw: 3, pitch: 3, roll: 3 },
      },
    };
  });
  const error = fitPoseError(poses);
  for (const angle of ["yaw", "pitch", "roll"] as const) {
    expect(error[angle]).toBeGreaterThan(4.5);
    expect(error[angle]).toBeLessThan(5.5);
  }
  const [one, two] = sharesWithin(poses, error);
  expect(Math.abs(one - 0.68)).toBeLessThan(0.04);
  expect(Math.abs(two - 0.95)).toBeLessThan(0.02);
});
