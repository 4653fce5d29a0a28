import { expect, test } from "vitest";
import { projectHead } from "../../testing/poses.ts";
import { assumeIntrinsics } from "../pose/camera.ts";
import { HEAD68 } from "../pose/head68.ts";
import type { HeadAngles, Vector3 } from "../pose/rotation.ts";
import type { HeadPose, Landmark } from "../result.ts";
import { measureEyes, measureMouth } from "./openness.ts";

const CAMERA = assumeIntrinsics(640, 480);
const PLACE: Vector3 = [0, 0, 700];
const FRONTAL: HeadAngles = { yaw: 0, pitch: 0, roll: 0 };

/** Upper and lower lids of both eyes, and inner lips. */
const LIDS = [
  [37, 41],
  [38, 40],
  [43, 47],
  [44, 46],
] as const;
const LIPS = [
  [61, 67],
  [62, 66],
  [63, 65],
] as const;

/** The head with its upper lids lowered, 0 as modelled to 1 shut, and its lower inner lip dropped, mm. */
function headWith({ closing = 0, mouth = 0 }): Vector3[] {
  const head = [...HEAD68];
  for (const [upper, lower] of LIDS) {
    const [x, y, z] = HEAD68[upper];
    const [lowerX, lowerY, lowerZ] = HEAD68[lower];
    const towards = (from: number, to: number) => from + closing * (to - from);
    head[upper] = [towards(x, lowerX), towards(y, lowerY), towards(z, lowerZ)];
  }
  for (const [, lower] of LIPS) {
    const [x, y, z] = HEAD68[lower];
    head[lower] = [x, y + 0.95 * mouth, z + 0.31 * mouth];
  }
  return head;
}

function landmarksOf(angles: HeadAngles, head: readonly Vector3[]): Landmark[] {
  return projectHead(angles, PLACE, CAMERA, head).map((point) => ({
    ...point,
    occluded: false,
    probability: 0.95,
  }));
}

function poseOf(angles: HeadAngles): HeadPose {
  const uncertainty = { yaw: 1, pitch: 1, roll: 1 };
  return { ...angles, translation: PLACE, reprojectionError: 1, uncertainty };
}

function hide(landmarks: Landmark[], ...indices: number[]): Landmark[] {
  return landmarks.map((landmark, k) =>
    indices.includes(k) ? { ...landmark, occluded: true, probability: 0.1 } : landmark,
  );
}

/** Soukupová and Čech's eye aspect ratio, straight from the image. */
function plainRatio(landmarks: readonly Landmark[], eye: 36 | 42): number {
  const distance = (p: number, q: number) => {
    const [from, to] = [landmarks[eye + p], landmarks[eye + q]];
    return Math.hypot(to.x - from.x, to.y - from.y);
  };
  return (distance(1, 5) + distance(2, 4)) / (2 * distance(0, 3));
}

const spread = (values: readonly number[]) => Math.max(...values) / Math.min(...values);

test("rotating the head hardly changes the openness of an eye, unlike the uncorrected ratio", () => {
  for (const closing of [0, 0.5]) {
    const head = headWith({ closing });
    const corrected: number[] = [];
    const plain: number[] = [];
    for (const yaw of [-40, -20, 0, 20, 40]) {
      for (const pitch of [-25, 0, 25]) {
        const landmarks = landmarksOf({ yaw, pitch, roll: 10 }, head);
        const { left, right } = measureEyes(landmarks, poseOf({ yaw, pitch, roll: 10 }));
        corrected.push(left.openness ?? Number.NaN, right.openness ?? Number.NaN);
        plain.push(plainRatio(landmarks, 36), plainRatio(landmarks, 42));
      }
    }
    expect(spread(corrected)).toBeLessThan(1.3);
    expect(spread(plain)).toBeGreaterThan(1.5);
  }
});

