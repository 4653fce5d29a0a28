// `vigil evaluate detection` from table to figures, with a fake pipeline.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { evaluateDetectionTable } from "./detection.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-evaluate-cli-"));
  const grey = { width: 128, height: 128, channels: 3 as const, background: "#888" };
  await sharp({ create: grey }).png().toFile(join(folder, "face.png"));
});
afterEach(() => rm(folder, { recursive: true }));

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
  expect(JSON.parse(await readFile(json, "utf8")).figures).toEqual({
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
