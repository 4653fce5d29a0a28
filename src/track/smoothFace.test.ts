import { expect, test } from "vitest";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { assumeIntrinsics } from "../pose/camera.ts";
import { HEAD68 } from "../pose/head68.ts";
import { FEATURES } from "../pose/poseCorrection.ts";
import { rotateVector, rotationFromAngles } from "../pose/rotation.ts";
import { type SmoothFaceOptions, smoothFace } from "./smoothFace.ts";

const camera = assumeIntrinsics(320, 240);

test("pose and measures follow the smoothed landmarks; scores and eye predictions are those of the frame", () => {
  const { state } = smoothFace(undefined, exampleFace(), 1, camera);
  const moved = exampleFace({ centerX: 190 });
  const given = {
    ...moved,
    score: 0.7,
    eyes: { ...moved.eyes, left: { ...moved.eyes.left, closed: 0.2 } },
  };
  const { face } = smoothFace(state, given, 1.04, camera);
  expect(face.score).toBe(0.7);
  expect(face.eyes.left).toMatchObject({ valid: true, closed: 0.2 });
  // The mean face looks straight ahead; the given pose does not.
  expect(Math.abs(face.pose.yaw)).toBeLessThan(8);
  expect(face.pose.translation[0]).toBeGreaterThan(0);
  expect("closed" in face.eyes.right).toBe(false);
});

test("the pose of a smoothed face is corrected by the network's pose correction", () => {
  const rotation = rotationFromAngles({ yaw: 40, pitch: 0, roll: 0 });
  const turnedAt = (x: number) => {
    const face = exampleFace();
    const landmarks = face.landmarks.map((landmark, k) => {
      const [px, py, pz] = rotateVector(rotation, HEAD68[k] ?? [0, 0, 0]);
      const depth = (900 + pz) / camera.focalX;
      return { ...landmark, x: x + px / depth, y: 120 + py / depth };
    });
    return { ...face, landmarks };
  };
  const { state } = smoothFace(undefined, turnedAt(160), 1, camera);
  const yawWith = (options?: SmoothFaceOptions) =>
    smoothFace(state, turnedAt(163), 1.04, camera, options).face.pose.yaw;
  expect(yawWith()).toBeCloseTo(40, -0.5);
  const none = Array<number>(FEATURES).fill(0);
  // The first feature is constant.
  const correction = { yaw: [6.4, ...none.slice(1)], pitch: none, roll: none };
  expect(yawWith({ correction }) - yawWith()).toBeCloseTo(6.4, 6);
});

test("an eye that is hidden by its landmarks is not closed, and one that is visible again has no reason", () => {
  const hidden = exampleFace({ occluded: [36, 37, 38, 39, 40, 41] });
  const { state } = smoothFace(undefined, hidden, 1, camera);
  const withPrediction = {
    ...hidden,
    eyes: { ...hidden.eyes, right: { ...hidden.eyes.right, closed: 0.9 } },
  };
  const still = smoothFace(state, withPrediction, 1.04, camera);
  expect(still.face.eyes.right).toEqual({
    openness: null,
    valid: false,
    reason: "occluded",
    closed: null,
  });
  // A dark lens: visible by the landmarks, hidden by the network.
  const behind = { openness: null, valid: false, reason: "occluded", closed: null } as const;
  const shaded = { ...exampleFace(), eyes: { left: behind, right: behind } };
  expect(smoothFace(still.state, shaded, 1.08, camera).face.eyes).toEqual(shaded.eyes);
  const seen = { ...exampleFace(), eyes: { left: hidden.eyes.left, right: hidden.eyes.right } };
  const again = smoothFace(still.state, seen, 1.08, camera).face.eyes.right;
  expect(again.valid).toBe(true);
  expect(again.reason).toBeUndefined();
});
