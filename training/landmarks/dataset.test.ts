// Finding and reading annotated photographs.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import {
  createSampleReader,
  listLandmarkPairs,
  listWeightedPairs,
  readLandmarkSample,
} from "./dataset.ts";

let folder = "";
const landmarks = Array.from({ length: 68 }, (_, k) => ({ x: k / 2, y: 40 - k / 4 }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-dataset-"));
  await mkdir(join(folder, "deep"));
  const image = sharp({ create: { width: 40, height: 50, channels: 3, background: "#102030" } });
  await image
    .clone()
    .png()
    .toFile(join(folder, "deep", "b.png"));
  await image.clone().greyscale().webp({ lossless: true }).toFile(join(folder, "a.webp"));
  await image.clone().png().toFile(join(folder, "alone.png"));
  await writeFile(join(folder, "a.pts"), formatPts(landmarks));
  await writeFile(join(folder, "deep", "b.pts"), formatPts(landmarks));
});

afterAll(() => rm(folder, { recursive: true }));

test("pairs are found in all subfolders, in path order; images without landmarks are skipped", async () => {
  const pairs = await listLandmarkPairs(folder);
  expect(pairs.map(({ imagePath }) => imagePath.slice(folder.length + 1))).toEqual([
    "a.webp",
    join("deep", "b.png"),
  ]);
  const twice = await listWeightedPairs([
    { path: folder, repeat: 2 },
    { path: join(folder, "deep") },
  ]);
  expect(twice).toHaveLength(5);
  await expect(listWeightedPairs([{ path: folder, repeat: 0.5 }])).rejects.toThrow(/repeat/);
});

test("a photograph is read as RGB with 0-based landmarks, and read once", async () => {
  const [, pair] = await listLandmarkPairs(folder);
  if (!pair) throw new Error("no pair");
  const read = createSampleReader(1e6);
  const sample = await read(pair);
  expect(sample.frame).toMatchObject({ width: 40, height: 50, channels: 3 });
  expect([...sample.frame.data.slice(0, 3)]).toEqual([0x10, 0x20, 0x30]);
  expect(sample.landmarks).toEqual(landmarks);
  expect(await read(pair)).toBe(sample);
});

test("flags beside the landmarks are read; errors name a file with broken flags", async () => {
  const rendered = join(folder, "rendered");
  await mkdir(rendered);
  const image = sharp({ create: { width: 9, height: 9, channels: 3, background: "#fff" } });
  await image.png().toFile(join(rendered, "c.png"));
  await writeFile(join(rendered, "c.pts"), formatPts(landmarks));
  const flags = landmarks.map((_, k) => k % 3 === 0);
  await writeFile(join(rendered, "c.occ.json"), JSON.stringify(flags));
  const [pair] = await listLandmarkPairs(rendered);
  if (!pair) throw new Error("no pair");
  expect((await readLandmarkSample(pair)).occluded).toEqual(flags);
  await writeFile(join(rendered, "c.occ.json"), "[true]");
  await expect(readLandmarkSample(pair)).rejects.toThrow(/c\.occ\.json.*68 booleans/);
  await rm(rendered, { recursive: true });
});

test("errors name the file that cannot be read", async () => {
  const empty = await mkdtemp(join(tmpdir(), "vigil-dataset-"));
  await expect(listLandmarkPairs(empty)).rejects.toThrow(/contains no annotated photograph/);
  await expect(listLandmarkPairs(join(empty, "missing"))).rejects.toThrow(/missing cannot be read/);
  const imagePath = join(empty, "broken.png");
  const ptsPath = join(empty, "broken.pts");
  await writeFile(imagePath, "no image");
  await writeFile(ptsPath, formatPts(landmarks));
  await expect(readLandmarkSample({ imagePath, ptsPath })).rejects.toThrow(/broken\.png cannot be/);
  await writeFile(ptsPath, formatPts(landmarks.slice(1)));
  await expect(readLandmarkSample({ imagePath, ptsPath })).rejects.toThrow(
    /broken\.pts cannot be used: it holds 67/,
  );
  await rm(empty, { recursive: true });
});
