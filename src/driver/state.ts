// All that the monitor knows between two frames: plain data that can be saved, read back and gone on from.

import * as z from "zod";
import type { DriverBaseline } from "../report.ts";
import { perhaps } from "../schemas.ts";
import { alertsSchema } from "./alerts.ts";
import { beginLearning, learningSchema } from "./baseline.ts";
import { closuresSchema, NO_CLOSURE } from "./closures.ts";
import { distractionSchema, NO_DISTRACTION } from "./distraction.ts";
import { EMPTY_LEDGER, ledgerSchema } from "./ledger.ts";
import { type Measured, measuredSchema } from "./measure.ts";
import { NO_NOD, nodSchema } from "./nod.ts";
import { NO_PERCLOS, perclosSchema } from "./perclos.ts";
import { type DriverProfile, parseProfile, profileSchema } from "./profile.ts";
import { monitorOfVersion1 } from "./version1.ts";
import { FULL_VIEW, viewSchema } from "./view.ts";
import { NO_YAWN, yawnSchema } from "./yawn.ts";

const stateSchema = z.object({
  /** The last frame that counted. */
  last: measuredSchema.nullable(),
  learning: learningSchema,
  closures: closuresSchema,
  perclos: perclosSchema,
  /** What PERCLOS and the rate of blinks were at the last frame. */
  shares: z.object({
    perclos: z
      .array(z.object({ window: z.number(), value: perhaps, coverage: z.number() }))
      .readonly(),
    blinkRate: perhaps,
  }),
  yawn: yawnSchema,
  nod: nodSchema,
  distraction: distractionSchema,
  view: viewSchema,
  ledger: ledgerSchema,
  said: alertsSchema,
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

/** The state before the first frame; what is normal is learned unless it is given. */
export function beginState(baseline: DriverBaseline | null): MonitorState {
  return { ...AFRESH, learning: beginLearning(baseline), ledger: EMPTY_LEDGER };
}

/** The state when the clock has been set back: what was learned and counted stays, what goes over time begins anew. */
export function restartClock(state: MonitorState, ledger: MonitorState["ledger"]): MonitorState {
  return { ...AFRESH, learning: { ...state.learning, sampledAt: null }, ledger };
}

const AFRESH = {
  last: null as Measured | null,
  closures: NO_CLOSURE,
  perclos: NO_PERCLOS,
  shares: { perclos: [], blinkRate: null },
  yawn: NO_YAWN,
  nod: NO_NOD,
  distraction: NO_DISTRACTION,
  view: FULL_VIEW,
  said: [],
};

/** The state as data to be written as JSON. */
export function saveState(state: MonitorState, profile: DriverProfile): SavedMonitor {
  return structuredClone({ schema: "vigil-driver-monitor", version: 2, profile, state });
}

/**
 * Reads what `saveState` gave, from JSON.
 *
 * @throws {RangeError} naming what is missing or wrong.
 */
export function readState(saved: unknown): { state: MonitorState; profile: DriverProfile } {
  const parsed = savedSchema.safeParse(monitorOfVersion1(saved));
  if (!parsed.success) {
    throw new RangeError(`This is no saved driver monitor:\n${z.prettifyError(parsed.error)}`);
  }
  return { state: parsed.data.state, profile: parseProfile(parsed.data.profile) };
}
