// The versioned JSON of one analysed image, and the schema that readers check it with.

import * as z from "zod";
import { check, finite, mustBe, text } from "../options.ts";
import type { CameraIntrinsics } from "../pose/camera.ts";
import type { Analysis, EyeGaze, EyeOpenness, Face, Lids, Openness } from "../result.ts";
import { eyeSchema, faceSchema, nullableNumber, opennessSchema } from "../schemas.ts";
import { rounded } from "./rounded.ts";

const agrees = ({ openness, valid }: Openness) => valid === (openness !== null);
const agreement = { message: "openness must be a number exactly when valid is true" };

/** The eyes and the mouth as files have them: a value that contradicts `valid` is refused. */
export const openingFields = {
  eyes: z.object({
    left: eyeSchema.refine(agrees, agreement),
    right: eyeSchema.refine(agrees, agreement),
  }),
  mouth: opennessSchema.refine(agrees, agreement),
};

export const intrinsicsSchema = z.object({
  focalX: finite.positive(),
  focalY: finite.positive(),
  centerX: finite,
  centerY: finite,
  assumed: z.boolean(),
});

export const modelsSchema = z.array(
  z.object({ role: z.string(), name: z.string(), version: z.string() }),
);

/** A face in JSON, which has no infinity: deviations that are unbounded are null. */
const faceJsonSchema = faceSchema.extend({
  pose: faceSchema.shape.pose.extend({
    reprojectionError: nullableNumber,
    uncertainty: z.object({ yaw: nullableNumber, pitch: nullableNumber, roll: nullableNumber }),
    fit: z.object({ yaw: nullableNumber, pitch: nullableNumber, roll: nullableNumber }).optional(),
  }),
  ...openingFields,
});

/** The schema of `<stem>.json`, version 1; docs/formats.md describes every field. */
export const analysisSchema = z.object({
  schema: z.literal("vigil-analysis"),
  version: z.literal(1),
  file: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  intrinsics: intrinsicsSchema,
  models: modelsSchema,
  faces: z.array(faceJsonSchema),
});

const analysedSchema = z.object(
  { width: z.int().positive(), height: z.int().positive(), faces: z.array(faceSchema) },
  mustBe("an analysis with width, height and faces"),
);

const analysisSourceSchema = z.object(
  { file: z.string(), intrinsics: intrinsicsSchema, models: modelsSchema },
  mustBe("an object with file, intrinsics and models"),
);

/** One image's analysis as it stands in a JSON file. */
export type AnalysisJson = z.infer<typeof analysisSchema>;

/** Which weights were used, and for what. */
export interface ModelUsed {
  readonly role: string;
  readonly name: string;
  readonly version: string;
}

/** What the JSON states besides the analysis itself. */
export interface AnalysisSource {
  /** The image's path as the reader knows it. */
  readonly file: string;
  /** The camera that the head poses were computed with. */
  readonly intrinsics: CameraIntrinsics;
  /** Which weights were used for what: role "detector", "landmarks" or "eyes", and what the model's card calls it. */
  readonly models: readonly ModelUsed[];
}

/**
 * An analysis as plain data for JSON: pixels, degrees and millimetres with 3 decimals, shares with 5.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * const analysis = await vigil.analyze(frame);
 * const source = { file: "photo.jpg", intrinsics: assumeIntrinsics(640, 480), models: [] };
 * const { schema, version, faces } = analysisToJson(analysis, source);
 * schema; // "vigil-analysis"
 * version; // 1
 * faces[0].landmarks.length; // 68
 */
export function analysisToJson(analysis: Analysis, source: AnalysisSource): AnalysisJson {
  check(analysedSchema, analysis, "The analysis'");
  check(analysisSourceSchema, source, "The source's");
  const { focalX, focalY, centerX, centerY, assumed } = source.intrinsics;
  return {
    schema: "vigil-analysis",
    version: 1,
    file: source.file,
    width: analysis.width,
    height: analysis.height,
    intrinsics: { focalX, focalY, centerX, centerY, assumed },
    models: source.models.map(({ role, name, version }) => ({ role, name, version })),
    faces: analysis.faces.map(faceToJson),
  };
}

