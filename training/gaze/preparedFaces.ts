// Samples of real faces that the pipeline found: people who look at dots on a screen, whose gaze is known roughly, frames of
// videos whose lids are labelled, and photographs whose look is.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import * as z from "zod";
import { cutPairEye, eyePair, PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { poseInView } from "../../src/eyes/predictGaze.ts";
import type { Frame } from "../../src/image/frame.ts";
import { type Affine, composeAffine } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { assumeIntrinsics } from "../../src/pose/camera.ts";
import type { Face } from "../../src/result.ts";
import { readRgbFrame } from "../landmarks/dataset.ts";
import { lookSchema, rangeOfLook } from "./looks.ts";
import type { EyeImage, GazeEye, GazeSample } from "./source.ts";

/**
 * The screen of a laptop, its camera above the middle: width, height and the camera's distance above it, as shares of the
 * distance of the eyes.
 */
const SCREEN = { width: 0.56, height: 0.36, above: 0.03 } as const;

/** An eye that is less probably closed is not shut. Of the others many only look down, so nothing is said of their lids. */
const NOT_SHUT = 0.5;

const facesSchema = z.object({
  schema: z.literal("vigil-gaze-faces"),
  version: z.literal(1),
  /** Folder of the images, relative to this file. */
  images: z.string(),
  faces: z.array(
    z.object({
      file: z.string(),
      person: z.string(),
      /** Where the person looks on the screen, as they see it, 0..1 to the right and down. */
      screen: z.object({ u: z.number(), v: z.number() }).optional(),
      /** Labelled by people. */
      lids: z.enum(["shut", "not-shut"]).optional(),
      look: lookSchema.optional(),
      pose: z.object({ yaw: z.number(), pitch: z.number() }),
      landmarks: z.array(z.tuple([z.number(), z.number()])).length(LANDMARK_COUNT),
      /** Probability that the left, the right eye is closed; null where it is hidden. */
      closed: z.tuple([z.number().nullable(), z.number().nullable()]),
    }),
  ),
});

/** A face as the pipeline finds it, with what people labelled. */
export type PreparedFace = z.infer<typeof facesSchema>["faces"][number];

/** What is kept of a face that the pipeline found. */
export function preparedFace({
  pose,
  landmarks,
  eyes,
}: Face): Pick<PreparedFace, "pose" | "landmarks" | "closed"> {
  return {
    pose: { yaw: pose.yaw, pitch: pose.pitch },
    landmarks: landmarks.map(({ x, y }) => [x, y]),
    closed: [eyes.left.closed ?? null, eyes.right.closed ?? null],
  };
}

/** The file of a folder of prepared faces. */
const FILE = "faces.json";

/** Writes the faces that the pipeline found. @param images the folder of the images. */
export async function writePreparedFaces(
  folder: string,
  images: string,
  faces: readonly PreparedFace[],
): Promise<void> {
  const path = join(folder, FILE);
  const json = {
    schema: "vigil-gaze-faces",
    version: 1,
    images: relative(resolve(folder), resolve(images)),
    faces,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(json)}\n`);
}

/**
 * Reads the faces of some people as samples; all people by default.
 *
 * @throws {Error} naming the file when it cannot be read.
 */
export async function readPreparedFaces(
  folder: string,
  people?: readonly string[],
): Promise<GazeSample[]> {
  const path = join(folder, FILE);
  const { images, faces } = facesSchema.parse(JSON.parse(await readFile(path, "utf8")));
  const samples: GazeSample[] = [];
  for (const face of faces) {
    if (people !== undefined && !people.includes(face.person)) continue;
    const sample = sampleOf(face, await readRgbFrame(join(dirname(path), images, face.file)));
    if (sample !== null) samples.push(sample);
  }
  return samples;
}

const DEGREES = 180 / Math.PI;

function sampleOf(
  { screen, lids, look, pose, landmarks, closed }: PreparedFace,
  frame: Frame,
): GazeSample | null {
  const pair = eyePair(landmarks.map(([x, y]) => ({ x, y })));
  if (pair === null) return null;
  const view = poseInView(pose, pair.middle, assumeIntrinsics(frame.width, frame.height));
  const gaze =
    screen !== undefined
      ? gazeAt(screen, view)
      : look?.camera === true
        ? { yaw: -view.yaw, pitch: -view.pitch }
        : null;
  const eye = (side: "left" | "right"): GazeEye => {
    const probability = closed[side === "left" ? 0 : 1];
    const outward = gaze && (side === "left" ? gaze.yaw : -gaze.yaw);
    const isOpen = probability !== null && probability < NOT_SHUT;
    return {
      image: eyeImage(frame, pair[side]),
      seen: probability === null ? null : true,
      gaze:
        gaze === null || outward === null || probability === null
          ? null
          : { outward, pitch: gaze.pitch },
      range:
        gaze !== null || look === undefined || probability === null
          ? null
          : rangeOfLook(look, side),
      lids: lids ?? (isOpen && screen !== undefined ? "not-shut" : null),
      opening: null,
      iris: null,
    };
  };
  return { left: eye("left"), right: eye("right"), pose: view };
}

/** Gaze relative to the head of somebody who looks at a place of the screen. */
function gazeAt(
  { u, v }: NonNullable<PreparedFace["screen"]>,
  head: { readonly yaw: number; readonly pitch: number },
): { readonly yaw: number; readonly pitch: number } {
  // Somebody who looks into the camera looks at yaw and pitch 0, whatever the head does.
  return {
    yaw: DEGREES * Math.atan((0.5 - u) * SCREEN.width) - head.yaw,
    pitch: -DEGREES * Math.atan(v * SCREEN.height + SCREEN.above) - head.pitch,
  };
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
