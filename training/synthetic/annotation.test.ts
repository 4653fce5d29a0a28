// From vertices to annotated points: the shift follows the head pose and leaves openings unchanged.

import { expect, test } from "vitest";
import type { Point } from "../../src/image/geometry.ts";
import { HEAD68 } from "../../src/pose/head68.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../../src/pose/rotation.ts";
import { annotatedLandmarks } from "./annotation.ts";
import { habitMoves } from "./annotationHabit.ts";
import type { DriverGroundTruth } from "./rendered.ts";

const camera = { focal: 600, centerX: 160, centerY: 120 };

/** The average head 600 mm before the camera. */
function groundTruthAt(angles: { yaw: number; pitch: number; roll: number }) {
  const rotation = rotationFromAngles(angles);
  const landmarks = HEAD68.map((point): DriverGroundTruth["landmarks"][number] => {
    const [x, y, z] = rotateVector(rotation, point);
    const position: Vector3 = [x, y, z + 600];
    return {
      x: camera.centerX + (camera.focal * position[0]) / position[2],
      y: camera.centerY + (camera.focal * position[1]) / position[2],
      position,
      visibility: "visible",
    };
  });
  return { landmarks, pose: { ...angles, translation: [0, 0, 600] as const }, camera };
}

const FRONTAL = { yaw: 0, pitch: 0, roll: 0 };

/** From the vertex to the annotated point, pixels. */
function moves(groundTruth: ReturnType<typeof groundTruthAt>): Point[] {
  return annotatedLandmarks(groundTruth).map(({ x, y }, k) => {
    const vertex = groundTruth.landmarks[k] as Point;
    return { x: x - vertex.x, y: y - vertex.y };
  });
}

test("the bridge of the nose moves down in an upright face and sideways in a face that lies on its side", () => {
  const upright = moves(groundTruthAt(FRONTAL))[29];
  expect(upright.x).toBeCloseTo(0, 6);
  expect(upright.y).toBeGreaterThan(4);
  const lying = moves(groundTruthAt({ ...FRONTAL, roll: 90 }))[29];
  expect(Math.abs(lying.x)).toBeCloseTo(upright.y, 0);
  expect(lying.y).toBeCloseTo(0, 6);
});

test("both halves of the face move symmetrically", () => {
  const moved = moves(groundTruthAt(FRONTAL));
  for (const [right, left] of [
    [0, 16],
    [17, 26],
    [37, 44],
    [61, 63],
  ] as const) {
    expect(moved[right]?.x).toBeCloseTo(-moved[left]?.x, 6);
    expect(moved[right]?.y).toBeCloseTo(moved[left]?.y, 6);
  }
});

test("the distance of lids and of inner lips does not change", () => {
  const groundTruth = groundTruthAt(FRONTAL);
  const after = annotatedLandmarks(groundTruth);
  for (const [upper, lower] of [
    [37, 41],
    [38, 40],
    [43, 47],
    [61, 67],
    [62, 66],
  ] as const) {
    const gap = (points: readonly Point[]) => points[lower]?.y - points[upper]?.y;
    expect(Math.abs(gap(after) - gap(groundTruth.landmarks))).toBeLessThan(0.2);
  }
});

test("a jaw point behind the cheek starts from the visible outline", () => {
  const groundTruth = groundTruthAt({ ...FRONTAL, yaw: 40 });
  const slid = groundTruth.landmarks.map((landmark, k) =>
    k === 15 ? { ...landmark, outline: [landmark.x + 9, landmark.y - 2] as const } : landmark,
  );
  const [plain, outlined] = [groundTruth.landmarks, slid].map(
    (landmarks) => annotatedLandmarks({ ...groundTruth, landmarks })[15],
  );
  expect(outlined.x - plain.x).toBeCloseTo(9, 6);
  expect(outlined.y - plain.y).toBeCloseTo(-2, 6);
});

test("the near cheek of a turned head is marked nearer to the ear and lower, and the other side is its mirror image", () => {
  const [right, left] = [30, -30].map((yaw) => moves(groundTruthAt({ ...FRONTAL, yaw })));
  const frontal = moves(groundTruthAt(FRONTAL));
  const near = right[3];
  expect(near?.x).toBeLessThan(frontal[3]?.x - 2);
  expect(near?.y).toBeGreaterThan(2);
  expect(left[13]?.x).toBeCloseTo(-near?.x, 6);
  expect(left[13]?.y).toBeCloseTo(near?.y, 6);
});

test("a head beyond the farthest measured yaw is marked like that one", () => {
  expect(habitMoves(70)).toEqual(habitMoves(40));
  const [before, at, after] = [14.999, 15, 15.001].map((yaw) => habitMoves(yaw)[3]);
  expect(at?.x).toBeCloseTo(before?.x, 2);
  expect(after?.x).toBeCloseTo(at?.x, 2);
});
