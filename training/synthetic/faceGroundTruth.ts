// The ground truth of a rendered face as JSON: geometry, visibility of each landmark, what was rendered.

import * as z from "zod";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { DriverSpec } from "./driverSpec.ts";
import type { DriverGroundTruth, RenderedDriver } from "./rendered.ts";

/** Contents of a `.truth.json`. */
interface FaceGroundTruth extends Omit<DriverGroundTruth, "camera"> {
  readonly schema: "vigil-synthetic-face";
  readonly version: 1;
  readonly image: string;
  readonly width: number;
  readonly height: number;
  readonly camera: DriverGroundTruth["camera"] & { readonly distortion: number };
  /** From the specification. */
  readonly light: DriverSpec["light"];
  readonly worn: DriverSpec["worn"];
  readonly hands: DriverSpec["hands"];
  readonly expression: DriverSpec["posture"]["expression"];
  /** Seed of the specification. */
  readonly seed: number;
}

/** The ground truth of a rendered specification as text: one landmark per line, numbers rounded to a thousandth. */
export function faceGroundTruthText(
  image: string,
  spec: DriverSpec,
  { width, height, groundTruth }: RenderedDriver,
): string {
  const { landmarks, ...rest } = groundTruth;
  const whole: Omit<FaceGroundTruth, "landmarks"> = {
    schema: "vigil-synthetic-face",
    version: 1,
    image,
    width,
    height,
    ...rest,
    camera: { ...groundTruth.camera, distortion: spec.camera.distortion },
    light: spec.light,
    worn: spec.worn,
    hands: spec.hands,
    expression: spec.posture.expression,
    seed: spec.seed,
  };
  const rows = landmarks.map((landmark) => `    ${rounded(landmark)}`).join(",\n");
  return `${rounded(whole, 2).slice(0, -2)},\n  "landmarks": [\n${rows}\n  ]\n}\n`;
}

function rounded(value: unknown, indent?: number): string {
  const thousandths = (_: string, item: unknown) =>
    typeof item === "number" ? Math.round(1000 * item) / 1000 : item;
  return JSON.stringify(value, thousandths, indent);
}

const opening = z.object({ opening: z.number(), width: z.number().positive() });

const faceGroundTruthSchema = z.object({
  schema: z.literal("vigil-synthetic-face"),
  version: z.literal(1),
  pose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }),
  eyes: z.object({ left: opening, right: opening }),
  mouth: opening,
  camera: z.object({ focal: z.number().positive(), centerX: z.number(), centerY: z.number() }),
  worn: z.object({
    glasses: z.enum(["none", "clear", "tinted", "sun"]),
    mask: z.unknown(),
    hat: z.unknown(),
    scarf: z.unknown(),
  }),
  hands: z.array(z.unknown()),
  landmarks: z
    .array(z.object({ visibility: z.enum(["visible", "self-occluded", "occluded"]) }))
    .length(LANDMARK_COUNT),
});

/** The part of a `FaceGroundTruth` that evaluation uses. */
export type MeasuredGroundTruth = z.infer<typeof faceGroundTruthSchema>;

/** Parses a `.truth.json` of `vigil synth faces`. @throws {Error} that names an invalid field. */
export function parseFaceGroundTruth(text: string): MeasuredGroundTruth {
  return faceGroundTruthSchema.parse(JSON.parse(text));
}
