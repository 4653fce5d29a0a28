// The driver monitor: fed with one frame after another, it says what state the driver is in.

import type { DriverBaseline, DriverEvent, DriverObservation, DriverReport } from "../report.ts";
import { baselineSchema } from "../schemas.ts";
import { advance, close } from "./advance.ts";
import { beginLearning } from "./baseline.ts";
import { type DriverProfile, parseProfile } from "./profile.ts";
import { profiles } from "./profiles.ts";
import { beginState, type MonitorState, readState, type SavedMonitor, saveState } from "./state.ts";

export interface DriverMonitorOptions {
  /** Every threshold; default `profiles.default`. */
  readonly profile?: DriverProfile;
  /** What is normal for this driver, when it is known; else it is learned at the start. */
  readonly baseline?: DriverBaseline;
  /** What `save` gave, to go on from there, with its profile. Excludes the other options. */
  readonly saved?: unknown;
}

/** A monitor of one driver. */
export interface DriverMonitor {
  readonly profile: DriverProfile;
  /**
   * Takes in the next frame and says what is known with it. See docs/driver-state.md for frames whose time does
   * not follow the last one's.
   *
   * @throws {RangeError} naming the first number of the observation that is none; the frame then counts as lost.
   */
  update(observation: DriverObservation): DriverReport;
  /** Ends what lasts, each event when it was last seen; for the end of a video. */
  finish(): DriverClosing;
  /** Forgets what is normal, for another driver or seat. */
  recalibrate(): void;
  /** All that the monitor knows, as plain data; a monitor made from it goes on as this one would. */
  save(): SavedMonitor;
}

/** What is said after the last frame. */
export interface DriverClosing {
  /** The last frame's time; null when there was none. */
  readonly timestamp: number | null;
  /** The events that lasted, now ended. */
  readonly changed: readonly DriverEvent[];
}

/**
 * Makes a monitor. It holds nothing but plain data and reads no clock: the same frames give the same reports.
 *
 * @throws {RangeError} when the profile, the baseline or the saved monitor is not what it should be.
 */
export function createDriverMonitor(options: DriverMonitorOptions = {}): DriverMonitor {
  let { state, profile } = begin(options);
  return {
    profile,
    update(observation) {
      const next = advance(state, observation, profile);
      state = next.state;
      return next.report;
    },
    finish() {
      const timestamp = state.last?.time ?? null;
      const closed = close(state);
      state = closed.state;
      return { timestamp, changed: closed.changed };
    },
    recalibrate() {
      state = { ...state, learning: beginLearning(null) };
    },
    save: () => saveState(state, profile),
  };
}

function begin({ profile = profiles.default, baseline, saved }: DriverMonitorOptions): {
  state: MonitorState;
  profile: DriverProfile;
} {
  if (saved !== undefined) return readState(saved);
  const given = baseline === undefined ? null : baselineSchema.safeParse(baseline);
  if (given !== null && !given.success) {
    throw new RangeError(`This is no baseline of a driver: ${given.error.message}`);
  }
  return {
    state: beginState(given === null ? null : given.data),
    profile: parseProfile(profile),
  };
}
