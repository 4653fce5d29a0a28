// Geometry of the ground truth: a known head before a camera, and visibility of points.

import * as THREE from "three";
import { expect, test } from "vitest";
import { HEAD68 } from "../../../src/pose/head68.ts";
import { estimateHeadPose } from "../../../src/pose/pnp.ts";
import { randomDriver } from "../randomDriver.ts";
import { outlineFrom, visibilityAt } from "../visibility.ts";
import { driverCamera, headRotation } from "./camera.ts";
import { driverGroundTruth } from "./groundTruth.ts";
import { MODEL_PITCH } from "./headModel.ts";

const base = randomDriver(4, 0, { size: 200 });
const camera = {
  ...base.camera,
  aside: 20,
  above: 5,
  distance: 70,
  fieldOfView: 30,
  distortion: 0,
};
const posture = { ...base.posture, yaw: 25, pitch: -10, roll: 8 };
const spec = { ...base, camera: { ...camera, headAt: [0.2, -0.1] as const }, posture };
const nothing = {
  head: new Float32Array(200 * 200).fill(1),
  cover: new Float32Array(200 * 200).fill(1),
};

/** The library's head in the model's axes (centimetres), posed by the specification. */
function posedHead(viewer: THREE.PerspectiveCamera) {
  const rotation = headRotation(viewer, posture);
  // headRotation expects the model, which looks up by MODEL_PITCH in the library's axes.
  const untip = new THREE.Quaternion().setFromEuler(
    new THREE.Euler(-THREE.MathUtils.degToRad(MODEL_PITCH), 0, 0),
  );
  return {
    landmarks: HEAD68.map(([x, y, z]) =>
      new THREE.Vector3(x, -y, -z)
        .divideScalar(10)
        .applyQuaternion(untip)
        .applyQuaternion(rotation),
    ),
    irises: [-3.2, 3.2].map((x) => new THREE.Vector3(x, 3, 6)),
    up: new THREE.Vector3(0, 1, 0).applyQuaternion(rotation),
  };
}

test("projected landmarks reproduce the pose and position in the ground truth", () => {
  const viewer = driverCamera(spec);
  const groundTruth = driverGroundTruth(posedHead(viewer), viewer, nothing, spec);
  const { focal, centerX, centerY } = groundTruth.camera;
  const intrinsics = { focalX: focal, focalY: focal, centerX, centerY, assumed: false };
  const pose = estimateHeadPose(groundTruth.landmarks, Array(68).fill(1), intrinsics);
  for (const angle of ["yaw", "pitch", "roll"] as const) {
    expect(pose[angle]).toBeCloseTo(groundTruth.pose[angle], 1);
  }
  groundTruth.pose.translation.forEach((value, axis) => {
    // The middle between the eyes is near the origin of the head.
    expect(Math.abs(value - pose.translation[axis])).toBeLessThan(12);
  });
  const nose = groundTruth.landmarks[30];
  const [x, y, z] = nose.position;
  expect(nose.x).toBeCloseTo(centerX + (focal * x) / z, 3);
  expect(nose.y).toBeCloseTo(centerY + (focal * y) / z, 3);
});

test("a surface hides a point only when it covers it and is nearer", () => {
  const map = (depth: number, columns = 9) =>
    Float32Array.from({ length: 81 }, (_, i) => (i % 9 < columns ? depth : 1));
  const at = (head: Float32Array, cover: Float32Array) =>
    visibilityAt({ head, cover }, 4, 4, 60, 9, 9);
  const none = map(1);
  expect(at(none, none)).toBe("visible");
  // The curvature of skin does not hide a point, a nose before it does.
  expect(at(map(59.6), none)).toBe("visible");
  expect(at(map(58), none)).toBe("self-occluded");
  expect(at(map(60), map(59.8))).toBe("occluded");
  expect(at(map(60), map(75))).toBe("visible");
  // A point on an edge is visible; a point that is covered all around is hidden.
  expect(at(map(60), map(50, 5))).toBe("visible");
  expect(at(map(60), map(50, 6))).toBe("occluded");
  expect(visibilityAt({ head: none, cover: none }, -2, 4, 60, 9, 9)).toBe("occluded");
});

test("a hidden jaw point is moved to the edge of the cheek, not of the neck behind it", () => {
  // A cheek 50 cm away on columns 0 to 5, a neck 56 cm away up to column 7.
  const depth = Float32Array.from({ length: 81 }, (_, i) => (i % 9 < 6 ? 50 : i % 9 < 8 ? 56 : 1));
  const across = [
    [8, 4],
    [0, 4],
  ] as const;
  const [x, y] = outlineFrom(depth, [3, 4], across, 9, 9);
  expect(y).toBe(4);
  expect(Math.abs(x - 5)).toBeLessThanOrEqual(0.5);
});
