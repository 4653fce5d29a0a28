// Everything that the monitor carries from frame to frame: plain data that can be saved as JSON and read back.

import * as z from "zod";
import { check } from "../options.ts";
import type { DriverBaseline } from "../report.ts";
import { baselineSchema, nullableNumber } from "../schemas.ts";
import { alertsSchema } from "./alerts.ts";
import { beginCalibration, calibrationSchema } from "./calibration.ts";
import { closuresSchema, NO_CLOSURE } from "./closures.ts";
import { distractionSchema, NO_DISTRACTION } from "./distraction.ts";
import { type Events, eventsSchema, NO_EVENTS } from "./events.ts";
import { type Measured, measuredSchema } from "./measured.ts";
import { NO_NOD, nodSchema } from "./nod.ts";
import { NO_PERCLOS, perclosSchema } from "./perclos.ts";
import { type DriverProfile, parseProfile, profileSchema } from "./profile.ts";
import { monitorOfVersion1 } from "./version1.ts";
import { FULL_VIEW, viewSchema } from "./view.ts";
import { NO_YAWN, yawnSchema } from "./yawn.ts";

export const stateSchema = z.object({
  /** Measures of the last frame that was not ignored. */
  last: measuredSchema.nullable(),
  calibration: calibrationSchema,
  closures: closuresSchema,
  perclos: perclosSchema,
  /** PERCLOS and the rate of blinks at the last frame. */
  rates: z.object({
    perclos: z
      .array(z.object({ window: z.number(), value: nullableNumber, coverage: z.number() }))
      .readonly(),
    blinkRate: nullableNumber,
  }),
  yawn: yawnSchema,
  nod: nodSchema,
  distraction: distractionSchema,
  view: viewSchema,
  events: eventsSchema,
  alerts: alertsSchema,
});

/** Everything that a monitor carries from frame to frame. */
export type MonitorState = Readonly<z.infer<typeof stateSchema>>;

const savedSchema = z.object({
  schema: z.literal("vigil-driver-monitor"),
  version: z.literal(2),
  profile: profileSchema,
  state: stateSchema,
});

/** A saved monitor, for JSON. */
export type SavedMonitor = z.infer<typeof savedSchema>;

/**
 * The state before the first frame.
 *
 * @param baseline what is normal for the driver; null to learn it.
 * @throws {RangeError} naming the first malformed field of the baseline.
 * @example
 * initialMonitorState(null).calibration.ready; // false
 */
export function initialMonitorState(baseline: DriverBaseline | null): MonitorState {
  if (baseline !== null) check(baselineSchema, baseline, "The driver's baseline:");
  return { ...NOTHING_YET, calibration: beginCalibration(baseline), events: NO_EVENTS };
}

/** The state after the clock was set back, or after a long gap: calibration and event numbers stay, everything measured over time restarts. */
export function restartClock(state: MonitorState, events: Events): MonitorState {
  return { ...NOTHING_YET, calibration: { ...state.calibration, sampledAt: null }, events };
}

const NOTHING_YET = {
  last: null as Measured | null,
  closures: NO_CLOSURE,
  perclos: NO_PERCLOS,
  rates: { perclos: [], blinkRate: null },
  yawn: NO_YAWN,
  nod: NO_NOD,
  distraction: NO_DISTRACTION,
  view: FULL_VIEW,
  alerts: [],
};

/** The state as data for JSON. It is not copied, because it never changes: each frame makes a new one. */
export function saveState(state: MonitorState, profile: DriverProfile): SavedMonitor {
  return { schema: "vigil-driver-monitor", version: 2, profile, state };
}

/**
 * Reads what `saveState` returned, from JSON; of version 1 too.
 *
 * @throws {RangeError} naming what is missing or wrong.
 */
export function readState(saved: unknown): { state: MonitorState; profile: DriverProfile } {
  const parsed = savedSchema.safeParse(monitorOfVersion1(saved));
  if (!parsed.success) {
    throw new RangeError(`This is not a saved driver monitor:\n${z.prettifyError(parsed.error)}`);
  }
  return { state: parsed.data.state, profile: parseProfile(parsed.data.profile) };
}
