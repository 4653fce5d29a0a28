import { expect, test } from "vitest";
import { projectHead } from "../../testing/poses.ts";
import type { Point } from "../image/geometry.ts";
import { FLIP_PERMUTATION } from "../landmarks/scheme68.ts";
import { randomFrom } from "../math/random.ts";
import type { HeadPose } from "../result.ts";
import { assumeIntrinsics } from "./camera.ts";
import { HEAD68 } from "./head68.ts";
import { estimateHeadPose } from "./pnp.ts";
import type { HeadAngles, Vector3 } from "./rotation.ts";

const CAMERA = assumeIntrinsics(640, 480);
const ALL_SEEN = HEAD68.map(() => 1);
/** A driver's distance; the face then spans about 130 pixels. */
const PLACE: Vector3 = [40, -30, 700];
const ANGLES = ["yaw", "pitch", "roll"] as const;
const FRONTAL = projectHead({ yaw: 0, pitch: 0, roll: 0 }, PLACE, CAMERA);

function* gridOfAngles(): Generator<HeadAngles> {
  for (const yaw of [-75, -40, 0, 40, 75]) {
    for (const pitch of [-40, -15, 0, 40])
      for (const roll of [-60, 0, 60]) yield { yaw, pitch, roll };
  }
}

function noisy(points: readonly Point[], sigma: number, seed: number): Point[] {
  const random = randomFrom(seed);
  return points.map(({ x, y }) => ({
    x: x + sigma * random.normal(),
    y: y + sigma * random.normal(),
  }));
}

/** Frame pixels of the head's origin and of points 80 mm to its left, down and forward. */
function projectAxes(pose: HeadPose, camera = CAMERA): Point[] {
  const axes: Vector3[] = [
    [0, 0, 0],
    [80, 0, 0],
    [0, 80, 0],
    [0, 0, -80],
  ];
  return projectHead(pose, pose.translation, camera, axes);
}

function worstError(pose: HeadPose, truth: HeadAngles): number {
  return Math.max(...ANGLES.map((angle) => Math.abs(pose[angle] - truth[angle])));
}

test("exact projections give the exact pose and position for every direction of the head", () => {
  for (const angles of gridOfAngles()) {
    const pose = estimateHeadPose(projectHead(angles, PLACE, CAMERA), ALL_SEEN, CAMERA);
    expect(worstError(pose, angles)).toBeLessThan(0.01);
    expect(Math.hypot(...pose.translation.map((t, i) => t - PLACE[i]))).toBeLessThan(1);
    expect(pose.reprojectionError).toBeLessThan(0.01);
  }
});

test("hidden landmarks in arbitrary positions do not change the pose", () => {
  const random = randomFrom(3);
  for (const angles of gridOfAngles()) {
    const weights = HEAD68.map(() => (random.chance(0.4) ? 0 : 1));
    const landmarks = projectHead(angles, PLACE, CAMERA).map((point, k) =>
      weights[k] === 0 ? { x: random.between(-900, 900), y: random.between(-900, 900) } : point,
    );
    expect(worstError(estimateHeadPose(landmarks, weights, CAMERA), angles)).toBeLessThan(0.01);
  }
});

test("with landmark errors of a pixel the pose is accurate to a degree, and the uncertainty matches the errors", () => {
  const squares = { yaw: 0, pitch: 0, roll: 0 };
  const scores = { yaw: 0, pitch: 0, roll: 0 };
  let count = 0;
  for (const angles of gridOfAngles()) {
    const landmarks = noisy(projectHead(angles, PLACE, CAMERA), 1, ++count);
    const pose = estimateHeadPose(landmarks, ALL_SEEN, CAMERA);
    for (const angle of ANGLES) {
      const error = pose[angle] - angles[angle];
      squares[angle] += error ** 2;
      scores[angle] += (error / pose.uncertainty[angle]) ** 2;
    }
  }
  for (const angle of ANGLES) {
    // A pixel is 1.5 % of the eyes' distance; a weighted fit through some 40 landmarks leaves below 1°,
    // worst for pitch and roll near profile, where the two are hard to distinguish.
    expect(Math.sqrt(squares[angle] / count)).toBeLessThan(1.1);
    // Errors over stated deviations have a root mean square near 1.
    expect(Math.sqrt(scores[angle] / count)).toBeGreaterThan(0.5);
    expect(Math.sqrt(scores[angle] / count)).toBeLessThan(1.3);
  }
});

