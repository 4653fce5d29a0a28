// Photographs with 68 landmarks on disk: finds pairs of image and `.pts` file, decodes and caches them.

import { readdir, readFile } from "node:fs/promises";
import { join, parse } from "node:path";
import sharp from "sharp";
import { z } from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { parsePts } from "../../src/formats/pts.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";

const IMAGE_EXTENSIONS = new Set([".webp", ".png", ".jpg", ".jpeg"]);

/** The two files of one annotated photograph. */
export interface LandmarkPair {
  readonly imagePath: string;
  readonly ptsPath: string;
  /** 68 flags as JSON: true where a landmark is hidden, false where visible, null where nobody knows. */
  readonly occlusionPath?: string;
  /** A mask of the image's size: white where the person is, black where the background is. Renders have one. */
  readonly maskPath?: string;
}

/** One annotated photograph: RGB pixels and its 68 landmarks in 0-based frame pixels. */
export interface LandmarkSample {
  readonly frame: Frame;
  readonly landmarks: readonly Point[];
  /** Which landmarks are hidden, where this is known: for renders, not for most annotated photographs. */
  readonly occluded?: readonly boolean[];
  /** Of which landmarks nobody knows whether they are hidden; absent where all flags are known. */
  readonly unknown?: readonly boolean[];
  /** White where the person is, of the frame's size. */
  readonly mask?: Frame;
}

/** A folder of annotated photographs, and how often each is shown in one epoch. */
export interface LandmarkFolder {
  readonly path: string;
  /** How many times each photograph appears in an epoch, 1 by default. */
  readonly repeat?: number;
}

/**
 * Finds every image (webp, png, jpg) with a `.pts` file of the same stem, and its `.occ.json` where there is one, in a
 * folder and all folders below it. Sorted by path, whatever the order of the file system.
 *
 * @throws {Error} when the folder cannot be read or contains no such pair.
 */
export async function listLandmarkPairs(folder: string): Promise<LandmarkPair[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new Error(`The folder of annotated photographs ${folder} cannot be read.`, { cause });
    },
  );
  const files = new Set(
    entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const pairs: LandmarkPair[] = [];
  for (const imagePath of files) {
    const { dir, name, ext } = parse(imagePath);
    const ptsPath = join(dir, `${name}.pts`);
    if (IMAGE_EXTENSIONS.has(ext.toLowerCase()) && files.has(ptsPath)) {
      const occlusionPath = join(dir, `${name}.occ.json`);
      const maskPath = join(dir, `${name}.mask.png`);
      pairs.push({
        imagePath,
        ptsPath,
        ...(files.has(occlusionPath) ? { occlusionPath } : {}),
        ...(files.has(maskPath) ? { maskPath } : {}),
      });
    }
  }
  if (pairs.length === 0) {
    throw new Error(
      `${folder} contains no annotated photograph: an image (webp, png, jpg) with a .pts file of the same name beside it.`,
    );
  }
  // Compared by code unit, so that the order does not depend on the machine's language.
  return pairs.sort((p, q) => (p.imagePath < q.imagePath ? -1 : 1));
}

/** All pairs of several folders in order, each repeated as its folder specifies. */
export async function listWeightedPairs(
  folders: readonly LandmarkFolder[],
): Promise<LandmarkPair[]> {
  const all: LandmarkPair[] = [];
  for (const { path, repeat = 1 } of folders) {
    if (!Number.isInteger(repeat) || repeat < 1) {
      throw new RangeError(
        `The repeat of folder ${path} must be a whole number ≥ 1, got ${repeat}.`,
      );
    }
    const pairs = await listLandmarkPairs(path);
    for (let time = 0; time < repeat; time++) all.push(...pairs);
  }
  return all;
}

/**
 * Decodes an image file to an 8-bit RGB frame. EXIF orientation is ignored, because landmark files refer to stored pixels.
 *
 * @throws {Error} with the file's path when it is not a readable image.
 */
export async function readRgbFrame(path: string): Promise<Frame> {
  try {
    const { data, info } = await sharp(path)
      .flatten({ background: "#000" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    // A copy of exactly the image's size: sharp's buffer may be part of a larger one.
    const pixels = info.channels === 3 ? new Uint8Array(data) : greyToRgb(data, info.channels);
    return { width: info.width, height: info.height, channels: 3, data: pixels };
  } catch (cause) {
    throw new Error(`${path} cannot be read as an image: ${errorMessage(cause)}`, { cause });
  }
}

/**
 * Reads one annotated photograph.
 *
 * @throws {Error} with the file's path when the image, the landmarks or the flags cannot be read, or are not 68.
 */
export async function readLandmarkSample(pair: LandmarkPair): Promise<LandmarkSample> {
  const landmarks = await readLandmarks(pair.ptsPath);
  const frame = await readRgbFrame(pair.imagePath);
  return {
    frame,
    landmarks,
    ...(pair.occlusionPath === undefined ? {} : await readOcclusion(pair.occlusionPath)),
    ...(pair.maskPath === undefined ? {} : { mask: await readRgbFrame(pair.maskPath) }),
  };
}

/**
 * Reads the 68 landmarks of a `.pts` file, in 0-based pixels of its photograph.
 *
 * @throws {Error} with the file's path when it cannot be read or does not contain 68 landmarks.
 */
export async function readLandmarks(ptsPath: string): Promise<Point[]> {
  return readPoints(await readFile(ptsPath, "utf8"), ptsPath);
}

/**
 * A reader that caches decoded photographs up to `maxBytes` of pixels, so that only the first epoch decodes them. Others
 * are decoded at every use.
 */
export function createSampleReader(
  maxBytes: number,
): (pair: LandmarkPair) => Promise<LandmarkSample> {
  const kept = new Map<string, LandmarkSample>();
  let bytes = 0;
  return async (pair) => {
    const known = kept.get(pair.imagePath);
    if (known) return known;
    const sample = await readLandmarkSample(pair);
    const size = sample.frame.data.length + (sample.mask?.data.length ?? 0);
    if (bytes + size <= maxBytes && !kept.has(pair.imagePath)) {
      kept.set(pair.imagePath, sample);
      bytes += size;
    }
    return sample;
  };
}

const occlusionSchema = z.array(z.boolean().nullable()).length(LANDMARK_COUNT);

/** Reads a `.occ.json`: which of 68 landmarks are hidden. @throws {Error} naming the file when it is malformed. */
export async function readOcclusion(
  path: string,
): Promise<{ readonly occluded: readonly boolean[]; readonly unknown?: readonly boolean[] }> {
  try {
    const flags = occlusionSchema.parse(JSON.parse(await readFile(path, "utf8")));
    const occluded = flags.map((flag) => flag === true);
    if (!flags.includes(null)) return { occluded };
    return { occluded, unknown: flags.map((flag) => flag === null) };
  } catch (cause) {
    throw new Error(
      `${path} cannot be used: it must be a JSON array of ${LANDMARK_COUNT} booleans, true where a landmark is hidden, or null where that is not known.`,
      { cause },
    );
  }
}

function readPoints(text: string, path: string): Point[] {
  try {
    const points = parsePts(text);
    if (points.length !== LANDMARK_COUNT) {
      throw new RangeError(
        `it holds ${points.length} landmarks where ${LANDMARK_COUNT} are needed.`,
      );
    }
    return points;
  } catch (cause) {
    throw new Error(`${path} cannot be used: ${errorMessage(cause)}`, { cause });
  }
}

function greyToRgb(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const rgb = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) rgb.fill(data[i * channels], i * 3, i * 3 + 3);
  return rgb;
}
