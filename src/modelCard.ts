// The model card of each network as JSON: what the network is, and how its outputs are read.

import * as z from "zod";
import { LANDMARK_COUNT, PARTS, type Part } from "./landmarks/scheme68.ts";
import { FEATURES } from "./pose/poseCorrection.ts";

/** Version of the card format. */
export const CARD_FORMAT = 1;

const logisticSchema = {
  intercept: z.number(),
  threshold: z.number().min(0).max(1),
};

const plattSchema = z.object({ slope: z.number().positive(), intercept: z.number() });

const PART_NAMES = Object.keys(PARTS) as [Part, ...Part[]];

const poseWeightsSchema = z.array(z.number()).length(FEATURES).readonly();
const shapeVectorSchema = z
  .array(z.number())
  .length(2 * LANDMARK_COUNT)
  .readonly();

/** How the landmark network's heat maps are read; fitted on validation data. */
const landmarksRuntimeSchema = z.object({
  /** Side of the network's input in pixels. */
  inputSize: z.number().int().positive(),
  heatmapSize: z.literal(64),
  /** See landmarks/visibility.ts. */
  occlusion: z.object({
    ...logisticSchema,
    slope: z.number().positive(),
    scale: z.enum(["peak", "log-odds"]).optional(),
    parts: z.partialRecord(z.enum(PART_NAMES), z.number().min(0).max(1)).optional(),
  }),
  /** See landmarks/faceScore.ts. Tracked faces with a lower score are dropped. */
  faceScore: z.object({
    ...logisticSchema,
    weights: z.object({
      meanPeak: z.number(),
      lowPeak: z.number(),
      shapeResidual: z.number(),
    }),
  }),
  /** See landmarks/jointScore.ts. Detections with a lower joint score are dropped. */
  joint: z
    .object({ ...logisticSchema, detector: z.number().positive(), refined: z.number().positive() })
    .optional(),
  /** See pose/poseCorrection.ts; without it the fitted pose is reported. */
  poseCorrection: z
    .object({
      yaw: poseWeightsSchema,
      pitch: poseWeightsSchema,
      roll: poseWeightsSchema,
      /** What remains of the error of the corrected pose, one standard deviation, degrees. */
      error: z
        .object({
          yaw: z.number().nonnegative(),
          pitch: z.number().nonnegative(),
          roll: z.number().nonnegative(),
        })
        .optional(),
    })
    .optional(),
  /** See `besideLandmarks` in eyes/eyeState.ts; without it the line of the eye-state network's card holds. */
  openness: plattSchema.optional(),
  /** See landmarks/shapePrior.ts; without it landmarks are at the peaks. */
  shape: z
    .object({
      mean: shapeVectorSchema,
      modes: z.array(shapeVectorSchema),
      residual: z.array(z.number().nonnegative()).length(LANDMARK_COUNT),
      peakError: z.object({ intercept: z.number(), slope: z.number() }),
    })
    .optional(),
  /** See landmarks/shapeCorrection.ts; without it the network's landmarks are reported as they are. */
  shapeCorrection: z
    .object({
      mean: shapeVectorSchema,
      offset: shapeVectorSchema,
      terms: z.array(z.object({ from: shapeVectorSchema, to: shapeVectorSchema })).readonly(),
    })
    .optional(),
});

/** How the detector's maps are read. */
const detectionRuntimeSchema = z.object({
  /** Detections below this score are dropped. */
  threshold: z.number().min(0).max(1),
  /** From this lower score on they are looked at where no face is found. */
  weak: z.number().min(0).max(1).optional(),
  /** Longer side of the detector's input in pixels; larger frames are scaled down to it. */
  longestSide: z.number().int().positive(),
  /** Of two boxes with a greater intersection over union than this, the one with the lower score is dropped. */
  maximumOverlap: z.number().min(0).max(1),
  /** See detect/detectFaces.ts; without it there is one pass. */
  coarse: z
    .object({
      longestSide: z.number().int().positive(),
      sure: z.number().min(0).max(1),
      smallest: z.number().min(0).max(1),
      large: z.number().min(0).max(1).optional(),
    })
    .optional(),
});

/** How the eye-state network's logits are read and joined with the openness of the landmarks. */
const eyesRuntimeSchema = z.object({
  inputSize: z.literal(48),
  /** See eyes/predictEyes.ts. */
  open: plattSchema,
  seen: plattSchema,
  /** See eyes/eyeState.ts. */
  join: z.object({
    leastSeen: z.number().min(0).max(1),
    openness: plattSchema,
    width: z
      .object({ none: z.number().nonnegative(), full: z.number().positive() })
      .refine(({ none, full }) => none < full, { message: "none must be below full" }),
  }),
});

/** How the gaze network's answers are read, and where they are not believed. */
const gazeRuntimeSchema = z.object({
  inputWidth: z.literal(64),
  inputHeight: z.literal(48),
  /** See eyes/predictGaze.ts. */
  seen: plattSchema,
  shut: plattSchema,
  deviation: z.object({ factor: z.number().positive(), least: z.number().nonnegative() }),
  /** See eyes/eyeGaze.ts. */
  limits: z.object({
    leastSeen: z.number().min(0).max(1),
    leastWidth: z.number().nonnegative(),
    mostYaw: z.number().positive(),
    shutWeight: z.number().nonnegative(),
  }),
});

