// The pack of the landmark network: cut-out faces with their landmarks, a bank of occluders, validation windows.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { FLIP_PERMUTATION, LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import { CHROMA_STEPS, LUMA_STEPS } from "../imaging/compression.ts";
import { DEFAULT_AUGMENT } from "../landmarks/augment.ts";
import type { LandmarkConfig } from "../landmarks/config.ts";
import {
  type LandmarkFolder,
  type LandmarkSample,
  listLandmarkPairs,
  readLandmarkSample,
} from "../landmarks/dataset.ts";
import { heatmapLoss } from "../landmarks/task.ts";
import type { TeacherOptions } from "../landmarks/teacher.ts";
import { teacherOf } from "../landmarks/train.ts";
import { exportHourglass, validationWindows } from "../landmarks/validate.ts";
import { OCCLUDER_KINDS, OCCLUDERS, type OccluderKind } from "../occluders/index.ts";
import { drawSprite, type Sprite } from "../occluders/sprite.ts";
import { type CutFace, cutFace } from "./cutFace.ts";
import {
  fixedBytes,
  type PackedNetwork,
  type PackOptions,
  packModels,
  writePack,
  writeSharingPack,
} from "./pack.ts";
import { createPackFile, estimateBytes, type PackFile } from "./packFile.ts";
import { restyle } from "./restyle.ts";

/** What only a landmark pack is told. */
export interface LandmarkPackOptions extends PackOptions {
  /** The longest side of a cut-out face, pixels. */
  readonly side?: number;
  /** Occluders in the bank. */
  readonly sprites?: number;
  /** The folder of a pack with the same data: only models and description are written, which refer to it. */
  readonly shared?: string;
  /** Takes every so many photographs only: for trying things out. */
  readonly every?: number;
}

/** Qualities of the faces, as in JPEG, from the best down: the first that fits the limit is taken. */
const QUALITIES = [92, 88, 85, 80, 75, 70, 65, 60, 55, 50];
const VALIDATION_QUALITY = 92;
const SPRITE_QUALITY = 80;
const DEFAULT_SIDE = 288;
const DEFAULT_SPRITES = 640;
/** Of no kind fewer than this, however rarely it is painted. */
const LEAST_SPRITES = 24;
/** Faces that sprites are drawn for, and patches cut out of. */
const SPRITE_FACES = 96;

/** States of a landmark in the pack. */
const VISIBLE = 0;
const HIDDEN = 1;
const UNKNOWN = 2;

/** One face of the pack. */
interface PackedFace extends CutFace {
  readonly states: Uint8Array;
  readonly repeat: number;
}

/**
 * Writes a pack for the landmark network.
 *
 * @returns its size in bytes, and what it holds.
 * @throws {Error} when the data do not fit the limit at any quality, or cannot be read.
 */
