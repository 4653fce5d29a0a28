// Measuring a fake pipeline with known landmarks: matching, misses, seeded objects, broken files.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import type { Landmark } from "../../src/result.ts";
import type { FacePipeline } from "../landmarks/annotatedFace.ts";
import type { Occluder } from "../landmarks/augment.ts";
import { type LandmarkPair, listLandmarkPairs } from "../landmarks/dataset.ts";
import { occludePhotograph } from "../landmarks/occludePhotograph.ts";
import { evaluateLandmarks } from "./landmarks.ts";

const truth: readonly Point[] = MEAN_SHAPE.map(([x, y]) => ({ x: 60 + 25 * x, y: 60 + 25 * y }));
const seen = (points: readonly Point[]): Landmark[] =>
  points.map((p) => ({ ...p, occluded: p.y > 80, probability: p.y > 80 ? 0.1 : 0.9 }));
const shifted = (pixels: number) => seen(truth.map(({ x, y }) => ({ x: x + pixels, y })));
const box = faceBoxOf(truth);

/** Finds the face, a lesser overlap of it first, and one far away; in a given box, the one face. */
const pipeline: FacePipeline = {
  async analyze(_, options = {}) {
    if (options.boxes) {
      expect(options.boxes[0]?.x).toBeCloseTo(box.x, 3);
      return { faces: [{ box, landmarks: shifted(4) }] };
    }
    const lesser = { box: { ...box, x: box.x + 20 }, landmarks: shifted(50) };
    const far = { box: { ...box, x: box.x + 500 }, landmarks: shifted(0) };
    return { faces: [lesser, { box, landmarks: shifted(2) }, far] };
  },
};
const blind: FacePipeline = {
  analyze: async (frame, options) =>
    options?.boxes ? pipeline.analyze(frame, options) : { faces: [] },
};

