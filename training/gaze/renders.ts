// Samples from rendered close-ups of eyes (`vigil synth faces --close-ups`): gaze, lids and irises are known.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import * as z from "zod";
import { eyePair } from "../../src/eyes/pairCrop.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { LID_CLASSES } from "../../src/result.ts";
import { readLandmarks } from "../landmarks/dataset.ts";
import type { EyeLabels, GazeSample } from "./source.ts";

const opening = z.object({ opening: z.number(), width: z.number().positive() });
const iris = z.object({ x: z.number(), y: z.number(), radius: z.number() });
const truthSchema = z.object({
  pose: z.object({ yaw: z.number(), pitch: z.number() }),
  gaze: z.object({ yaw: z.number(), pitch: z.number() }),
  eyes: z.object({ left: opening, right: opening }),
  irises: z.object({ left: iris, right: iris }),
  worn: z.object({ glasses: z.enum(["none", "clear", "tinted", "sun"]) }),
  expression: z.record(z.string(), z.number()),
  seed: z.number(),
  landmarks: z
    .array(z.object({ visibility: z.enum(["visible", "self-occluded", "occluded"]) }))
    .length(LANDMARK_COUNT),
});
type Truth = z.infer<typeof truthSchema>;

/** A rendered sample, and whom it shows. */
export interface RenderedSample extends GazeSample {
  readonly file: string;
  readonly person: number;
  /** Width of an eye in pixels, as `EyePair`. */
  readonly width: number;
  readonly glasses: Truth["worn"]["glasses"];
}

/** First landmark of each eye; its six points follow. */
const FIRST = { left: 42, right: 36 } as const;

/** Openings in millimetres: at most this is shut; up to the second nothing is said; from the third on never lowered. */
const LIDS = { shut: 0.9, unclear: 1.6, lowered: 6.5 } as const;
/** Weights of expression shapes and angles from which lids count as squinting or lowered. */
const SHAPES = { squint: 0.4, blink: 0.25, down: -15 } as const;
/** From this opening on the iris counts as visible, millimetres. */
const IRIS_SEEN = 2;

/**
 * Reads all close-ups of a folder.
 *
 * @throws {Error} that names the folder or file that cannot be read.
 */
export async function readRenderedEyes(folder: string): Promise<RenderedSample[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Error(`The folder of rendered eyes ${folder} cannot be read.`, { cause });
  });
  const images = names.filter((name) => name.endsWith(".jpg")).sort();
  if (images.length === 0) throw new Error(`${folder} contains no rendered eyes (.jpg).`);
  const samples: RenderedSample[] = [];
  for (const file of images) {
    const sample = await readSample(folder, file);
    if (sample !== null) samples.push(sample);
  }
  return samples;
}

async function readSample(folder: string, file: string): Promise<RenderedSample | null> {
  const path = join(folder, file.replace(/\.jpg$/, ""));
  const truth = truthSchema.parse(JSON.parse(await readFile(`${path}.truth.json`, "utf8")));
  const pair = eyePair(await readLandmarks(`${path}.pts`));
  if (pair === null) return null;
  const { data, info } = await sharp(`${path}.jpg`)
    .greyscale()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, grey: new Uint8Array(data) };
  const eye = (side: "left" | "right") => ({
    image: { ...image, toCrop: pair[side] },
    ...labelsOf(truth, side),
  });
  return {
    file,
    person: truth.seed,
    width: pair.width,
    glasses: truth.worn.glasses,
    left: eye("left"),
    right: eye("right"),
    pose: truth.pose,
  };
}

function labelsOf(truth: Truth, side: "left" | "right"): EyeLabels {
  const { gaze, worn, landmarks, eyes, irises } = truth;
  const points = landmarks.slice(FIRST[side], FIRST[side] + 6);
  const hidden = points.filter(({ visibility }) => visibility !== "visible").length;
  const seen = worn.glasses === "sun" ? false : hidden === 0 ? true : hidden >= 4 ? false : null;
  const { opening: millimetres, width } = eyes[side];
  const lids = lidsOf(truth, side);
  const known = seen === true && millimetres > LIDS.unclear;
  return {
    seen,
    gaze: known ? { outward: side === "left" ? gaze.yaw : -gaze.yaw, pitch: gaze.pitch } : null,
    range: null,
    lids: seen === true ? lids : null,
    opening: seen === true ? millimetres / width : null,
    iris: known && millimetres > IRIS_SEEN ? irises[side] : null,
  };
}

function lidsOf(
  { eyes, expression, gaze }: Truth,
  side: "left" | "right",
): (typeof LID_CLASSES)[number] | null {
  const { opening: millimetres } = eyes[side];
  const weight = (name: string) => expression[`${name}_${side === "left" ? "L" : "R"}`] ?? 0;
  if (millimetres <= LIDS.shut) return "shut";
  if (millimetres <= LIDS.unclear) return null;
  const squint = Math.max(weight("eyeSquint"), weight("cheekSquint"));
  if (squint >= SHAPES.squint) return "squinting";
  const isLowered = weight("eyeBlink") >= SHAPES.blink || gaze.pitch <= SHAPES.down;
  return isLowered && millimetres < LIDS.lowered ? "lowered" : "open";
}
