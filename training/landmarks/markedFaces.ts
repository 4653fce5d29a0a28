// Makes a training set of faces on which people marked what is hidden (tight crops with MERL-RAV's signs).

import { mkdir, readdir, readFile } from "node:fs/promises";
import { join, parse } from "node:path";
import sharp from "sharp";
import { writeWhole } from "../../node/wholeFile.ts";
import { type MerlLandmark, parseMerlPts } from "../../src/formats/merlPts.ts";
import { formatPts } from "../../src/formats/pts.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { faceBoxOf, windowOfBox } from "../../src/landmarks/faceWindow.ts";
import { localizeFaces } from "../../src/landmarks/localize.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { ShapePrior } from "../../src/landmarks/shapePrior.ts";
import type { Network } from "../../src/network/network.ts";

/** A landmark network with its shape prior: it estimates the places of landmarks that have none. */
export interface LandmarkFinder {
  readonly network: Pick<Network, "run">;
  readonly shape: ShapePrior | undefined;
}

/** Crops are enlarged by this factor with a smooth kernel, because windows are cut from them by linear interpolation. */
const ENLARGEMENT = 2;
/** Share of the crop's side that is added on each side by repeating its edge: windows are larger than tight crops. */
const MARGIN = 0.5;
/** With fewer annotated places than this, no window can be placed on the face. */
const LEAST_PLACES = 20;

/** Writes an image, `.pts` and `.occ.json` for each face of `folder` into `out`. @returns how many. */
export async function writeMarkedFaces(
  folder: string,
  out: string,
  finder: LandmarkFinder,
): Promise<number> {
  await mkdir(out, { recursive: true });
  const files = (await readdir(folder)).filter((file) => file.endsWith(".jpg")).sort();
  let written = 0;
  for (const file of files) {
    const { name } = parse(file);
    const marked = parseMerlPts(await readFile(join(folder, `${name}.pts`), "utf8"));
    const face = await completeFace(join(folder, file), marked, finder);
    if (face === undefined) continue;
    const { data, width, height } = face.frame;
    const image = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    await writeWhole(join(out, `${name}.pts`), formatPts(face.landmarks));
    await writeWhole(join(out, `${name}.occ.json`), `${JSON.stringify(face.occluded)}\n`);
    await writeWhole(join(out, `${name}.png`), image);
    written++;
  }
  return written;
}

/**
 * Enlarges a crop and gives every landmark a place. Where the annotation has none, because the face itself hides the
 * landmark, the place is the network's. Undefined where too few places are annotated.
 */
async function completeFace(
  imagePath: string,
  marked: readonly MerlLandmark[],
  { network, shape }: LandmarkFinder,
) {
  const annotated = marked.flatMap(({ point }) => (point === null ? [] : [point]));
  if (marked.length !== LANDMARK_COUNT || annotated.length < LEAST_PLACES) return undefined;
  const { frame, toFrame } = await enlarge(imagePath);
  const window = windowOfBox(faceBoxOf(annotated.map(toFrame)));
  const [found] = await localizeFaces(network, frame, [window], { shape });
  return {
    frame,
    landmarks: marked.map(({ point }, k) => (point === null ? found.landmarks[k] : toFrame(point))),
    occluded: marked.map(({ state }) => state !== "visible"),
  };
}

async function enlarge(imagePath: string) {
  const { width } = await sharp(imagePath).metadata();
  const margin = Math.round(width * MARGIN) * ENLARGEMENT;
  const { data, info } = await sharp(imagePath)
    .removeAlpha()
    .toColourspace("srgb")
    .resize({ width: width * ENLARGEMENT, kernel: "cubic" })
    .extend({ top: margin, bottom: margin, left: margin, right: margin, extendWith: "copy" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width: frameWidth, height } = info;
  const frame: Frame = { width: frameWidth, height, channels: 3, data: new Uint8Array(data) };
  // The centre of the crop's first pixel lies in the middle of the block that the pixel becomes.
  const along = (value: number) => (value + 0.5) * ENLARGEMENT - 0.5 + margin;
  return { frame, toFrame: ({ x, y }: Point): Point => ({ x: along(x), y: along(y) }) };
}