/**
 * The text of a JSON file: indented, one landmark a line.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * const analysis = await vigil.analyze(frame);
 * const source = { file: "photo.jpg", intrinsics: assumeIntrinsics(640, 480), models: [] };
 * const json = analysisText(analysisToJson(analysis, source));
 * parseAnalysis(json).file; // "photo.jpg"
 * parseAnalysis(json).faces.length; // 1
 */
export function analysisText(json: AnalysisJson): string {
  check(analysisSchema, json, "The analysis'");
  // No string in JSON holds a line break, so joining the lines of the innermost objects changes no value.
  const compact = JSON.stringify(json, null, 2).replace(/[{[][^{}[\]]*[}\]]/g, (innermost) =>
    innermost.replace(/\n\s*/g, " "),
  );
  return `${compact}\n`;
}

/**
 * Reads the text of a JSON file that Vigil wrote.
 *
 * @throws {SyntaxError} when it is not JSON or departs from the schema; the message lists where.
 * @throws {RangeError} when it is not text.
 * @example
 * parseAnalysis("{}"); // SyntaxError: This is not an analysis by Vigil: …
 */
export function parseAnalysis(json: string): AnalysisJson {
  check(text, json, "The analysis");
  const result = analysisSchema.safeParse(JSON.parse(json));
  if (result.success) return result.data;
  throw new SyntaxError(`This is not an analysis by Vigil:\n${z.prettifyError(result.error)}`);
}

function faceToJson(face: Face): AnalysisJson["faces"][number] {
  const { box, pose } = face;
  return {
    box: {
      x: rounded(box.x, 3),
      y: rounded(box.y, 3),
      width: rounded(box.width, 3),
      height: rounded(box.height, 3),
    },
    score: rounded(face.score, 5),
    detectorScore: rounded(face.detectorScore, 5),
    landmarks: face.landmarks.map(({ x, y, occluded, probability, hiddenBy }) => ({
      x: rounded(x, 3),
      y: rounded(y, 3),
      occluded,
      probability: rounded(probability, 5),
      ...(hiddenBy && { hiddenBy }),
    })),
    pose: {
      yaw: rounded(pose.yaw, 3),
      pitch: rounded(pose.pitch, 3),
      roll: rounded(pose.roll, 3),
      translation: [
        rounded(pose.translation[0], 3),
        rounded(pose.translation[1], 3),
        rounded(pose.translation[2], 3),
      ],
      reprojectionError: known(pose.reprojectionError),
      uncertainty: {
        yaw: known(pose.uncertainty.yaw),
        pitch: known(pose.uncertainty.pitch),
        roll: known(pose.uncertainty.roll),
      },
      ...(pose.fit && {
        fit: { yaw: known(pose.fit.yaw), pitch: known(pose.fit.pitch), roll: known(pose.fit.roll) },
      }),
    },
    eyes: { left: eyeToJson(face.eyes.left), right: eyeToJson(face.eyes.right) },
    mouth: opennessToJson(face.mouth),
    ...(face.gaze && { gaze: gazeToJson(face.gaze) }),
  };
}

function opennessToJson({ openness, valid, reason }: Openness): z.infer<typeof opennessSchema> {
  const value = openness === null ? null : rounded(openness, 5);
  return reason === undefined ? { openness: value, valid } : { openness: value, valid, reason };
}

function eyeToJson(eye: EyeOpenness): z.infer<typeof eyeSchema> {
  const { closed, gaze, lids } = eye;
  return {
    ...opennessToJson(eye),
    ...(closed !== undefined && { closed: closed === null ? null : rounded(closed, 5) }),
    ...(gaze && { gaze: gazeToJson(gaze) }),
    ...(lids !== undefined && { lids: lids === null ? null : lidsToJson(lids) }),
  };
}

function gazeToJson(gaze: EyeGaze): EyeGaze {
  if (!gaze.known) return gaze;
  return {
    known: true,
    yaw: rounded(gaze.yaw, 3),
    pitch: rounded(gaze.pitch, 3),
    deviation: rounded(gaze.deviation, 3),
  };
}

function lidsToJson({ shut, lowered, squinting, open }: Lids): Lids {
  return {
    shut: rounded(shut, 5),
    lowered: rounded(lowered, 5),
    squinting: rounded(squinting, 5),
    open: rounded(open, 5),
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? rounded(value, 3) : null;
}
