// The schemas of what the driver monitor says, for files that are read back; held to report.ts by the compiler.

import * as z from "zod";
import type { DriverAlert, DriverEvent, DriverReport } from "../report.ts";
import { finite, intrinsicsSchema, modelsSchema, perhaps, share } from "./analysisJson.ts";
import {
  ATTENTION_WORDS,
  CLOCK_WORDS,
  EVENT_WORDS,
  LEVEL_WORDS,
  PART_WORDS,
  PHASE_WORDS,
  PROBLEM_WORDS,
  STATE_WORDS,
} from "./driverWords.ts";
import type { SessionEnd, SessionSource } from "./sessionFrame.ts";

/** Any of the names that a complete table of words has. */
function nameIn<Name extends string>(words: Readonly<Record<Name, unknown>>) {
  return z.enum(Object.keys(words) as Name[]);
}

const kind = nameIn(EVENT_WORDS);
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
  level: nameIn(LEVEL_WORDS),
  event: z.int().positive(),
  kind,
  message: z.string(),
}) satisfies z.ZodType<DriverAlert>;

const problem = nameIn(PROBLEM_WORDS);

export const reportSchema = z.looseObject({
  timestamp: finite,
  clock: nameIn(CLOCK_WORDS).exactOptional(),
  state: nameIn(STATE_WORDS),
  calibration: z.looseObject({
    phase: nameIn(PHASE_WORDS),
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
  attention: nameIn(ATTENTION_WORDS),
  occludedShare: perhaps,
  perclos: z.array(z.object({ window: finite.positive(), value: perhaps, coverage: share })),
  blinkRate: perhaps,
  degraded: z.array(z.object({ part: nameIn(PART_WORDS), problem })),
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
