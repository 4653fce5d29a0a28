// The profile of a driver monitor: every threshold of its policy in one validated object, so that a profile is data.

import * as z from "zod";
import { ALERT_LEVELS, DRIVER_EVENT_KINDS } from "../report.ts";
import { cabinSchema } from "./cabin.ts";

const seconds = z.number().nonnegative();
const degrees = z.number().positive();
const share = z.number().min(0).max(1);
/** km/h. The rule is in force from this speed on, and when the speed is unknown. */
const speedFrom = z.number().nonnegative();

/** A rule for long looks away. A look that meets any of the rules is a long distraction. */
const longLookSchema = z.object({
  speedFrom,
  /** km/h. The rule is in force below this speed; null for no limit. */
  speedBelow: z.number().positive().nullable(),
  seconds: seconds.positive(),
  /** Only looks at least this far below the neutral direction count; null for any look away. */
  below: degrees.nullable(),
});

const alertSchema = z.object({
  /** The first level, and the level for each higher grade of the event (drowsiness has two grades). */
  levels: z.array(z.enum(ALERT_LEVELS)).min(1),
  speedFrom,
  /** Seconds after which the alert is repeated while the event lasts; null for never. */
  repeatAfter: seconds.positive().nullable(),
  /** Seconds in which another event of the same kind gives no alert. */
  quiet: seconds,
});

export const profileSchema = z.object({
  name: z.string().min(1),
  description: z.string(),
  /** What lies where around the driver; null when unknown: looks are then judged by their angles. */
  cabin: cabinSchema.nullable().default(null),
  time: z.object({
    /** Between frames further apart than this is a gap, in which nothing is known. */
    longestGap: seconds.positive(),
    /** A clock set back by more than this restarts everything measured over time. Frames earlier by less are ignored. */
    resetBy: seconds,
    /** An episode is assumed to continue for this long without sight. */
    bridge: seconds,
  }),
  calibration: z.object({
    /** Seconds with the head in view after which the neutral direction is fixed. */
    seconds: seconds.positive(),
    /** Seconds after which a provisional baseline is used. */
    provisional: seconds.positive(),
    /** If no direction prevails by then, the most frequent one is taken. */
    longest: seconds.positive(),
    /** A direction prevails when this share of the samples lies within `spread` of it. */
    prevailing: share,
    spread: degrees,
    /** Frames at a lower known speed are not used. */
    speedFrom,
    /** Quantile of the samples' openness that is taken for the open eye. */
    openQuantile: share,
    /** An eye that is never more open than this cannot be distinguished from a shut one. */
    leastOpen: z.number().positive(),
    /** After an absence this long somebody else may be driving: calibration restarts. */
    absence: seconds.positive(),
    /** Nobody drives while looking away for this long: the neutral direction was wrong, and calibration restarts. */
    look: seconds.positive(),
  }),
  eyes: z.object({
    /** Openness of a shut eye as a share of the open eye's, until the driver's blinks have shown it. */
    shut: share,
    /** The highest value that the blinks may give it. */
    mostShut: share,
    /** Weight of the eye-state network against the landmarks when it is certain. */
    network: share,
    /** Beyond this yaw or pitch relative to the camera, eyes are not judged. */
    mostYaw: degrees,
    mostPitch: degrees,
    /** How far the lid is lowered for each degree that the head is pitched down, as a share of the open eye. */
    lidPerDegree: z.number().nonnegative().max(0.03),
    /** With the head pitched further down, the lid hides the eye: it is not judged. */
    mostDown: degrees,
    /** While the head goes down faster than this, degrees a second, open eyes are not judged: the gaze lowers the lids. */
    fastDown: degrees,
  }),
  closure: z.object({
    /** Eyes are closed from this closure on until it is below `until`. Microsleep and sleep reach it on average. */
    from: share,
    until: share,
    /** Shorter closures are errors of the landmarks. */
    shortest: seconds,
    longBlink: seconds,
    microsleep: seconds,
    sleep: seconds,
  }),
  perclos: z.object({
    /** From this closure on the eyes count as closed. */
    closure: share,
    /** Seconds, the shortest first. */
    windows: z.array(z.number().positive().max(3600)).min(1),
    /** The share of a window in which the eyes must have been judged. */
    coverage: share,
  }),
  drowsiness: z.object({
    /** Index of the window in `perclos.windows`. */
    window: z.int().nonnegative(),
    /** PERCLOS from which the driver is drowsy, from which the event is more severe, and below which it ends. */
    advisory: share,
    warning: share,
    release: share,
    /** Seconds for which a yawn or nod supports drowsiness. */
    memory: seconds,
  }),
  yawn: z.object({
    /** The mouth is open from this openness above rest on, until it is below `until`. */
    from: z.number().positive(),
    until: z.number().positive(),
    shortest: seconds.positive(),
    longest: seconds.positive(),
    /** A mouth open for this long before a hand covers it may go on yawning behind the hand. */
    beforeHand: seconds.positive(),
  }),
  nod: z.object({
    /** How far the head sinks below the neutral direction. */
    depth: degrees,
    /** Least speed of the rise, degrees a second, and how many times faster than the drop it must be. */
    rise: degrees,
    faster: z.number().positive(),
    shortestDrop: seconds,
    longest: seconds.positive(),
    /** Mean closure of the eyes; with less it is a look down. */
    closure: share,
  }),
  attention: z.object({
    /** Beyond these angles from the neutral direction the driver looks away. */
    yaw: degrees,
    up: degrees,
    down: degrees,
    /** The driver is back on the road this many degrees inside the limits. */
    hysteresis: z.number().nonnegative(),
    /** With a greater standard deviation of yaw or pitch, the head's direction is unknown. */
    mostUncertain: degrees,
    /** With a greater standard deviation of the line of sight, the eyes do not count. */
    mostUncertainSight: degrees.default(10),
  }),
  distraction: z.object({
    long: z.array(longLookSchema),
    /** Looks away that add up to `total` seconds within `window`, without `reset` seconds on the road in between. */
    short: z
      .object({
        speedFrom,
        window: seconds.positive(),
        total: seconds.positive(),
        reset: seconds.positive(),
        /** Looks at a zone that is for driving add up only when they last for longer than this. */
        driving: seconds.default(2),
      })
      .nullable(),
    /** Looking away or closed eyes for this long. */
    unresponsive: z.object({ speedFrom, seconds: seconds.positive() }).nullable(),
  }),
  view: z.object({
    /** A part is degraded when it was unseen for `share` of this time. */
    window: seconds.positive(),
    share,
    /** It is no longer degraded when it was seen for `share` of this time. */
    recovery: seconds.positive(),
    /** The whole face is hidden when this share of the landmarks is occluded. */
    hiddenFace: share,
    /** Mean brightness below which it is dark. */
    dark: share,
    /** The driver is absent after this long without a face. */
    absent: seconds.positive(),
  }),
  alerts: z.object({
    /** Events of lower confidence give no alert. */
    confidence: share,
    /** Most alerts a minute below the level of warning. */
    perMinute: z.int().positive(),
    kinds: z.partialRecord(z.enum(DRIVER_EVENT_KINDS).exclude(["blink"]), alertSchema),
  }),
});

