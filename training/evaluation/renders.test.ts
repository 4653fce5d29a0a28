// Measuring rendered faces with a fake pipeline of known errors: each must show in its own figure.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import type { Face } from "../../src/result.ts";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import type { FacePipeline } from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, listLandmarkPairs } from "../landmarks/dataset.ts";
import type { Visibility } from "../synthetic/rendered.ts";
import { evaluateRenders } from "./renders.ts";

const points = MEAN_SHAPE.map(([x, y]) => ({ x: 64 + 30 * x, y: 64 + 30 * y }));
const focal = 321;

/** Jaw points 0 to 4 are behind the face, 60 to 67 (the inner mouth) behind a hand in the second image. */
function truthText(yaw: number, hand: boolean, eyeOpening: number): string {
  const visibility = (k: number): Visibility => {
    if (k < 5) return "self-occluded";
    return hand && k >= 60 ? "occluded" : "visible";
  };
  return JSON.stringify({
    schema: "vigil-synthetic-face",
    version: 1,
    pose: { yaw, pitch: 3, roll: -2 },
    eyes: {
      left: { opening: eyeOpening, width: 30 },
      right: { opening: eyeOpening, width: 30 },
    },
    mouth: { opening: 10, width: 50 },
    camera: { focal, centerX: 63.5, centerY: 63.5 },
    worn: { glasses: "none", mask: null, hat: null, scarf: null },
    hands: hand ? [{}] : [],
    landmarks: points.map((_, k) => ({ visibility: visibility(k) })),
  });
}

const reported: Face = {
  ...exampleFace(),
  box: faceBoxOf(points),
  // Three pixels off; calls hidden what is behind a hand, not what the face hides.
  landmarks: points.map(({ x, y }, k) => ({
    x: x + 3,
    y,
    occluded: k >= 60,
    probability: k >= 60 ? 0.1 : 0.9,
  })),
  pose: { ...exampleFace().pose, yaw: 24, pitch: 3, roll: -2 },
  eyes: {
    left: { openness: 0.1, valid: true, closed: 0.9 },
    right: { openness: null, valid: false, reason: "occluded", closed: null },
  },
  mouth: { openness: 0.26, valid: true },
};

let folder = "";
let pairs: readonly LandmarkPair[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-renders-"));
  const texts = { a: truthText(20, false, 1), b: truthText(35, true, 9) };
  for (const [name, text] of Object.entries(texts)) {
    const grey = { width: 128, height: 128, channels: 3 as const, background: "#888" };
    await sharp({ create: grey })
      .jpeg()
      .toFile(join(folder, `${name}.jpg`));
    await writeFile(join(folder, `${name}.pts`), formatPts(points));
    await writeFile(join(folder, `${name}.truth.json`), text);
  }
  pairs = await listLandmarkPairs(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const cameras: unknown[] = [];
const pipeline: FacePipeline<Face> = {
  async analyze(_, options) {
    cameras.push(options?.intrinsics?.focalX);
    return { faces: [reported] };
  },
};

test("each error comes out at its own figure and in the bin of its yaw, by the true camera", async () => {
  const result = await evaluateRenders(pairs, pipeline, { boxes: "detector" });
  expect(cameras).toEqual([focal, focal]);
  const { yaw_bins, pose_ranges, occlusion, hidden_by, eyes, mouth_error } = result;
  expect(yaw_bins[1]).toMatchObject({ frames: 1, missed: 0, pitch: 0, roll: 0 });
  expect(yaw_bins[1]?.yaw).toBeCloseTo(4, 6);
  expect(yaw_bins[2]?.yaw).toBeCloseTo(11, 6);
  const [to45] = pose_ranges;
  expect(to45).toMatchObject({ to: 45, frames: 2, missed: 0, pitch: 0 });
  expect(to45?.yaw).toBeCloseTo(7.5, 6);
  expect(to45?.mean).toBeCloseTo(2.5, 6);
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const area = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
  expect(yaw_bins[1]?.nme_box_percent).toBeCloseTo(300 / Math.sqrt(area), 2);
  expect(yaw_bins[4]).toMatchObject({ frames: 0, yaw: null, nme_box_percent: null });

  // 16 called, of which the second image's 8 are hidden; its 5 and the first's 5 behind the cheek are not called.
  expect(occlusion).toMatchObject({ occluded_landmarks: 18, precision: 0.5, recall: 8 / 18 });
  expect(hidden_by.face).toEqual({ faces: 2, hidden: 10, recall: 0 });
  expect(hidden_by.hands).toEqual({ faces: 1, hidden: 8, recall: 1 });
  expect(hidden_by.mask).toEqual({ faces: 0, hidden: 0, recall: null });

  // The left eye is always called closed: right in the first image, wrong in the second.
  expect(eyes).toMatchObject({
    closed: 2,
    open: 2,
    reported: 0.5,
    closed_recall: 1,
    open_recall: 0,
  });
  expect(eyes.closed_openness).toBeCloseTo(0.1, 6);
  // The second image's mouth is hidden and does not count.
  expect(mouth_error).toBeCloseTo(0.06, 6);
});

test("missed faces count as missed, and their hidden landmarks as not found", async () => {
  const blind: FacePipeline<Face> = { analyze: async () => ({ faces: [] }) };
  const { missed, yaw_bins, occlusion, eyes } = await evaluateRenders(pairs, blind, {
    boxes: "detector",
  });
  expect(missed).toBe(2);
  expect(yaw_bins[1]).toMatchObject({ frames: 1, missed: 1, yaw: null });
  expect(occlusion.recall).toBe(0);
  expect(eyes.reported).toBe(0);
});

test("a face behind hair and hands has no measurable pose, and counts apart", async () => {
  const truth = JSON.parse(truthText(20, false, 1)) as { landmarks: unknown[] };
  truth.landmarks = truth.landmarks.map((_, k) => ({
    visibility: k < 16 ? "visible" : "occluded",
  }));
  await writeFile(join(folder, "covered.truth.json"), JSON.stringify(truth));
  const covered = { imagePath: join(folder, "a.jpg"), ptsPath: join(folder, "covered.pts") };
  const { faces, out_of_view, occlusion } = await evaluateRenders([covered, ...pairs], pipeline, {
    boxes: "detector",
  });
  expect({ faces, out_of_view }).toEqual({ faces: 2, out_of_view: 1 });
  expect(occlusion.occluded_landmarks).toBe(18);
});

test("a face without ground truth is left out and listed; nothing but such faces is an error", async () => {
  const orphan = { imagePath: join(folder, "a.jpg"), ptsPath: join(folder, "orphan.pts") };
  const { faces, broken } = await evaluateRenders([orphan, ...pairs], pipeline, { boxes: "truth" });
  expect(faces).toBe(2);
  expect(broken.map(({ message }) => message).join()).toMatch(/orphan\.truth\.json/);
  await expect(evaluateRenders([orphan], pipeline, { boxes: "truth" })).rejects.toThrow(
    /Not one of 1 /,
  );
});
