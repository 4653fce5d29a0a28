// The schemas of what the driver monitor says, for files that are read back; held to report.ts by the compiler.

import * as z from "zod";
import {
  ALERT_LEVELS,
  ATTENTIONS,
  CALIBRATION_PHASES,
  CLOCK_PROBLEMS,
  DRIVER_EVENT_KINDS,
  DRIVER_STATES,
  type DriverAlert,
  type DriverEvent,
  type DriverReport,
  FACE_PARTS,
  VIEW_PROBLEMS,
} from "../report.ts";
import { finite, intrinsicsSchema, modelsSchema, perhaps, share } from "./analysisJson.ts";
import type { SessionEnd, SessionSource } from "./sessionFrame.ts";

const kind = z.enum(DRIVER_EVENT_KINDS);
const anglesSchema = { yaw: finite, pitch: finite, roll: finite };

// Loose: a later version's further fields pass through unharmed.
export const eventSchema = z.looseObject({
  id: z.int().positive(),
  kind,
  start: finite,
  end: perhaps,
  confidence: share,
  evidence: z.object({ frames: z.int().nonnegative(), valid: z.int().nonnegative() }),
  detail: z.string().exactOptional(),
}) satisfies z.ZodType<DriverEvent>;

export const alertSchema = z.looseObject({
  timestamp: finite,
  level: z.enum(ALERT_LEVELS),
  event: z.int().positive(),
  kind,
  message: z.string(),
}) satisfies z.ZodType<DriverAlert>;

const problem = z.enum(VIEW_PROBLEMS);

export const reportSchema = z.looseObject({
  timestamp: finite,
  clock: z.enum(CLOCK_PROBLEMS).exactOptional(),
  state: z.enum(DRIVER_STATES),
  calibration: z.looseObject({
    phase: z.enum(CALIBRATION_PHASES),
    progress: share,
    baseline: z
      .looseObject({ ...anglesSchema, leftEye: perhaps, rightEye: perhaps, mouth: perhaps })
      .nullable(),
  }),
  eyeClosure: perhaps,
  eyesProblem: problem.nullable(),
  mouthOpenness: perhaps,
  mouthProblem: problem.nullable(),
  head: z.object(anglesSchema).nullable(),
  attention: z.enum(ATTENTIONS),
  occludedShare: perhaps,
  perclos: z.array(z.object({ window: finite.positive(), value: perhaps, coverage: share })),
  blinkRate: perhaps,
  degraded: z.array(z.object({ part: z.enum(FACE_PARTS), problem })),
  changed: z.array(eventSchema),
  ongoing: z.array(eventSchema),
  alerts: z.array(alertSchema),
}) satisfies z.ZodType<DriverReport>;

/** `source` in files of a session. */
export const sourceSchema = z.object({
  file: z.string(),
  models: modelsSchema,
  profile: z.looseObject({ name: z.string() }),
  origin: finite.exactOptional(),
  intrinsics: intrinsicsSchema.exactOptional(),
}) satisfies z.ZodType<SessionSource>;

/** `end` in files of a session. */
export const endSchema = z.object({
  frames: z.int().nonnegative(),
  firstTimestamp: perhaps,
  lastTimestamp: perhaps,
  stopped: z.string().nullable(),
}) satisfies z.ZodType<SessionEnd>;