export async function packLandmarks(
  config: LandmarkConfig,
  options: LandmarkPackOptions,
): Promise<{ bytes: number; faces: number; sprites: number; quality: number }> {
  const { data, out, limit, side = DEFAULT_SIDE, onProgress = () => undefined } = options;
  const teacher = teacherOf(config, data);
  const network: PackedNetwork = {
    task: "landmarks",
    buildLoss: (graph) => heatmapLoss(graph, config.network, config.batchSize, teacher?.weight),
    toModel: (weights) => exportHourglass(config.network, weights),
    answer: "heatmaps",
  };
  const packed = packModels(network, config.seed, options.initial);
  const { parameters } = packed;
  const models = { ...packed.models, ...(await teacherModel(teacher, onProgress)) };
  const within = (folders: LandmarkConfig["data"]["train"]) =>
    folders.map(({ path, repeat }) => ({ path: join(data, path), repeat }));
  const description = { network, settings: config, models, parameters };
  if (options.shared !== undefined) {
    const bytes = await writeSharingPack(out, options.shared, description);
    return { bytes, faces: 0, sprites: 0, quality: 0 };
  }
  const file = createPackFile();
  await addWindows(file, "validation", within(config.data.validation), config, options.every);
  await addWindows(file, "marked", within(config.data.marked ?? []), config, options.every);
  onProgress(`validation windows: ${file.size} bytes`);
  const { faces, samples } = await readFaces(within(config.data.train), side, config, options);
  onProgress(`${faces.length} faces read`);
  const sprites = addSprites(file, samples, options.sprites ?? DEFAULT_SPRITES, config);
  onProgress(`${sprites} occluders drawn: ${file.size} bytes with them`);
  addFaces(file, faces);
  const room = (limit ?? Number.POSITIVE_INFINITY) - file.size - fixedBytes(models);
  const images = faces.map(({ image }) => image);
  // A little room is kept: the estimate is made from some of the images.
  const quality = QUALITIES.find((each) => estimateBytes(images, each) * 1.01 < room);
  if (quality === undefined) {
    throw new Error(
      `${faces.length} faces do not fit the limit at quality ${QUALITIES.at(-1)}: give fewer, a smaller --side or a larger --limit.`,
    );
  }
  file.addImages("faces", images, 3, quality);
  const bytes = await writePack(
    out,
    file,
    {
      ...description,
      details: {
        augment: { ...DEFAULT_AUGMENT, ...config.augment },
        flip: FLIP_PERMUTATION,
        quantisation: { luma: LUMA_STEPS, chroma: CHROMA_STEPS },
        occluders: OCCLUDER_KINDS.map((kind) => {
          const { lit, shadow, atLeast } = OCCLUDERS[kind];
          const weight = painted(config).includes(kind) ? OCCLUDERS[kind].weight : 0;
          return { kind, weight, lit, shadow, atLeast };
        }),
      },
    },
    limit,
  );
  return { bytes, faces: faces.length, sprites, quality };
}

/** The teacher's model; nothing where it is still to be trained, which `run.py --teacher` makes up for. */
async function teacherModel(
  teacher: TeacherOptions | undefined,
  onProgress: (what: string) => void,
): Promise<{ readonly teacher?: Uint8Array }> {
  if (teacher === undefined) return {};
  try {
    return { teacher: await readFile(teacher.model) };
  } catch {
    onProgress(`${teacher.model} cannot be read: give the teacher to run.py with --teacher`);
    return {};
  }
}

/** Reads and cuts all faces; keeps a few whole samples to draw occluders for. */
async function readFaces(
  folders: readonly LandmarkFolder[],
  side: number,
  { seed, augment }: LandmarkConfig,
  { every = 1, onProgress = () => undefined }: LandmarkPackOptions,
): Promise<{ faces: PackedFace[]; samples: LandmarkSample[] }> {
  const pairs = (
    await Promise.all(
      folders.map(async ({ path, repeat = 1 }) =>
        (await listLandmarkPairs(path)).map((pair) => ({ pair, repeat })),
      ),
    )
  )
    .flat()
    .filter((_, index) => index % every === 0);
  const step = Math.max(1, Math.floor(pairs.length / SPRITE_FACES));
  const faces: PackedFace[] = [];
  const samples: LandmarkSample[] = [];
  const frames: Frame[] = [];
  for (const [index, { pair, repeat }] of pairs.entries()) {
    const sample = await readLandmarkSample(pair).catch((cause: unknown) => {
      onProgress(`Skipped: ${cause instanceof Error ? cause.message : String(cause)}`);
      return undefined;
    });
    if (sample === undefined) continue;
    const random = randomFrom(mixSeed(seed, index, 0x7374796c));
    const shown = restyle(sample, frames, random, augment);
    faces.push({ ...(await cutFace(shown, side)), states: statesOf(sample), repeat });
    if (index % step !== 0) continue;
    samples.push(sample);
    frames.push(sample.frame);
  }
  if (faces.length === 0) throw new Error("None of the annotated photographs can be used.");
  return { faces, samples };
}

function statesOf(sample: LandmarkSample): Uint8Array {
  return Uint8Array.from({ length: LANDMARK_COUNT }, (_, k) => {
    if (sample.unknown?.[k] === true) return UNKNOWN;
    return sample.occluded?.[k] === true ? HIDDEN : VISIBLE;
  });
}

