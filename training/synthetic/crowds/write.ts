// Writes a set of composed scenes: images, and a table of all faces as detection sets have it.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { writeWhole } from "../../../node/wholeFile.ts";
import { mixSeed, type Random, randomFrom } from "../../../src/math/random.ts";
import { pyramidOf } from "../../detector/pyramid.ts";
import type { Scene } from "../../detector/scene.ts";
import { paintScenery } from "../../imaging/scenery.ts";
import {
  type LandmarkPair,
  listLandmarkPairs,
  readLandmarkSample,
} from "../../landmarks/dataset.ts";
import { type CutOut, composeCrowd } from "./compose.ts";
import { readPanoramas, viewOf } from "./panorama.ts";

export interface CrowdsOptions {
  /** Folders of `vigil synth faces --portraits`. */
  readonly faces: readonly string[];
  /** Folder with hdri/. */
  readonly assets: string;
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  /** Side of the images in pixels. */
  readonly size: number;
  /** Called after each scene. */
  readonly onScene?: () => void;
  readonly signal?: AbortSignal;
}

/** File of the table of faces below `out`. */
const TABLE = "faces.csv";
/** Share of backgrounds that are views into panoramas. */
const PANORAMA_SHARE = 0.65;

/**
 * Composes scenes and writes `NNNNNN.jpg` and `faces.csv`. Scene k depends on the seed, k and the faces alone.
 *
 * @returns the number of scenes written: fewer than `count` when stopped.
 * @throws {Error} when a folder contains no portraits with masks, or an asset is missing.
 */
export async function writeCrowds(options: CrowdsOptions): Promise<number> {
  const { out, count, seed, size, onScene, signal } = options;
  const pairs = (await Promise.all(options.faces.map(listLandmarkPairs)))
    .flat()
    .filter(({ maskPath }) => maskPath !== undefined);
  if (pairs.length === 0) {
    throw new Error(
      `${options.faces.join(", ")}: there are no portraits with masks. Render some with vigil synth faces --portraits.`,
    );
  }
  const panoramas = await readPanoramas(options.assets);
  const background = (side: number, random: Random) =>
    random.chance(PANORAMA_SHARE)
      ? viewOf(panoramas[random.below(panoramas.length)], side, random)
      : paintScenery(side, [], random);
  const person = (random: Random) => readCutOut(pairs[random.below(pairs.length)]);
  await mkdir(out, { recursive: true });
  const rows = ["file,xmin,ymin,xmax,ymax,label"];
  let written = 0;
  for (let k = 0; k < count && !signal?.aborted; k++) {
    const random = randomFrom(mixSeed(mixSeed(seed, 77), k));
    const scene = await composeCrowd(size, { background, person }, random);
    const name = `${String(k).padStart(6, "0")}.jpg`;
    await writeWhole(join(out, name), await encode(scene, random));
    rows.push(...rowsOf(name, scene));
    written++;
    onScene?.();
  }
  await writeWhole(join(out, TABLE), `${rows.join("\n")}\n`);
  return written;
}

/** Boxes with the origin at the image's corner, as annotation tools write them. */
function rowsOf(name: string, { faces }: Scene): string[] {
  return faces.map(({ box }) =>
    [
      name,
      ...[box.x, box.y, box.x + box.width, box.y + box.height].map((v) => (v + 0.5).toFixed(1)),
      "face",
    ].join(","),
  );
}

async function readCutOut(pair: LandmarkPair): Promise<CutOut> {
  const { frame, mask, landmarks } = await readLandmarkSample(pair);
  if (mask === undefined) throw new Error(`${pair.imagePath} has no mask.`);
  return { pyramid: pyramidOf(frame), mask, landmarks };
}

function encode({ image, size }: Scene, random: Random): Promise<Buffer> {
  return sharp(image, { raw: { width: size, height: size, channels: 3 } })
    .jpeg({ quality: Math.round(random.between(55, 95)), chromaSubsampling: "4:2:0" })
    .toBuffer();
}