test("a few wrong landmarks that are reported as visible do not change the pose", () => {
  const angles = { yaw: 25, pitch: -10, roll: 5 };
  const landmarks = projectHead(angles, PLACE, CAMERA).map((point, k) =>
    k % 8 === 0 ? { x: point.x + 40, y: point.y - 30 } : point,
  );
  expect(worstError(estimateHeadPose(landmarks, ALL_SEEN, CAMERA), angles)).toBeLessThan(1);
});

test("yaw is positive when near points, such as the nose, move to the image's right", () => {
  // z points away from the camera: the nose tip's is the smallest.
  const landmarks = FRONTAL.map(({ x, y }, k) => ({ x: x - 0.3 * HEAD68[k][2], y }));
  const pose = estimateHeadPose(landmarks, ALL_SEEN, CAMERA);
  expect(pose.yaw).toBeGreaterThan(10);
  const [origin, , , forward] = projectAxes(pose);
  expect(forward.x).toBeGreaterThan(origin.x + 10);
});

test("pitch is positive when near points, such as the nose, move up", () => {
  const landmarks = FRONTAL.map(({ x, y }, k) => ({ x, y: y + 0.3 * HEAD68[k][2] }));
  const pose = estimateHeadPose(landmarks, ALL_SEEN, CAMERA);
  expect(pose.pitch).toBeGreaterThan(10);
  const [origin, , , forward] = projectAxes(pose);
  expect(forward.y).toBeLessThan(origin.y - 10);
});

test("roll is positive when the image is rotated clockwise", () => {
  const turn = (20 * Math.PI) / 180;
  const centred = projectHead({ yaw: 0, pitch: 0, roll: 0 }, [0, 0, 700], CAMERA);
  // With y down, x to the right turns towards y: clockwise.
  const landmarks = centred.map(({ x, y }) => {
    const [dx, dy] = [x - CAMERA.centerX, y - CAMERA.centerY];
    return {
      x: CAMERA.centerX + Math.cos(turn) * dx - Math.sin(turn) * dy,
      y: CAMERA.centerY + Math.sin(turn) * dx + Math.cos(turn) * dy,
    };
  });
  const pose = estimateHeadPose(landmarks, ALL_SEEN, CAMERA);
  expect(pose.roll).toBeCloseTo(20, 2);
  const [origin, left, down, forward] = projectAxes(pose);
  expect(left.x).toBeGreaterThan(origin.x);
  expect(left.y).toBeGreaterThan(origin.y);
  expect(down.y).toBeGreaterThan(origin.y);
  expect(down.x).toBeLessThan(origin.x);
  expect(Math.hypot(forward.x - origin.x, forward.y - origin.y)).toBeLessThan(0.01);
});

test("a mirrored face has mirrored yaw and roll, and the same pitch", () => {
  const landmarks = noisy(projectHead({ yaw: 33, pitch: 12, roll: -17 }, PLACE, CAMERA), 1, 9);
  const mirrored = FLIP_PERMUTATION.map((k) => {
    const { x, y } = landmarks[k];
    return { x: 639 - x, y };
  });
  const pose = estimateHeadPose(landmarks, ALL_SEEN, CAMERA);
  const mirror = estimateHeadPose(mirrored, ALL_SEEN, CAMERA);
  expect(mirror.yaw).toBeCloseTo(-pose.yaw, 3);
  expect(mirror.roll).toBeCloseTo(-pose.roll, 3);
  expect(mirror.pitch).toBeCloseTo(pose.pitch, 3);
});

