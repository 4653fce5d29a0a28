// The correction of biased poses: from heads of known pose to the weights that remove the bias.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import { FLIP_PERMUTATION } from "../../src/landmarks/scheme68.ts";
import { randomFrom } from "../../src/math/random.ts";
import { HEAD68 } from "../../src/pose/head68.ts";
import { correctPose } from "../../src/pose/poseCorrection.ts";
import { rotateVector, rotationFromAngles } from "../../src/pose/rotation.ts";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import { fitPoseCorrection } from "./fitPoseCorrection.ts";
import { collectKnownPoses, type KnownPose } from "./knownPoses.ts";

/** Heads with a biased estimate: a long face looks tilted, and yaw is underestimated. */
function biasedHeads(count: number, seed: number): KnownPose[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const truth = {
      yaw: random.between(-60, 60),
      pitch: random.between(-20, 20),
      roll: random.between(-15, 15),
    };
    const long = random.between(-1, 1);
    const rotation = rotationFromAngles(truth);
    const landmarks = HEAD68.map(([x, y, z]) => {
      const [px, py, pz] = rotateVector(rotation, [x, y * (1 + 0.08 * long), z]);
      const depth = (900 + pz) / 500;
      return { x: 160 + px / depth, y: 120 + py / depth };
    });
    const estimated = {
      yaw: 0.88 * truth.yaw,
      pitch: truth.pitch + 6 * long,
      roll: truth.roll + 0.05 * truth.yaw,
      translation: [0, 0, 900] as const,
      reprojectionError: 1,
      uncertainty: { yaw: 1, pitch: 1, roll: 1 },
    };
    return { landmarks, estimated, true: truth };
  });
}

test("what is lost is found again on heads that were not fitted", () => {
  const { correction, before, after, faces } = fitPoseCorrection(biasedHeads(500, 1));
  expect(faces).toBe(500);
  expect(before.pitch).toBeGreaterThan(2.5);
  expect(after.pitch).toBeLessThan(before.pitch / 3);
  expect(after.yaw).toBeLessThan(before.yaw / 4);
  expect(after.roll).toBeLessThan(before.roll / 2);
  for (const { estimated, landmarks, true: truth } of biasedHeads(20, 2)) {
    const { yaw, pitch } = correctPose(estimated, landmarks, correction);
    expect(Math.abs(yaw - truth.yaw)).toBeLessThan(3);
    expect(Math.abs(pitch - truth.pitch)).toBeLessThan(3);
  }
});

test("a face and its mirror image are corrected alike", () => {
  const { correction } = fitPoseCorrection(biasedHeads(150, 3));
  for (const { estimated, landmarks } of biasedHeads(10, 4)) {
    const straight = correctPose(estimated, landmarks, correction);
    const mirror = correctPose(
      { ...estimated, yaw: -estimated.yaw, roll: -estimated.roll },
      FLIP_PERMUTATION.map((index) => {
        const { x, y } = landmarks[index] ?? { x: Number.NaN, y: Number.NaN };
        return { x: 320 - x, y };
      }),
      correction,
    );
    expect(mirror.yaw).toBeCloseTo(-straight.yaw, 1);
    expect(mirror.pitch).toBeCloseTo(straight.pitch, 1);
    expect(mirror.roll).toBeCloseTo(-straight.roll, 1);
  }
});

test("too few faces are refused", () => {
  expect(() => fitPoseCorrection(biasedHeads(20, 5))).toThrow(/at least .* faces/);
});

test("poses are read from the files beside the images, and a face without one is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-pose-"));
  const heads = biasedHeads(130, 6);
  const image = await sharp({
    create: { width: 320, height: 240, channels: 3, background: "#777" },
  })
    .png()
    .toBuffer();
  let asked = 0;
  const pipeline = {
    analyze: async () => {
      const { estimated, landmarks } = heads[asked++];
      const face = exampleFace();
      return {
        faces: [
          {
            ...face,
            pose: estimated,
            landmarks: face.landmarks.map((l, k) => ({ ...l, ...landmarks[k] })),
          },
        ],
      };
    },
  };
  try {
    for (const [k, { landmarks, true: after }] of heads.entries()) {
      const name = join(folder, String(k).padStart(3, "0"));
      await writeFile(`${name}.png`, image);
      await writeFile(`${name}.pts`, formatPts(landmarks));
      await writeFile(`${name}.turn.json`, JSON.stringify({ after }));
    }
    const poses = await collectKnownPoses(await listLandmarkPairs(folder), pipeline);
    expect(fitPoseCorrection(poses)).toEqual(fitPoseCorrection(heads));
    await writeFile(join(folder, "a.png"), image);
    await writeFile(join(folder, "a.pts"), formatPts(heads[0]?.landmarks ?? []));
    asked = 0;
    await expect(collectKnownPoses(await listLandmarkPairs(folder), pipeline)).rejects.toThrow(
      /a\.pts has neither/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
