// The truth beside a sample image: where the 68 points are, which are hidden, where the head points.

import * as z from "zod";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { DriverSpec } from "./driverSpec.ts";
import type { RenderedDriver } from "./rendered.ts";

const SampleTruthSchema = z.strictObject({
  image: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** 68 of `[x, y, occluded]`, pixels, the first pixel's centre at (0, 0), occluded 0 or 1. */
  landmarks: z.array(z.tuple([z.number(), z.number(), z.literal([0, 1])])).length(LANDMARK_COUNT),
  /** Degrees, in the convention of `HeadPose`. */
  pose: z.strictObject({ yaw: z.number(), pitch: z.number(), roll: z.number() }),
  wears: z.array(z.enum(["clear glasses", "sunglasses", "mask"])),
});

export type SampleTruth = z.infer<typeof SampleTruthSchema>;

/** The truth of a rendered specification, rounded to hundredths of a pixel. */
export function sampleTruth(
  image: string,
  spec: DriverSpec,
  { width, height, truth }: RenderedDriver,
): SampleTruth {
  const { yaw, pitch, roll } = spec.posture;
  const { glasses, mask } = spec.worn;
  const round = (value: number) => Math.round(100 * value) / 100;
  return {
    image,
    width,
    height,
    landmarks: truth.landmarks.map(({ x, y, visibility }) => [
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

/** Reads the text of a `samples/*.truth.json`. @throws {Error} that names the field when it is not one. */
export function parseSampleTruth(text: string): SampleTruth {
  return SampleTruthSchema.parse(JSON.parse(text));
}
