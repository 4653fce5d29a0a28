// Occlusion against three-state labels, through a fake pipeline with known flags.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import type { FacePipeline } from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, listLandmarkPairs } from "../landmarks/dataset.ts";
import { evaluateOcclusion } from "./occlusion.ts";

const points = MEAN_SHAPE.map(([x, y]) => ({ x: 40 + 20 * x, y: 40 + 20 * y }));

/** A `.pts` text with these landmarks hidden by an object and those by the face itself. */
function ptsText(object: readonly number[], self: readonly number[]): string {
  const rows = points.map(({ x, y }, k) => {
    if (self.includes(k)) return "-1 -1";
    return [x + 1, y + 1].map((c) => `${object.includes(k) ? "-" : ""}${c}`).join(" ");
  });
  return ["version: 1", "n_points: 68", "{", ...rows, "}", ""].join("\n");
}

let folder = "";
let pairs: readonly LandmarkPair[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-occlusion-"));
  const grey = { width: 80, height: 80, channels: 3 as const, background: "#888" };
  for (const [name, text] of [
    ["a", ptsText([17, 18, 48], [0, 27])],
    ["b", ptsText([], [])],
  ]) {
    await sharp({ create: grey })
      .png()
      .toFile(join(folder, `${name}.png`));
    await writeFile(join(folder, `${name}.pts`), text);
  }
  pairs = await listLandmarkPairs(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Flags landmarks 17 and 60 of every face, two pixels to the right of the annotation. */
const pipeline: FacePipeline = {
  async analyze(_, options) {
    const box = options?.boxes?.[0] ?? faceBoxOf(points);
    // With annotated boxes the crop is extended; the margin follows from the box.
    const margin = options?.boxes ? box.y + box.height - Math.max(...points.map(({ y }) => y)) : 0;
    const landmarks = points.map(({ x, y }, k) => {
      const occluded = k === 17 || k === 60;
      return { x: x + margin + 2, y: y + margin, occluded, probability: occluded ? 0.2 : 0.9 };
    });
    return { faces: [{ box, landmarks }] };
  },
};

test("regions, causes and unoccluded faces are counted apart", async () => {
  const { faces, missed, regions, causes, unoccluded, nme_visible_inner_percent } =
    await evaluateOcclusion(pairs, pipeline, { boxes: "truth" });
  expect([faces, missed]).toEqual([2, 0]);
  // Landmark 17 is flagged on both faces and hidden on one.
  expect(regions.brows).toMatchObject({ occluded_landmarks: 2, precision: 0.5, recall: 0.5 });
  expect(regions.mouth).toMatchObject({ occluded_landmarks: 1, precision: 0, recall: 0 });
  expect(regions.jaw).toMatchObject({ occluded_landmarks: 1, precision: null, recall: 0 });
  expect(causes.object.occluded_landmarks).toBe(3);
  expect(causes.self.occluded_landmarks).toBe(1);
  expect(causes.object.landmarks + 1).toBe(regions.inner.landmarks);
  expect(unoccluded.faces).toBe(1);
  expect(unoccluded.flagged.brows).toBeCloseTo(0.1, 9);
  expect(unoccluded.flagged.jaw).toBe(0);
  const interocular = Math.hypot(points[45].x - points[36].x, points[45].y - points[36].y);
  expect(nme_visible_inner_percent).toBeCloseTo(200 / interocular, 6);
  expect(regions.all.expected_calibration_error).toBeGreaterThan(0);
  expect(regions.all.auc).toBeGreaterThan(0.5);
});

test("a missed face counts its hidden landmarks as missed", async () => {
  const blind: FacePipeline = { analyze: async () => ({ faces: [] }) };
  const { missed, regions } = await evaluateOcclusion(pairs, blind, { boxes: "detector" });
  expect(missed).toBe(2);
  expect(regions.inner).toMatchObject({ occluded_landmarks: 4, recall: 0, auc: null });
});

test("flags of a .occ.json count instead of the signs", async () => {
  const occlusionPath = join(folder, "b.occ.json");
  await writeFile(occlusionPath, JSON.stringify(points.map((_, k) => k === 60)));
  const pair = { ...pairs[1], occlusionPath };
  const { regions } = await evaluateOcclusion([pair], pipeline, { boxes: "detector" });
  expect(regions.mouth).toMatchObject({ occluded_landmarks: 1, precision: 1, recall: 1 });
});
