// Writes photographs with rotated heads as a training set: image, landmarks, occlusion flags and angles of each.

import { mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import sharp from "sharp";
import { writeWhole } from "../../../node/wholeFile.ts";
import { errorMessage } from "../../../src/errorMessage.ts";
import { formatPts } from "../../../src/formats/pts.ts";
import { mixSeed, randomFrom } from "../../../src/math/random.ts";
import { type LandmarkPair, readLandmarkSample } from "../../landmarks/dataset.ts";
import type { FittableHead } from "./readHead.ts";
import {
  type NotTurned,
  type TurnedPhotograph,
  type TurnOptions,
  turnPhotograph,
} from "./turnPhotograph.ts";

export interface TurnedSetOptions extends TurnOptions {
  /** Output folder, created when missing. Complete images in it are not made again. */
  readonly out: string;
  readonly seed: number;
  /** Images made from each photograph. */
  readonly copies: number;
  /** Uses every n-th photograph only; 1 for all. */
  readonly every: number;
  /** Called after each photograph. */
  readonly onPhotograph?: () => void;
  /** Called for a photograph that cannot be read and is skipped. */
  readonly onBroken?: (path: string, message: string) => void;
  /** Stops after the photograph in progress. */
  readonly signal?: AbortSignal;
}

/** Counts of images and skipped photographs. */
export interface TurnedSet {
  /** Images made, and images that existed already. */
  readonly made: number;
  readonly kept: number;
  /** Skipped photographs by reason. */
  readonly left: Readonly<Partial<Record<NotTurned, number>>>;
}

const JPEG_QUALITY = 88;

/**
 * Makes `copies` images from every `every`-th photograph. The same seed and position in the list always give the same
 * images, so that a set can be extended.
 */
export async function writeTurnedSet(
  pairs: readonly LandmarkPair[],
  head: FittableHead,
  options: TurnedSetOptions,
): Promise<TurnedSet> {
  const { out, seed, copies, every } = options;
  await mkdir(out, { recursive: true });
  const there = new Set(await readdir(out));
  const left: Partial<Record<NotTurned, number>> = {};
  let [made, kept] = [0, 0];
  for (const [index, pair] of pairs.entries()) {
    if (index % every !== 0) continue;
    if (options.signal?.aborted) break;
    const names = Array.from({ length: copies }, (_, copy) => nameOf(index, copy));
    const missing = names.filter((name) => !there.has(`${name}.jpg`));
    kept += copies - missing.length;
    if (missing.length > 0) {
      try {
        const sample = await readLandmarkSample(pair);
        for (const name of missing) {
          const random = randomFrom(mixSeed(seed, index, names.indexOf(name)));
          const turned = turnPhotograph(sample, head, random, options);
          if (typeof turned === "string") {
            left[turned] = (left[turned] ?? 0) + 1;
            break;
          }
          await writeTurned(join(out, name), pair, turned, options.size);
          made++;
        }
      } catch (cause) {
        options.onBroken?.(pair.imagePath, errorMessage(cause));
      }
    }
    options.onPhotograph?.();
  }
  return { made, kept, left };
}

function nameOf(index: number, copy: number): string {
  return `${String(index).padStart(5, "0")}-${copy}`;
}

async function writeTurned(
  path: string,
  { imagePath }: LandmarkPair,
  { rgb, landmarks, before, after }: TurnedPhotograph,
  size: number,
): Promise<void> {
  const image = await sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
  const hidden = landmarks.map((landmark) => landmark.hidden);
  const turn = { photograph: basename(imagePath), before, after };
  // The image is written last, so that a sample with an image is complete.
  const contents: readonly (readonly [string, string | Buffer])[] = [
    [".pts", formatPts(landmarks)],
    [".occ.json", `${JSON.stringify(hidden)}\n`],
    [".turn.json", `${JSON.stringify(turn)}\n`],
    [".jpg", image],
  ];
  for (const [ending, content] of contents) {
    await writeWhole(`${path}${ending}`, content);
  }
}
