// Occlusion against three-state labels, through a fake pipeline with known flags.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import type { HeadPose } from "../../src/result.ts";
import { type LabelState, writeLabels } from "../labelling/labelFile.ts";
import type { FacePipeline, ReportedFace } from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, listLandmarkPairs } from "../landmarks/dataset.ts";
import { evaluateOcclusion } from "./occlusion.ts";
import { occlusionSheet, type SheetFace, wrongFlags } from "./occlusionSheet.ts";

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

test("hidden landmarks get the right cause where the pose allows it", async () => {
  const pose = {
    yaw: 0,
    pitch: 0,
    roll: 0,
    translation: [0, 0, 600] as const,
    reprojectionError: 1,
    uncertainty: { yaw: 1, pitch: 1, roll: 1 },
  };
  const posed = (yaw: number): FacePipeline<ReportedFace & { pose: HeadPose }> => ({
    async analyze(frame, options) {
      const { faces } = await pipeline.analyze(frame, options);
      return { faces: faces.map((face) => ({ ...face, pose: { ...pose, yaw } })) };
    },
  });
  const [ahead, aside] = await Promise.all(
    [0, -40].map((yaw) => evaluateOcclusion(pairs, posed(yaw), { boxes: "truth" })),
  );
  // Labelled: 17, 18 and 48 behind an object, 0 and 27 behind the face. 0 is on the far side at a yaw of −40°.
  expect(ahead.hidden_by?.labelled.all).toEqual({
    object: { landmarks: 3, right: 3 },
    self: { landmarks: 2, right: 0 },
    accuracy: 0.6,
  });
  expect(aside.hidden_by?.labelled.jaw.self).toEqual({ landmarks: 1, right: 1 });
  const without = await evaluateOcclusion(pairs, pipeline, { boxes: "truth" });
  expect(without.hidden_by).toBeNull();
});

test("curves end where everything is flagged, and bins hold every landmark", async () => {
  const { curves, regions } = await evaluateOcclusion(pairs, pipeline, { boxes: "truth" });
  expect(curves.inner.roc.at(-1)).toMatchObject({ recall: 1, false_positive_rate: 1 });
  const cases = curves.inner.reliability.reduce((sum, bin) => sum + bin.cases, 0);
  expect(cases).toBe(regions.inner.landmarks);
});

test("labels of vigil label count with their causes, and unknown landmarks do not count", async () => {
  const states = points.map(
    (_, k): LabelState => (k === 48 ? "self" : k < 20 ? "unknown" : "visible"),
  );
  await writeLabels(pairs[1].imagePath, { states });
  const { regions, regions_by_cause, unoccluded } = await evaluateOcclusion([pairs[1]], pipeline, {
    boxes: "truth",
  });
  expect(regions.jaw.landmarks).toBe(0);
  expect(regions.brows.landmarks).toBe(7);
  expect(regions_by_cause.self.mouth.occluded_landmarks).toBe(1);
  expect(regions_by_cause.object.mouth.occluded_landmarks).toBe(0);
  expect(unoccluded.faces).toBe(0);
  await Promise.all([".label.json", ".occ.json"].map((end) => rm(join(folder, `b${end}`))));
});

test("the sheet shows the face with the most wrong flags first", async () => {
  const faces: SheetFace[] = [];
  await evaluateOcclusion(pairs, pipeline, {
    boxes: "truth",
    onFace: (pair, face) => faces.push({ ...face, pair }),
  });
  expect(faces.map(wrongFlags)).toEqual([5, 2]);
  const { width, height } = await sharp(await occlusionSheet(faces, 1)).metadata();
  expect(width).toBeGreaterThan(height ?? 0);
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