test("the fewer landmarks are visible, the larger the uncertainty", () => {
  const landmarks = noisy(FRONTAL, 1, 4);
  const uncertainty = (seen: (k: number) => boolean) =>
    estimateHeadPose(
      landmarks,
      HEAD68.map((_, k) => (seen(k) ? 1 : 0)),
      CAMERA,
    ).uncertainty;
  const all = uncertainty(() => true);
  const masked = uncertainty((k) => (k >= 17 && k < 30) || (k >= 36 && k < 48));
  const oneEye = uncertainty((k) => k >= 36 && k < 42);
  const nothing = uncertainty(() => false);
  for (const angle of ANGLES) {
    expect(masked[angle]).toBeGreaterThan(all[angle]);
    expect(oneEye[angle]).toBeGreaterThan(masked[angle]);
    expect(nothing[angle]).toBeGreaterThan(2 * all[angle]);
    expect(nothing[angle]).toBeLessThanOrEqual(90);
  }
});

test("impossible landmarks give numbers with a large uncertainty, never NaN", () => {
  const inOnePlace = HEAD68.map(() => ({ x: 100, y: 100 }));
  const inLine = HEAD68.map((_, k) => ({ x: 5 * k, y: 240 }));
  const fiveSeen = HEAD68.map((_, k) => (k < 5 ? 1 : 0));
  for (const landmarks of [inOnePlace, inLine, FRONTAL]) {
    for (const weights of [ALL_SEEN, fiveSeen, HEAD68.map(() => 0)]) {
      const { yaw, pitch, roll, translation, reprojectionError, uncertainty } = estimateHeadPose(
        landmarks,
        weights,
        CAMERA,
      );
      const numbers = [yaw, pitch, roll, ...translation, reprojectionError];
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(ANGLES.every((angle) => Number.isFinite(uncertainty[angle]))).toBe(true);
    }
  }
});

test("a crop of a longer lens does not reduce the yaw", () => {
  // A face at 1.5 m through a lens of 2000 pixels, in a 400-pixel crop.
  const lens = { ...assumeIntrinsics(400, 400), focalX: 2000, focalY: 2000 };
  const angles = { yaw: 35, pitch: 5, roll: 0 };
  const landmarks = projectHead(angles, [0, 0, 1500], lens);
  const guessed = assumeIntrinsics(400, 400);
  const pose = estimateHeadPose(landmarks, ALL_SEEN, guessed);
  const calibrated = estimateHeadPose(landmarks, ALL_SEEN, { ...guessed, assumed: false });
  expect(pose.yaw).toBeGreaterThan(calibrated.yaw + 1);
  expect(Math.abs(pose.yaw - 35)).toBeLessThan(4);
  const [origin] = projectAxes(pose, guessed);
  const between = projectHead(angles, [0, 0, 1500], lens, [[0, 0, 0]])[0];
  expect(Math.hypot(origin.x - between.x, origin.y - between.y)).toBeLessThan(3);
});

test("wrong input is rejected with a message that names it", () => {
  expect(() => estimateHeadPose(FRONTAL.slice(1), ALL_SEEN, CAMERA)).toThrow(/68 landmarks/);
  expect(() => estimateHeadPose(FRONTAL, [1], CAMERA)).toThrow(RangeError);
  const broken = FRONTAL.with(7, { x: Number.NaN, y: 0 });
  expect(() => estimateHeadPose(broken, ALL_SEEN, CAMERA)).toThrow(/Landmark 7/);
  expect(() => estimateHeadPose(FRONTAL, ALL_SEEN.with(3, -1), CAMERA)).toThrow(/weight -1/);
  expect(() => estimateHeadPose(FRONTAL, ALL_SEEN, { ...CAMERA, focalX: 0 })).toThrow(/focal/);
  expect(() => assumeIntrinsics(0, 480)).toThrow(RangeError);
});
