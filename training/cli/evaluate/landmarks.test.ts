// `vigil evaluate landmarks` from folder to table, record and exit code, with a fake pipeline.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../../../node/cli/errors.ts";
import { formatPts } from "../../../src/formats/pts.ts";
import { faceBoxOf } from "../../../src/landmarks/faceWindow.ts";
import { MEAN_SHAPE } from "../../../src/landmarks/meanShape.ts";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { parseMeasurement } from "../measurement.ts";
import { evaluateLandmarkFolder } from "./landmarks.ts";

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
  const { figures, ...record } = parseMeasurement(await readFile(json, "utf8"));
  expect(record).toMatchObject({ measurement: "landmarks", data: { count: 1 } });
  expect(record.models["landmarks"]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(Object.keys(figures)).toEqual([
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
  expect(JSON.parse(await readFile(json, "utf8")).figures).toMatchObject({
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

test("nothing to measure is a usage error", async () => {
  await rm(join(folder, "face.pts"));
  const { terminal } = recordingTerminal();
  await expect(evaluateLandmarkFolder({ folder, boxes: "truth" }, terminal, load)).rejects.toThrow(
    UsageError,
  );
});
