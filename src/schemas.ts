// Schemas of faces, events and reports, for data that comes from outside. The compiler holds them to the types of
// result.ts and report.ts: a field that is missing here, or has another type, does not compile.

import * as z from "zod";
import type { Box } from "./image/geometry.ts";
import { LANDMARK_COUNT } from "./landmarks/scheme68.ts";
import { atLeastZero, finite, mustBe, share } from "./options.ts";
import {
  ALERT_LEVELS,
  ATTENTION_EVIDENCE,
  ATTENTIONS,
  type BaselineSamples,
  CALIBRATION_PHASES,
  CLOCK_PROBLEMS,
  type DegradedPart,
  DRIVER_EVENT_KINDS,
  DRIVER_STATES,
  type DriverAlert,
  type DriverBaseline,
  type DriverEvent,
  type DriverObservation,
  type DriverReport,
  type DriverSight,
  type EventDetail,
  FACE_PARTS,
  LOOK_DIRECTIONS,
  SIGHT_PROBLEMS,
  VIEW_PROBLEMS,
} from "./report.ts";
import {
  type EyeOpenness,
  type Face,
  GAZE_REASONS,
  type HeadPose,
  HIDERS,
  type Landmark,
  type Lids,
  OPENNESS_REASONS,
  type Openness,
} from "./result.ts";

/** The fields of an object, optional ones included, each with its schema. */
type Fields<Data> = { readonly [Name in keyof Data]-?: z.ZodType<Data[Name]> };

/** A number, or null where it is unknown. */
export const nullableNumber = finite.nullable();
/** A deviation; infinite where nothing is known, which `z.number` refuses. */
const deviation = z.custom<number>(
  (value) => typeof value === "number" && value >= 0,
  mustBe("a number at least 0"),
);

const boxSchema = z.object({
  x: finite,
  y: finite,
  width: finite,
  height: finite,
} satisfies Fields<Box>);

export const opennessSchema = z.object({
  openness: atLeastZero
    .nullable()
    .describe("opening ÷ width, pose-corrected; null when it cannot be seen"),
  valid: z.boolean(),
  reason: z.enum(OPENNESS_REASONS).optional(),
} satisfies Fields<Openness>);

export const eyeGazeSchema = z.discriminatedUnion("known", [
  z.object({ known: z.literal(true), yaw: finite, pitch: finite, deviation: atLeastZero }),
  z.object({ known: z.literal(false), reason: z.enum(GAZE_REASONS) }),
]);

export const eyeSchema = z.object({
  ...opennessSchema.shape,
  closed: share
    .nullable()
    .optional()
    .describe("probability that the eye is closed; null when it is unknown"),
  gaze: eyeGazeSchema.optional().describe("direction of the eye relative to the head, degrees"),
  lids: z
    .object({ shut: share, lowered: share, squinting: share, open: share } satisfies Fields<Lids>)
    .nullable()
    .optional()
    .describe("probability of each class of the lids; null when the eye cannot be seen"),
} satisfies Fields<EyeOpenness>);

const angleFields = { yaw: finite, pitch: finite, roll: finite };

/** A face as Vigil finds it. Where JSON has null for infinity, the schemas of files replace those fields. */
export const faceSchema = z.object({
  box: boxSchema,
  score: share.describe("refined face score from the heat maps"),
  detectorScore: share,
  landmarks: z
    .array(
      z.object({
        x: finite,
        y: finite,
        occluded: z.boolean(),
        probability: share.describe("probability that the landmark is visible"),
        hiddenBy: z.enum(HIDERS).optional(),
      } satisfies Fields<Landmark>),
    )
    .length(LANDMARK_COUNT, `must be ${LANDMARK_COUNT} landmarks`),
  pose: z.object({
    ...angleFields,
    translation: z.tuple([finite, finite, finite]),
    reprojectionError: deviation,
    uncertainty: z.object({ yaw: deviation, pitch: deviation, roll: deviation }),
    fit: z.object({ yaw: deviation, pitch: deviation, roll: deviation }).optional(),
  } satisfies Fields<HeadPose>),
  eyes: z.object({ left: eyeSchema, right: eyeSchema }),
  mouth: opennessSchema,
  gaze: eyeGazeSchema.optional().describe("both eyes joined, relative to the head, degrees"),
} satisfies Fields<Face>);

const { score, landmarks, pose, eyes, mouth, gaze } = faceSchema.shape;

