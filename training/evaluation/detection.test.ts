// Detection before and after the refined score, through a fake whose false positive has a low refined score.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DetectionPipeline, evaluateDetection } from "./detection.ts";

const near = { x: 10, y: 10, width: 30, height: 30 };
const far = { x: 60, y: 60, width: 20, height: 20 };
/** The face at the image's edge, as a detector draws it: beyond the edge. */
const edge = { x: -20, y: 60, width: 40, height: 30 };
const edgeInside = { x: -0.5, y: 60, width: 20.5, height: 30 };
const nothing = { x: 60, y: 10, width: 25, height: 25 };

const pipeline: DetectionPipeline = {
  threshold: 0.3,
  isFace: ({ score }) => score >= 0.5,
  rank: ({ score, detectorScore }) => score * detectorScore,
  detect: async () => [
    { box: nothing, score: 0.95 },
    { box: near, score: 0.9 },
    { box: edge, score: 0.8 },
    { box: far, score: 0.1 },
  ],
  analyze: async () => ({
    faces: [
      { box: near, score: 0.99, detectorScore: 0.9 },
      { box: edge, score: 0.95, detectorScore: 0.8 },
      { box: far, score: 0.9, detectorScore: 0.1 },
      { box: nothing, score: 0.05, detectorScore: 0.95 },
    ],
  }),
};

let folder = "";
let imagePath = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-detection-"));
  imagePath = join(folder, "scene.png");
  await sharp({ create: { width: 100, height: 100, channels: 3, background: "#777" } }).toFile(
    imagePath,
  );
});
afterAll(() => rm(folder, { recursive: true }));

test("curves reach below the thresholds, recall and false positives stand at them", async () => {
  const photographs = [{ imagePath, boxes: [near, far, edgeInside] }];
  const { before, after } = await evaluateDetection(photographs, pipeline);
  // Before: the false positive comes first; recall 1/3, 2/3, 3/3 at precision 1/2, 2/3, 3/4.
  expect(before.average_precision_50).toBeCloseTo((1 / 2 + 2 / 3 + 3 / 4) / 3, 12);
  expect(before.recall).toBeCloseTo(2 / 3, 12);
  expect(before.false_positives_per_image).toBe(1);
  expect(after.average_precision_50).toBeCloseTo(1, 12);
  expect(after.recall).toBeCloseTo(2 / 3, 12);
  expect(after.false_positives_per_image).toBe(0);
});

test("small faces are ignored, and unreadable images listed", async () => {
  const missing = { imagePath: join(folder, "missing.png"), boxes: [near] };
  const photographs = [missing, { imagePath, boxes: [near, far, edgeInside] }];
  const { after, broken } = await evaluateDetection(photographs, pipeline, { minimumSize: 25 });
  expect(after.faces).toBe(1);
  expect(after.recall).toBe(1);
  expect(broken.map(({ path }) => path)).toEqual([missing.imagePath]);
  await expect(evaluateDetection([missing], pipeline)).rejects.toThrow(/Not one of 1/);
});
