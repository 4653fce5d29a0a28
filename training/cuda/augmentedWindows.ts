// Augmented windows of both engines: what the test compares, and a sheet of them to look at.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { WINDOW_SIZE } from "../../src/landmarks/faceWindow.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import { augment, DEFAULT_AUGMENT, type LandmarkWindow } from "../landmarks/augment.ts";
import type { LandmarkConfig } from "../landmarks/config.ts";
import {
  type LandmarkSample,
  listWeightedPairs,
  readLandmarkSample,
} from "../landmarks/dataset.ts";
import { objectPainter } from "../landmarks/objectPainter.ts";
import { findPython, NO_PYTHON, type Python, runPython } from "./python.ts";

/** A window and what is to be answered for it. */
export type AugmentedWindow = Pick<LandmarkWindow, "image" | "landmarks" | "occluded">;

/** So many windows as TypeScript's training makes them, of photographs drawn at random. */
export async function windowsOfTypeScript(
  { data: { train }, augment: options, seed }: LandmarkConfig,
  data: string,
  count: number,
): Promise<AugmentedWindow[]> {
  const folders = train.map(({ path, repeat }) => ({ path: join(data, path), repeat }));
  const pairs = await listWeightedPairs(folders);
  const random = randomFrom(mixSeed(seed, 0x736865));
  const samples: LandmarkSample[] = [];
  for (let i = 0; i < count; i++) {
    samples.push(await readLandmarkSample(pairs[random.below(pairs.length)]));
  }
  const cutouts = samples.slice(0, 48).map(({ frame }) => frame);
  const occluder = objectPainter(options, cutouts);
  return samples.map((sample, index) =>
    augment(sample, randomFrom(mixSeed(seed, index)), { ...DEFAULT_AUGMENT, ...options }, occluder),
  );
}

/** So many windows as the engine makes them from a pack. */
export async function windowsOfEngine(
  python: Python,
  pack: string,
  count: number,
  seed: number,
): Promise<AugmentedWindow[]> {
  const folder = await mkdtemp(join(tmpdir(), "vigil-windows-"));
  try {
    await runPython(python, ["-m", "engine.augmented", pack, String(count), String(seed), folder]);
    const read = async (name: string) =>
      new Uint8Array(await readFile(join(folder, `${name}.bin`)));
    const images = await read("images");
    const landmarks = new Float32Array((await read("landmarks")).buffer);
    const occluded = await read("occluded");
    const part = <T extends Uint8Array | Float32Array>(all: T, index: number) =>
      all.subarray((index * all.length) / count, ((index + 1) * all.length) / count) as T;
    return Array.from({ length: count }, (_, i) => ({
      image: part(images, i),
      landmarks: part(landmarks, i),
      occluded: part(occluded, i),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Draws 64 windows of each engine, TypeScript's on the left. @throws {Error} where there is no PyTorch. */
export async function drawSheet(
  config: LandmarkConfig,
  data: string,
  pack: string,
  path: string,
): Promise<void> {
  const python = await findPython();
  if (python === undefined) throw new Error(NO_PYTHON);
  const left = await windowsOfTypeScript(config, data, SHEET_WINDOWS);
  await writeSheet(path, left, await windowsOfEngine(python, pack, SHEET_WINDOWS, config.seed));
}

const SHEET_WINDOWS = 64;
const COLUMNS = 8;
const CELL = 160;
const GAP = 24;
const VISIBLE_COLOR = [60, 255, 60];
const HIDDEN_COLOR = [255, 50, 50];

/** Writes an image of two sets of windows side by side, landmarks drawn in: green visible, red occluded. */
async function writeSheet(
  path: string,
  left: readonly AugmentedWindow[],
  right: readonly AugmentedWindow[],
): Promise<void> {
  const rows = Math.ceil(Math.max(left.length, right.length) / COLUMNS);
  const sideWidth = COLUMNS * CELL;
  const cells = [left, right].flatMap((windows, side) =>
    windows.map(async (window, index) => ({
      input: await sharp(marked(window), {
        raw: { width: WINDOW_SIZE, height: WINDOW_SIZE, channels: 3 },
      })
        .resize(CELL, CELL)
        .png()
        .toBuffer(),
      left: side * (sideWidth + GAP) + (index % COLUMNS) * CELL,
      top: Math.floor(index / COLUMNS) * CELL,
    })),
  );
  await sharp({
    create: {
      width: 2 * sideWidth + GAP,
      height: rows * CELL,
      channels: 3,
      background: "#ffffff",
    },
  })
    .composite(await Promise.all(cells))
    .jpeg({ quality: 88 })
    .toFile(path);
}

/** The window's image with a dot of 3 × 3 pixels on each landmark. */
function marked({ image, landmarks, occluded }: AugmentedWindow): Buffer {
  const out = Buffer.from(image);
  for (let k = 0; k < LANDMARK_COUNT; k++) {
    const color = occluded[k] === 1 ? HIDDEN_COLOR : VISIBLE_COLOR;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const x = Math.round(landmarks[2 * k]) + dx;
        const y = Math.round(landmarks[2 * k + 1]) + dy;
        if (x < 0 || y < 0 || x >= WINDOW_SIZE || y >= WINDOW_SIZE) continue;
        out.set(color, (y * WINDOW_SIZE + x) * 3);
      }
    }
  }
  return out;
}