/** An observation. Of the face, only what the monitor reads is checked. */
export const observationSchema = z.object({
  timestamp: finite,
  brightness: share,
  speed: atLeastZero.optional(),
  noImageFor: atLeastZero.optional(),
  face: z
    .object({
      score,
      landmarks,
      pose: pose.omit({ translation: true, reprojectionError: true }),
      eyes,
      mouth,
      gaze,
    })
    .nullable(),
} satisfies Record<keyof DriverObservation, z.ZodType>);

const problem = z.enum(VIEW_PROBLEMS);
const degradedFields = { part: z.enum(FACE_PARTS), problem } satisfies Fields<DegradedPart>;

export const detailSchema: z.ZodType<EventDetail> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("direction"),
    direction: z.enum(LOOK_DIRECTIONS),
    by: z.enum(ATTENTION_EVIDENCE).optional(),
    zone: z.string().optional(),
  }),
  z.object({
    kind: z.literal("looks"),
    count: z.int().nonnegative(),
    place: z.literal("below").optional(),
  }),
  z.object({ kind: z.literal("perclos"), value: share.nullable(), window: finite.positive() }),
  z.object({ kind: z.literal("view"), ...degradedFields }),
  z.object({ kind: z.literal("behind-hand") }),
  z.object({ kind: z.literal("no-face") }),
  z.object({ kind: z.literal("text"), text: z.string() }),
]);

// Loose objects: fields that a later version adds pass through.
export const eventSchema: z.ZodType<DriverEvent> = z.looseObject({
  id: z.int().positive(),
  kind: z.enum(DRIVER_EVENT_KINDS),
  start: finite,
  end: nullableNumber,
  confidence: share,
  evidence: z.object({ frames: z.int().nonnegative(), valid: z.int().nonnegative() }),
  detail: detailSchema.optional(),
} satisfies Fields<DriverEvent>);

export const alertSchema: z.ZodType<DriverAlert> = z.looseObject({
  timestamp: finite,
  level: z.enum(ALERT_LEVELS),
  event: z.int().positive(),
  kind: z.enum(DRIVER_EVENT_KINDS),
  detail: detailSchema.optional(),
} satisfies Fields<DriverAlert>);

export const baselineSchema = z.object({
  ...angleFields,
  leftEye: nullableNumber,
  rightEye: nullableNumber,
  mouth: nullableNumber,
  gaze: z.object({ yaw: finite, pitch: finite }).nullable().optional(),
  lidSpread: atLeastZero.nullable().optional(),
} satisfies Fields<DriverBaseline>);

const samples = z.int().nonnegative();
export const baselineSamplesSchema = z.object({
  head: samples,
  leftEye: samples,
  rightEye: samples,
  mouth: samples,
  gaze: samples,
} satisfies Fields<BaselineSamples>);

export const sightSchema = z.object({
  yaw: finite,
  pitch: finite,
  deviation: atLeastZero,
} satisfies Fields<DriverSight>);

export const reportSchema: z.ZodType<DriverReport> = z.looseObject({
  timestamp: finite,
  clock: z.enum(CLOCK_PROBLEMS).optional(),
  state: z.enum(DRIVER_STATES),
  noImageFor: atLeastZero.optional(),
  calibration: z.looseObject({
    phase: z.enum(CALIBRATION_PHASES),
    progress: share,
    baseline: z.looseObject(baselineSchema.shape).nullable(),
    samples: baselineSamplesSchema.nullable().default(null),
  } satisfies Fields<DriverReport["calibration"]>),
  eyeClosure: nullableNumber,
  eyesProblem: problem.nullable(),
  mouthOpenness: nullableNumber,
  mouthProblem: problem.nullable(),
  head: z.object(angleFields).nullable(),
  // Files of earlier versions have no line of sight.
  sight: sightSchema.nullable().default(null),
  sightProblem: z.enum(SIGHT_PROBLEMS).nullable().default("no-network"),
  attention: z.enum(ATTENTIONS),
  attentionBy: z.enum(ATTENTION_EVIDENCE).nullable().default(null),
  zone: z.string().nullable().default(null),
  occludedShare: nullableNumber,
  perclos: z.array(z.object({ window: finite.positive(), value: nullableNumber, coverage: share })),
  blinkRate: nullableNumber,
  degraded: z.array(z.object(degradedFields)),
  changed: z.array(eventSchema),
  ongoing: z.array(eventSchema),
  alerts: z.array(alertSchema),
} satisfies Fields<DriverReport>);
