// Ground truth of a sample image: the 68 landmarks, which of them are hidden, the head pose.

import * as z from "zod";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { DriverSpec } from "./driverSpec.ts";
import type { RenderedDriver } from "./rendered.ts";

const sampleGroundTruthSchema = z.strictObject({
  image: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** 68 × `[x, y, occluded]`: pixels with the centre of the first one at (0, 0); occluded is 0 or 1. */
  landmarks: z.array(z.tuple([z.number(), z.number(), z.literal([0, 1])])).length(LANDMARK_COUNT),
  /** Degrees, in the convention of `HeadPose`. */
  pose: z.strictObject({ yaw: z.number(), pitch: z.number(), roll: z.number() }),
  wears: z.array(z.enum(["clear glasses", "sunglasses", "mask"])),
});

export type SampleGroundTruth = z.infer<typeof sampleGroundTruthSchema>;

/** The ground truth of a rendered specification, rounded to hundredths of a pixel. */
export function sampleGroundTruth(
  image: string,
  spec: DriverSpec,
  { width, height, groundTruth }: RenderedDriver,
): SampleGroundTruth {
  const { yaw, pitch, roll } = spec.posture;
  const { glasses, mask } = spec.worn;
  const round = (value: number) => Math.round(100 * value) / 100;
  return {
    image,
    width,
    height,
    landmarks: groundTruth.landmarks.map(({ x, y, visibility }) => [
      round(x),
      round(y),
      visibility === "visible" ? 0 : 1,
    ]),
    pose: { yaw, pitch, roll },
    wears: [
      ...(glasses === "clear" ? (["clear glasses"] as const) : []),
      ...(glasses === "sun" ? (["sunglasses"] as const) : []),
      ...(mask === null ? [] : (["mask"] as const)),
    ],
  };
}

/** Parses a `samples/*.truth.json`. @throws {Error} that names an invalid field. */
export function parseSampleGroundTruth(text: string): SampleGroundTruth {
  return sampleGroundTruthSchema.parse(JSON.parse(text));
}