/** Every threshold of the monitor. Times in seconds, angles in degrees, speeds in km/h, shares 0..1. */
export type DriverProfile = z.infer<typeof profileSchema>;

/** Thresholds that must rise from one to the next. */
const ORDERED: readonly (readonly [string, (profile: DriverProfile) => readonly number[]])[] = [
  [
    "calibration.provisional, .seconds, .longest",
    ({ calibration: c }) => [c.provisional, c.seconds, c.longest],
  ],
  ["closure.until, .from", ({ closure: c }) => [c.until, c.from]],
  [
    "closure.shortest, .longBlink, .microsleep, .sleep",
    ({ closure: c }) => [c.shortest, c.longBlink, c.microsleep, c.sleep],
  ],
  ["perclos.windows", ({ perclos }) => perclos.windows],
  [
    "drowsiness.release, .advisory, .warning",
    ({ drowsiness: d }) => [d.release, d.advisory, d.warning],
  ],
  ["yawn.until, .from", ({ yawn }) => [yawn.until, yawn.from]],
  ["yawn.beforeHand, .shortest, .longest", ({ yawn: y }) => [y.beforeHand, y.shortest, y.longest]],
];

/**
 * Checks a profile, as parsed from JSON.
 *
 * @throws {RangeError} naming every field that is missing, malformed or inconsistent with another.
 * @example
 * const { closure } = profiles.default;
 * parseProfile({ ...profiles.default, closure: { ...closure, sleep: 0.9 } });
 * // RangeError: Profile "default": closure.shortest, .longBlink, .microsleep, .sleep must rise from one to the next,
 * // got 0.05, 0.5, 1, 0.9.
 */
export function parseProfile(value: unknown): DriverProfile {
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) {
    throw new RangeError(`This is not a driver profile:\n${z.prettifyError(parsed.error)}`);
  }
  const profile = parsed.data;
  for (const [fields, values] of ORDERED) {
    const numbers = values(profile);
    if (numbers.some((number, k) => k > 0 && number <= numbers[k - 1])) {
      throw new RangeError(
        `Profile "${profile.name}": ${fields} must rise from one to the next, got ${numbers.join(", ")}.`,
      );
    }
  }
  if (profile.drowsiness.window >= profile.perclos.windows.length) {
    throw new RangeError(
      `Profile "${profile.name}": drowsiness.window is ${profile.drowsiness.window}, but perclos.windows has ${profile.perclos.windows.length} (the first is 0).`,
    );
  }
  return profile;
}