test("openness follows the lids from open to closed", () => {
  const at = (closing: number) =>
    measureEyes(landmarksOf(FRONTAL, headWith({ closing })), poseOf(FRONTAL)).left.openness ?? -1;
  expect(at(0)).toBeGreaterThan(0.25);
  expect(at(0)).toBeLessThan(0.4);
  expect(at(0.5)).toBeCloseTo(at(0) / 2, 2);
  expect(at(1)).toBeCloseTo(0, 2);
});

test("left and right are the subject's own", () => {
  const head = headWith({});
  // Closes the eye on the image's left: the subject's right.
  for (const [upper, lower] of LIDS.slice(0, 2)) head[upper] = HEAD68[lower];
  const { left, right } = measureEyes(landmarksOf(FRONTAL, head), poseOf(FRONTAL));
  expect(right.openness).toBeCloseTo(0, 2);
  expect(left.openness).toBeGreaterThan(0.25);
});

test("a hidden eye is unknown, never closed", () => {
  const landmarks = landmarksOf(FRONTAL, headWith({ closing: 1 }));
  const { left, right } = measureEyes(hide(landmarks, 42, 43, 44, 45, 46, 47), poseOf(FRONTAL));
  expect(left).toEqual({ openness: null, valid: false, reason: "occluded" });
  expect(right.valid).toBe(true);
  // One lid of each pair hides the opening …
  const lids = measureEyes(hide(landmarks, 43, 46), poseOf(FRONTAL));
  expect(lids.left.reason).toBe("occluded");
  // … a single lid does not hide it: the other pair still measures it.
  const { left: known } = measureEyes(hide(landmarks, 43), poseOf(FRONTAL));
  expect(known.valid).toBe(true);
  expect(known.openness).toBeCloseTo(0, 2);
});

test("the far eye of a turned head is unknown, the near one is not", () => {
  const angles = { yaw: 55, pitch: 0, roll: 0 };
  const { left, right } = measureEyes(landmarksOf(angles, headWith({})), poseOf(angles));
  expect(left.reason).toBe("turned-away");
  expect(right.valid).toBe(true);
  const down = { yaw: 0, pitch: -60, roll: 0 };
  const both = measureEyes(landmarksOf(down, headWith({})), poseOf(down));
  expect([both.left.reason, both.right.reason]).toEqual(["turned-away", "turned-away"]);
});

test("landmarks with a low probability, or an uncertain pose, give no openness", () => {
  const landmarks = landmarksOf(FRONTAL, headWith({}));
  const unsure = landmarks.map((landmark) => ({ ...landmark, probability: 0.4 }));
  expect(measureEyes(unsure, poseOf(FRONTAL)).left.reason).toBe("low-score");
  const lost = { ...poseOf(FRONTAL), uncertainty: { yaw: 60, pitch: 5, roll: 5 } };
  expect(measureMouth(landmarks, lost)).toEqual({
    openness: null,
    valid: false,
    reason: "low-score",
  });
});

test("the mouth's openness follows the lips and hardly changes when the head rotates", () => {
  const at = (mouth: number, angles = FRONTAL) =>
    measureMouth(landmarksOf(angles, headWith({ mouth })), poseOf(angles)).openness ?? -1;
  expect(at(0)).toBeLessThan(0.05);
  expect(at(15)).toBeGreaterThan(0.25);
  expect(at(30)).toBeGreaterThan(0.5);
  for (const yaw of [-40, 40]) {
    for (const pitch of [-25, 25]) {
      const ratio = at(25, { yaw, pitch, roll: -15 }) / at(25);
      expect(ratio).toBeGreaterThan(0.85);
      expect(ratio).toBeLessThan(1.15);
    }
  }
  const hidden = hide(landmarksOf(FRONTAL, headWith({})), 61, 62, 63, 65, 66, 67);
  expect(measureMouth(hidden, poseOf(FRONTAL)).reason).toBe("occluded");
});

test("another number of landmarks is rejected", () => {
  expect(() => measureEyes([], poseOf(FRONTAL))).toThrow(/68 landmarks/);
  expect(() => measureMouth([], poseOf(FRONTAL))).toThrow(RangeError);
});
