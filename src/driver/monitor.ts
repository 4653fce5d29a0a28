// The driver monitor: it takes one analysed frame after another and reports the driver's state.

import * as z from "zod";
import { check, mustBe } from "../options.ts";
import type { DriverBaseline, DriverEvent, DriverObservation, DriverReport } from "../report.ts";
import type { Cabin } from "./cabin.ts";
import { beginCalibration } from "./calibration.ts";
import { type DriverProfile, parseProfile } from "./profile.ts";
import { profiles } from "./profiles.ts";
import {
  initialMonitorState,
  type MonitorState,
  readState,
  type SavedMonitor,
  saveState,
} from "./state.ts";
import { endMonitorEvents, nextMonitorState, reportWithoutImage } from "./updateState.ts";

export interface DriverMonitorOptions {
  /** Every threshold; default `profiles.default`. */
  readonly profile?: DriverProfile;
  /** What is normal for this driver, if known; otherwise it is learned at the start. */
  readonly baseline?: DriverBaseline;
  /** What `save` returned, to continue from there. It holds profile and baseline: the other options must be left out. */
  readonly saved?: unknown;
}

/** A monitor of one driver. */
export interface DriverMonitor {
  readonly profile: DriverProfile;
  /**
   * Takes in the next frame. docs/driver-state.md explains what happens with frames whose time does not follow the
   * last one's.
   *
   * @throws {RangeError} naming the first invalid field of the observation. The state is then unchanged.
   */
  update(observation: DriverObservation): DriverReport;
  /**
   * Reports while a live source sends no image: the state is "unknown". Nothing else changes; the times of later frames
   * tell how long the gap was.
   *
   * @param seconds since the last image.
   * @throws {RangeError} unless it is at least 0.
   */
  withoutImage(seconds: number): DriverReport;
  /** Ends the ongoing events, each when it was last seen; for the end of a video. */
  finish(): DriverClosing;
  /**
   * Replaces the profile's cabin from the next frame on; null for none.
   *
   * @throws {RangeError} when the cabin is malformed.
   */
  changeCabin(cabin: Cabin | null): void;
  /** Forgets the baseline, for another driver or seat. */
  recalibrate(): void;
  /** Everything that the monitor knows, as plain data. A monitor made from it continues as this one would. */
  save(): SavedMonitor;
}

/** What `finish` returns. */
export interface DriverClosing {
  /** The last frame's time; null when there was none. */
  readonly timestamp: number | null;
  /** The events that were ongoing, now ended. */
  readonly changed: readonly DriverEvent[];
}

/**
 * Makes a monitor of one driver. It holds plain data and reads no clock: the same frames give the same reports.
 *
 * @throws {RangeError} when the profile, the baseline or the saved monitor is malformed.
 * @example
 * const monitor = createDriverMonitor();
 * let report: DriverReport | undefined;
 * for (let k = 0; k <= 60; k++) {
 *   // `face` is one that `Vigil.analyze` or a tracker found; here the driver is missing for four seconds.
 *   report = monitor.update({ timestamp: k / 15, face: null, brightness: 0.4 });
 * }
 * report?.state; // "absent"
 * report?.ongoing;
 * // [{ id: 1, kind: "driver-absent", start: 0, end: null, confidence: 1,
 * //    evidence: { frames: 61, valid: 61 }, detail: { kind: "no-face" } }]
 * monitor.finish().changed[0].end; // 4
 */
export function createDriverMonitor(options: DriverMonitorOptions = {}): DriverMonitor {
  let { state, profile } = begin(options);
  return {
    get profile() {
      return profile;
    },
    update(observation) {
      const next = nextMonitorState(state, observation, profile);
      state = next.state;
      return next.report;
    },
    withoutImage: (seconds) => reportWithoutImage(state, seconds, profile),
    finish() {
      const timestamp = state.last?.time ?? null;
      const ended = endMonitorEvents(state);
      state = ended.state;
      return { timestamp, changed: ended.changed };
    },
    changeCabin(cabin) {
      profile = parseProfile({ ...profile, cabin });
    },
    recalibrate() {
      state = { ...state, calibration: beginCalibration(null) };
    },
    save: () => saveState(state, profile),
  };
}

function begin(options: DriverMonitorOptions): {
  state: MonitorState;
  profile: DriverProfile;
} {
  const { profile, baseline, saved } = check(
    z.object({}, mustBe("an object")),
    options,
    "The monitor's options",
  );
  if (saved !== undefined) {
    if (profile !== undefined || baseline !== undefined) {
      throw new RangeError(
        "A saved monitor holds its own profile and baseline: leave out `profile` and `baseline`, or `saved`.",
      );
    }
    return readState(saved);
  }
  return {
    state: initialMonitorState(baseline ?? null),
    profile: parseProfile(profile ?? profiles.default),
  };
}