let folder = "";
let pairs: readonly LandmarkPair[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-evaluate-"));
  for (const name of ["a", "b"]) {
    const grey = { width: 120, height: 120, channels: 3 as const, background: "#888" };
    await sharp({ create: grey })
      .png()
      .toFile(join(folder, `${name}.png`));
    await writeFile(join(folder, `${name}.pts`), formatPts(truth));
  }
  pairs = await listLandmarkPairs(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const interocular = truth[45].x - truth[36].x;

test("of several faces the one that overlaps the annotated face best counts", async () => {
  const { landmarks, occlusion, bySkin, broken } = await evaluateLandmarks(pairs, pipeline, {
    boxes: "detector",
  });
  expect(landmarks.images).toBe(2);
  expect(landmarks.missed).toBe(0);
  expect(landmarks.nme_interocular_percent).toBeCloseTo((100 * 2) / interocular, 4);
  expect(occlusion).toBeNull();
  expect(broken).toEqual([]);
  // Grey images have no skin tone.
  expect(bySkin.find(({ skin }) => skin === "grey")).toEqual({ skin: "grey", faces: 2, missed: 0 });
});

test("annotated boxes go to the landmark stage alone; a pipeline without detections misses", async () => {
  const fromTruth = await evaluateLandmarks(pairs, blind, { boxes: "truth" });
  expect(fromTruth.landmarks.nme_interocular_percent).toBeCloseTo((100 * 4) / interocular, 4);
  const fromDetector = await evaluateLandmarks(pairs, blind, { boxes: "detector" });
  expect(fromDetector.landmarks.missed).toBe(2);
  expect(fromDetector.bySkin.map(({ missed }) => missed)).toEqual([0, 0, 0, 2]);
  expect(fromDetector.landmarks.nme_interocular_percent).toBe(100);
});

/** Hides everything below a height drawn from the random stream. */
const curtain: Occluder = (image, width, height, landmarks, occluded, random) => {
  const from = Math.floor(random.between(60, 100));
  image.fill(0, from * width * 3, height * width * 3);
  for (let k = 0; k < 68; k++) if (landmarks[2 * k + 1] >= from) occluded[k] = 1;
};

test("seeded objects give occlusion figures, and change neither the original nor between runs", async () => {
  const { landmarks, occlusion } = await evaluateLandmarks(pairs, pipeline, {
    boxes: "detector",
    occlusion: { occluder: curtain, seed: 7 },
  });
  expect(occlusion?.landmarks).toBe(136);
  expect(occlusion?.precision).toBeGreaterThan(0);
  expect(landmarks.nme_occluded_percent).toBeCloseTo((100 * 2) / interocular, 4);

  const data = new Uint8Array(120 * 120 * 3).fill(200);
  const frame: Frame = { width: 120, height: 120, channels: 3, data };
  const once = occludePhotograph({ frame, landmarks: truth }, { occluder: curtain, seed: 7 }, 3);
  const again = occludePhotograph({ frame, landmarks: truth }, { occluder: curtain, seed: 7 }, 3);
  const other = occludePhotograph({ frame, landmarks: truth }, { occluder: curtain, seed: 8 }, 3);
  expect(again).toEqual(once);
  expect(other.frame.data).not.toEqual(once.frame.data);
  expect(data.every((value) => value === 200)).toBe(true);
});

test("landmarks outside the image count as hidden", () => {
  const frame: Frame = { width: 120, height: 60, channels: 3, data: new Uint8Array(21600) };
  const nothing: Occluder = () => {};
  const { occluded } = occludePhotograph(
    { frame, landmarks: truth },
    { occluder: nothing, seed: 1 },
    0,
  );
  expect(occluded).toEqual(truth.map(({ y }) => y > 59));
});

test("known occlusions stay under painted objects, and give figures without them", async () => {
  const frame: Frame = { width: 120, height: 120, channels: 3, data: new Uint8Array(43200) };
  const known = truth.map((_, k) => k === 5);
  const nothing: Occluder = () => {};
  const sample = { frame, landmarks: truth, occluded: known };
  expect(occludePhotograph(sample, { occluder: nothing, seed: 1 }, 0).occluded).toEqual(known);

  const flagged = pairs[0].imagePath;
  const occlusionPath = join(folder, "a.occ.json");
  await writeFile(occlusionPath, JSON.stringify(truth.map(({ y }) => y > 80)));
  const pair = { imagePath: flagged, ptsPath: join(folder, "a.pts"), occlusionPath };
  const { occlusion } = await evaluateLandmarks([pair], pipeline, { boxes: "detector" });
  expect(occlusion).toMatchObject({ landmarks: 68, precision: 1, recall: 1 });
  // One photograph without flags, and the figure would count unknown flags.
  const mixed = await evaluateLandmarks([pair, ...pairs], pipeline, { boxes: "detector" });
  expect(mixed.occlusion).toBeNull();
});

test("broken files are left out and listed; nothing but broken files is an error", async () => {
  const bad = { imagePath: join(folder, "bad.png"), ptsPath: join(folder, "a.pts") };
  await writeFile(bad.imagePath, "no image");
  const { landmarks, broken } = await evaluateLandmarks([bad, ...pairs], pipeline, {
    boxes: "truth",
  });
  expect(landmarks.images).toBe(2);
  expect(broken).toHaveLength(1);
  expect(broken[0]?.message).toContain("bad.png");
  const flat = {
    imagePath: pairs[0].imagePath,
    ptsPath: join(folder, "flat.pts"),
  };
  await writeFile(flat.ptsPath, formatPts(truth.map(() => ({ x: 5, y: 5 }))));
  const withFlat = await evaluateLandmarks([flat, ...pairs], pipeline, { boxes: "truth" });
  expect(withFlat.broken[0]?.message).toMatch(/eye corners/);
  await expect(evaluateLandmarks([bad], pipeline, { boxes: "truth" })).rejects.toThrow(
    /Not one of 1 /,
  );
});