function addFaces(file: PackFile, faces: readonly PackedFace[]): void {
  const count = faces.length;
  const points = faces.flatMap(({ landmarks }) => flat(landmarks));
  file.addArray("landmarks", [count, LANDMARK_COUNT, 2], Float32Array.from(points));
  file.addArray(
    "states",
    [count, LANDMARK_COUNT],
    Uint8Array.from(faces.flatMap(({ states }) => [...states])),
  );
  file.addArray("frames", [count, 4], Float32Array.from(faces.flatMap(({ frame }) => frame)));
  file.addArray(
    "repeats",
    [count],
    Int32Array.from(faces, ({ repeat }) => repeat),
  );
}

/** The kinds that are painted, in the order of their numbers. */
function painted({ augment: { occluders } }: LandmarkConfig): OccluderKind[] {
  return OCCLUDER_KINDS.filter((kind) => occluders?.includes(kind) ?? true);
}

/** Draws the bank of occluders; returns how many there are. */
function addSprites(
  file: PackFile,
  samples: readonly LandmarkSample[],
  wanted: number,
  config: LandmarkConfig,
): number {
  const { seed } = config;
  const kinds = painted(config).filter((kind) => kind !== "border");
  const total = kinds.reduce((sum, kind) => sum + OCCLUDERS[kind].weight, 0);
  const cutouts: Frame[] = samples.map(({ frame }) => frame);
  const sprites: Sprite[] = [];
  for (const kind of kinds) {
    const share = Math.round((wanted * OCCLUDERS[kind].weight) / total);
    const count = wanted === 0 ? 0 : Math.max(LEAST_SPRITES, share);
    for (let i = 0; i < count; i++) {
      const random = randomFrom(mixSeed(seed, OCCLUDER_KINDS.indexOf(kind), i, 0x737072));
      const { frame, landmarks } = samples[random.below(samples.length)];
      sprites.push(drawSprite(frame, landmarks, kind, random, cutouts));
    }
  }
  const count = sprites.length;
  file.addImages(
    "sprites",
    sprites.map(({ data, size }) => ({ width: size, height: size, data })),
    4,
    SPRITE_QUALITY,
  );
  file.addArray(
    "sprites.landmarks",
    [count, LANDMARK_COUNT, 2],
    Float32Array.from(sprites.flatMap(({ landmarks }) => [...landmarks])),
  );
  const numbers = sprites.map(({ kind }) => OCCLUDER_KINDS.indexOf(kind));
  file.addArray("sprites.kinds", [count], Uint8Array.from(numbers));
  return count;
}

/** The windows that TypeScript's own training validates on, as images and arrays called `name`. */
async function addWindows(
  file: PackFile,
  name: "validation" | "marked",
  folders: readonly LandmarkFolder[],
  { seed, data: { validationWindows: windows } }: LandmarkConfig,
  every = 1,
): Promise<void> {
  const most = Math.max(1, Math.floor(windows / every));
  const drawn = name === "validation" ? 0.5 : 0;
  const chosen = await validationWindows({ windows: most, seed }, folders, drawn);
  if (chosen.length === 0) return;
  const count = chosen.length;
  const size = Math.sqrt(chosen[0].image.length / 3);
  file.addImages(
    name,
    chosen.map(({ image }) => ({ width: size, height: size, data: image })),
    3,
    VALIDATION_QUALITY,
  );
  file.addArray(
    `${name}.landmarks`,
    [count, LANDMARK_COUNT, 2],
    Float32Array.from(chosen.flatMap(({ landmarks }) => [...landmarks])),
  );
  file.addArray(
    `${name}.occluded`,
    [count, LANDMARK_COUNT],
    Uint8Array.from(chosen.flatMap(({ occluded }) => [...occluded])),
  );
}

function flat(points: readonly Point[]): number[] {
  return points.flatMap(({ x, y }) => [x, y]);
}
