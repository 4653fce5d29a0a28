// `vigil evaluate` from folder to table, JSON and exit code, with a stand-in for the networks.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../../node/cli/errors.ts";
import { formatPts } from "../../src/formats/pts.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { evaluateDetectionTable, evaluateLandmarkFolder } from "./evaluateFiles.ts";

const truth = MEAN_SHAPE.map(([x, y]) => ({ x: 64 + 30 * x, y: 64 + 30 * y }));
const landmarks = truth.map((p) => ({ ...p, occluded: false, probability: 0.9 }));
const load = async () => ({
  analyze: async () => ({ faces: [{ box: faceBoxOf(truth), landmarks }] }),
  dispose: async () => {},
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-evaluate-cli-"));
  const grey = { width: 128, height: 128, channels: 3 as const, background: "#888" };
  await sharp({ create: grey }).png().toFile(join(folder, "face.png"));
  await writeFile(join(folder, "face.pts"), formatPts(truth));
});
afterEach(() => rm(folder, { recursive: true }));

test("figures go to the table and, by their names, to the JSON file", async () => {
  const { output, terminal } = recordingTerminal();
  const json = join(folder, "figures.json");
  const request = { folder, boxes: "detector", json } as const;
  expect(await evaluateLandmarkFolder(request, terminal, load)).toBe(0);
  expect(output.out).toMatch(/missed faces +0 of 1/);
  expect(output.out).toMatch(/NME, inter-ocular +0\.00 %/);
  const figures: unknown = JSON.parse(await readFile(json, "utf8"));
  expect(Object.keys(figures as object)).toEqual([
    "images",
    "missed",
    "nme_interocular_percent",
    "median_percent",
    "failure_rate_10_percent",
    "auc_10_percent",
    "region_nme_percent",
    "boxes",
    "by_skin",
    "broken",
  ]);
});

test("painted objects add occlusion figures", async () => {
  const { output, terminal } = recordingTerminal();
  const json = join(folder, "figures.json");
  const request = { folder, boxes: "truth", occlude: 3, json } as const;
  expect(await evaluateLandmarkFolder(request, terminal, load)).toBe(0);
  expect(output.out).toMatch(/recall at 80 % precision/);
  expect(JSON.parse(await readFile(json, "utf8"))).toMatchObject({
    boxes: "truth",
    occlude_seed: 3,
    nme_visible_percent: expect.closeTo(0, 1),
    occlusion: { landmarks: 68, precision: null, recall: 0 },
  });
});

test("broken files are listed at the end and make the command fail", async () => {
  await writeFile(join(folder, "bad.pts"), formatPts(truth.slice(1)));
  await sharp(join(folder, "face.png")).toFile(join(folder, "bad.png"));
  const { output, terminal } = recordingTerminal();
  expect(await evaluateLandmarkFolder({ folder, boxes: "truth" }, terminal, load)).toBe(1);
  expect(output.err).toMatch(/1 could not be measured/);
  expect(output.err).toMatch(/bad\.pts.*67 landmarks/);
  expect(output.out).toMatch(/of 1/);
});

test("nothing to measure is the caller's to mend", async () => {
  await rm(join(folder, "face.pts"));
  const { terminal } = recordingTerminal();
  await expect(evaluateLandmarkFolder({ folder, boxes: "truth" }, terminal, load)).rejects.toThrow(
    UsageError,
  );
});

test("detection is measured before and after the refined score", async () => {
  const table = join(folder, "boxes.csv");
  const box = { x: 19.5, y: 19.5, width: 60, height: 60 };
  await writeFile(table, "file,xmin,ymin,xmax,ymax,label\nface.png,20,20,80,80,face\n");
  const loadDetection = async () => ({
    threshold: 0.3,
    isFace: ({ score }: { score: number }) => score >= 0.5,
    rank: ({ score, detectorScore }: { score: number; detectorScore: number }) =>
      score * detectorScore,
    detect: async () => [
      { box, score: 0.9 },
      { box: { ...box, x: 60 }, score: 0.8 },
    ],
    analyze: async () => ({ faces: [{ box, score: 0.9, detectorScore: 0.9 }] }),
    dispose: async () => {},
  });
  const { output, terminal } = recordingTerminal();
  const json = join(folder, "detection.json");
  const request = { folder, table, minSize: 32, json };
  expect(await evaluateDetectionTable(request, terminal, loadDetection)).toBe(0);
  expect(output.out).toMatch(/1 faces of at least 32 px in 1 images/);
  expect(output.out).toMatch(/false positives an image +1\.000 {2}→ {2}0\.000/);
  expect(JSON.parse(await readFile(json, "utf8"))).toEqual({
    images: 1,
    faces: 1,
    min_size_px: 32,
    average_precision_50: 1,
    recall: 1,
    false_positives_per_image: 0,
    before_refined_score: { average_precision_50: 1, recall: 1, false_positives_per_image: 1 },
    after_refined_score: { average_precision_50: 1, recall: 1, false_positives_per_image: 0 },
    broken: [],
  });
});
