// Samples of people who look at dots on a screen: their gaze is known roughly, from an assumed screen.

import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import * as z from "zod";
import { cutPairEye, eyePair, PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { poseInView } from "../../src/eyes/predictGaze.ts";
import type { Frame } from "../../src/image/frame.ts";
import { type Affine, composeAffine } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { assumeIntrinsics } from "../../src/pose/camera.ts";
import type { GridLook } from "../evaluation/gazeGrid.ts";
import { readRgbFrame } from "../landmarks/dataset.ts";
import type { EyeImage, GazeEye, GazeSample } from "./source.ts";

/**
 * The screen of a laptop, its camera above the middle: width, height and the camera's distance above it, as shares of the
 * distance of the eyes.
 */
const SCREEN = { width: 0.56, height: 0.36, above: 0.03 } as const;

/** An eye that is less probably closed is not shut. Of the others many only look down, so nothing is said of their lids. */
const NOT_SHUT = 0.5;

const looksSchema = z.object({
  schema: z.literal("vigil-screen-looks"),
  version: z.literal(1),
  /** Folder of the images, relative to this file. */
  images: z.string(),
  looks: z.array(
    z.object({
      file: z.string(),
      person: z.string(),
      session: z.string(),
      u: z.number(),
      v: z.number(),
      pose: z.object({ yaw: z.number(), pitch: z.number() }),
      landmarks: z.array(z.tuple([z.number(), z.number()])).length(LANDMARK_COUNT),
      /** Probability that the left, the right eye is closed; null where it is hidden. */
      closed: z.tuple([z.number().nullable(), z.number().nullable()]),
    }),
  ),
});

/** The faces of images with `labels.csv`, as the pipeline finds them. */
export type ScreenLooks = z.infer<typeof looksSchema>["looks"];

/** The file of a folder of prepared looks. */
const FILE = "looks.json";

/** Writes the looks that the pipeline found. @param images the folder of the images. */
export async function writeScreenLooks(
  folder: string,
  images: string,
  looks: readonly (GridLook & ScreenLooks[number])[],
): Promise<void> {
  const path = join(folder, FILE);
  const json = {
    schema: "vigil-screen-looks",
    version: 1,
    images: relative(resolve(folder), resolve(images)),
    looks,
  };
  await writeFile(path, `${JSON.stringify(json)}\n`);
}

/**
 * Reads the looks of some people as samples; all people by default.
 *
 * @throws {Error} naming the file when it cannot be read.
 */
export async function readScreenLooks(
  folder: string,
  people?: readonly string[],
): Promise<GazeSample[]> {
  const path = join(folder, FILE);
  const { images, looks } = looksSchema.parse(JSON.parse(await readFile(path, "utf8")));
  const samples: GazeSample[] = [];
  for (const look of looks) {
    if (people !== undefined && !people.includes(look.person)) continue;
    const sample = sampleOf(look, await readRgbFrame(join(dirname(path), images, look.file)));
    if (sample !== null) samples.push(sample);
  }
  return samples;
}

const DEGREES = 180 / Math.PI;

function sampleOf(
  { u, v, pose, landmarks, closed }: ScreenLooks[number],
  frame: Frame,
): GazeSample | null {
  const pair = eyePair(landmarks.map(([x, y]) => ({ x, y })));
  if (pair === null) return null;
  const view = poseInView(pose, pair.middle, assumeIntrinsics(frame.width, frame.height));
  // Somebody who looks into the camera looks at yaw and pitch 0, whatever the head does.
  const yaw = DEGREES * Math.atan((0.5 - u) * SCREEN.width) - view.yaw;
  const pitch = -DEGREES * Math.atan(v * SCREEN.height + SCREEN.above) - view.pitch;
  const eye = (side: "left" | "right"): GazeEye => {
    const probability = closed[side === "left" ? 0 : 1];
    return {
      image: eyeImage(frame, pair[side]),
      seen: probability === null ? null : true,
      gaze: probability === null ? null : { outward: side === "left" ? yaw : -yaw, pitch },
      lids: probability !== null && probability < NOT_SHUT ? "not-shut" : null,
      opening: null,
      iris: null,
    };
  };
  return { left: eye("left"), right: eye("right"), pose: view };
}

/** The surroundings of an eye at the resolution of the network's input, with a margin for jitter. */
function eyeImage(frame: Frame, toEye: Affine): EyeImage {
  const margin = PAIR_WIDTH / 4;
  const size = { width: PAIR_WIDTH + 2 * margin, height: PAIR_HEIGHT + 2 * margin };
  const shifted = composeAffine(toEye, { a: 1, b: 0, c: margin, d: 0, e: 1, f: margin });
  return {
    ...size,
    grey: cutPairEye(frame, shifted, size),
    toCrop: { a: 1, b: 0, c: -margin, d: 0, e: 1, f: -margin },
  };
}