const commonFields = {
  format: z.literal(CARD_FORMAT),
  name: z.string().min(1),
  version: z.string().min(1),
  description: z.string(),
  /** SHA-256 of the network's file, 64 lower-case hexadecimal digits. Older cards have none. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits")
    .optional(),
  architecture: z.object({
    /** A short description with the name of the configuration. */
    summary: z.string(),
    parameters: z.number().int().positive(),
    /** Floating-point operations of one run on one input; a multiply-add counts as two. */
    operations: z.number().positive(),
  }),
  data: z.array(
    z.object({
      name: z.string(),
      use: z.enum(["training", "validation", "calibration", "evaluation"]),
      images: z.number().int().nonnegative(),
      /** The terms under which images and annotations were used. */
      terms: z.string(),
      /** What the images were rendered from, each asset with its licence (SPDX identifier). */
      assets: z.array(z.object({ name: z.string().min(1), licence: z.string().min(1) })).optional(),
    }),
  ),
  /** The command that reproduces the training, and its extent. */
  training: z.object({
    command: z.string(),
    seed: z.number().int(),
    images: z.number().nonnegative(),
    hours: z.number().nonnegative(),
  }),
  /** Measured figures by name; the name gives the unit. */
  figures: z.record(z.string(), z.number()),
  /** The terms of the weights, and uses they are not intended for. */
  terms: z.string(),
};

const landmarksCardSchema = z.object({
  ...commonFields,
  task: z.literal("landmarks"),
  runtime: landmarksRuntimeSchema,
});

const detectionCardSchema = z.object({
  ...commonFields,
  task: z.literal("detection"),
  runtime: detectionRuntimeSchema,
});

const eyesCardSchema = z.object({
  ...commonFields,
  task: z.literal("eyes"),
  runtime: eyesRuntimeSchema,
});

const gazeCardSchema = z.object({
  ...commonFields,
  task: z.literal("gaze"),
  runtime: gazeRuntimeSchema,
});

/** The card of a landmark network (`models/landmarks.json`). */
export type LandmarksCard = z.infer<typeof landmarksCardSchema>;
/** The card of a face detector (`models/detector.json`). */
export type DetectionCard = z.infer<typeof detectionCardSchema>;
/** The card of an eye-state network (`models/eyes.json`). */
export type EyesCard = z.infer<typeof eyesCardSchema>;
/** The card of a gaze network (`models/gaze.json`). */
export type GazeCard = z.infer<typeof gazeCardSchema>;
/** Any network's card. */
export type ModelCard = LandmarksCard | DetectionCard | EyesCard | GazeCard;

/**
 * Checks the card of a landmark network, as parsed from JSON.
 *
 * @throws {Error} with one line per missing or wrong field.
 *
 * @example
 * const { card } = await readModel(modelsFolder(), "landmarks");
 * parseLandmarksCard(card).runtime.heatmapSize; // 64
 */
export function parseLandmarksCard(card: unknown): LandmarksCard {
  return parseCard(landmarksCardSchema, card, "a landmark network");
}

/**
 * Checks the card of a face detector, as parsed from JSON.
 *
 * @throws {Error} with one line per missing or wrong field.
 *
 * @example
 * const { card } = await readModel(modelsFolder(), "detector");
 * parseDetectionCard(card).task; // "detection"
 */
export function parseDetectionCard(card: unknown): DetectionCard {
  return parseCard(detectionCardSchema, card, "a face detector");
}

/**
 * Checks the card of an eye-state network, as parsed from JSON.
 *
 * @throws {Error} with one line per missing or wrong field.
 *
 * @example
 * const { card } = await readModel(modelsFolder(), "eyes");
 * parseEyesCard(card).runtime.inputSize; // 48
 */
export function parseEyesCard(card: unknown): EyesCard {
  return parseCard(eyesCardSchema, card, "an eye-state network");
}

/**
 * Checks the card of a gaze network, as parsed from JSON.
 *
 * @throws {Error} with one line per missing or wrong field.
 *
 * @example
 * const { card } = await readModel(modelsFolder(), "gaze");
 * parseGazeCard(card).task; // "gaze"
 */
export function parseGazeCard(card: unknown): GazeCard {
  return parseCard(gazeCardSchema, card, "a gaze network");
}

/** A card as JSON text: indented, with each list of numbers on one line. */
export function cardText(card: ModelCard): string {
  const indented = JSON.stringify(card, null, 2);
  const compact = indented.replace(/\[[-+.\de,\s]+\]/g, (list) =>
    list.replace(/\s+/g, "").replaceAll(",", ", "),
  );
  return `${compact}\n`;
}

function parseCard<Card>(schema: z.ZodType<Card>, card: unknown, of: string): Card {
  const parsed = schema.safeParse(card);
  if (parsed.success) return parsed.data;
  if (typeof card !== "object" || card === null || !("format" in card)) {
    const given = JSON.stringify(card)?.slice(0, 60) ?? "missing";
    throw new Error(`This is not the model card of ${of}: it has no "format" and is ${given}.`);
  }
  throw new Error(`This is not the model card of ${of}:\n${z.prettifyError(parsed.error)}`);
}
