// What a driver monitor goes by: every threshold in one validated object, so that a profile is data and not code.

import * as z from "zod";
import { ALERT_LEVELS, DRIVER_EVENT_KINDS } from "../report.ts";

const seconds = z.number().nonnegative();
const degrees = z.number().positive();
const share = z.number().min(0).max(1);
/** km/h; the rule holds from this speed on. Without a known speed every rule holds. */
const speedFrom = z.number().nonnegative();

/** One long look away; of several rules any that is met is enough. */
const longLookSchema = z.object({
  speedFrom,
  /** The rule holds below this speed; null without limit. */
  speedBelow: z.number().positive().nullable(),
  seconds: seconds.positive(),
  /** Only looks so far below the neutral direction count, degrees; null for any look away. */
  below: degrees.nullable(),
});

const alertSchema = z.object({
  /** The level at first, and what it rises to with the event's grade (see drowsiness). */
  levels: z.array(z.enum(ALERT_LEVELS)).min(1),
  speedFrom,
  /** Said again while the event lasts, after so many seconds; null says it once. */
  repeatAfter: seconds.positive().nullable(),
  /** Another event of the same kind is not spoken of sooner than this. */
  quiet: seconds,
});

export const profileSchema = z.object({
  name: z.string().min(1),
  description: z.string(),
  time: z.object({
    /** Frames further apart than this leave a gap in which nothing is known. */
    longestGap: seconds.positive(),
    /** A clock set back by more than this starts anew; by less, frames are late ones and ignored. */
    resetBy: seconds,
    /** What was going on is taken to go on while it cannot be seen, for so long. */
    bridge: seconds,
  }),
  calibration: z.object({
    /** Seconds with the head in view until the neutral direction is fixed. */
    seconds: seconds.positive(),
    /** Seconds after which a first guess is used. */
    provisional: seconds.positive(),
    /** When no direction prevails by then, the commonest is taken. */
    longest: seconds.positive(),
    /** What share of looks within `spread` of a direction makes it prevail. */
    prevailing: share,
    spread: degrees,
    /** Frames at lower known speeds do not count. */
    speedFrom,
    /** Quantile of openness that is "open". */
    openQuantile: share,
    /** An eye less open than this cannot be told from a shut one. */
    leastOpen: z.number().positive(),
    /** After an absence of so long somebody else may be driving: calibrate again. */
    absence: seconds.positive(),
    /** Nobody drives looking away for so long: the neutral direction was wrong. */
    look: seconds.positive(),
  }),
  eyes: z.object({
    /** Openness of a shut eye as a share of the open one's, until the driver's blinks have shown it. */
    shut: share,
    /** The most that blinks may make of it. */
    mostShut: share,
    /** The eye-state network's part where it is decided, 0..1. */
    network: share,
    /** Beyond this yaw or pitch to the camera eyes are not judged. */
    mostYaw: degrees,
    mostPitch: degrees,
    /** The lid's lowering for each degree that the head looks down, as a share of the open eye. */
    lidPerDegree: z.number().nonnegative().max(0.03),
    /** Further down than this the lid hides the eye: not judged. */
    mostDown: degrees,
    /** No closing begins while the head goes down faster than this, degrees a second. */
    fastDown: degrees,
  }),
  closure: z.object({
    /** Closed from this closure on, until it is less than `until`; sleep is as closed as this on average. */
    from: share,
    until: share,
    /** Shorter ones are errors of the landmarks. */
    shortest: seconds,
    longBlink: seconds,
    microsleep: seconds,
    sleep: seconds,
  }),
  perclos: z.object({
    /** The closure of P80. */
    closure: share,
    /** Seconds, the shortest first. */
    windows: z.array(z.number().positive().max(3600)).min(1),
    /** Share of a window in which the eyes must have been judged. */
    coverage: share,
  }),
  drowsiness: z.object({
    /** Which of the windows, from 0. */
    window: z.int().nonnegative(),
    advisory: share,
    warning: share,
    release: share,
    /** Yawns and nods of the last so many seconds corroborate. */
    memory: seconds,
  }),
  yawn: z.object({
    /** Openness above that at rest. */
    from: z.number().positive(),
    until: z.number().positive(),
    shortest: seconds.positive(),
    longest: seconds.positive(),
    /** Open so long before a hand covers it, the mouth goes on yawning behind it. */
    beforeHand: seconds.positive(),
  }),
  nod: z.object({
    depth: degrees,
    /** The rise, degrees a second, and how many times faster than the drop. */
    rise: degrees,
    faster: z.number().positive(),
    shortestDrop: seconds,
    longest: seconds.positive(),
    /** Mean closure of the eyes on the way down; less is a look down. */
    closure: share,
  }),
  attention: z.object({
    /** Beyond these angles from the neutral direction the driver looks away. */
    yaw: degrees,
    up: degrees,
    down: degrees,
    /** Back on the road when so much inside them. */
    hysteresis: z.number().nonnegative(),
    /** Standard deviation of yaw or pitch above which the direction is unknown. */
    mostUncertain: degrees,
  }),
  distraction: z.object({
    long: z.array(longLookSchema),
    short: z
      .object({
        speedFrom,
        window: seconds.positive(),
        total: seconds.positive(),
        reset: seconds.positive(),
      })
      .nullable(),
    unresponsive: z.object({ speedFrom, seconds: seconds.positive() }).nullable(),
  }),
  view: z.object({
    /** Unseen for `share` of so many seconds, a part is degraded. */
    window: seconds.positive(),
    share,
    /** Seen again for most of so many seconds, it is not. */
    recovery: seconds.positive(),
    /** Share of the landmarks whose occlusion hides the whole face. */
    hiddenFace: share,
    /** Mean brightness below which it is dark. */
    dark: share,
    /** Without a face for so long, the driver is absent. */
    absent: seconds.positive(),
  }),
  alerts: z.object({
    /** Events that are less sure give none. */
    confidence: share,
    /** At most so many a minute below the level of warning. */
    perMinute: z.int().positive(),
    kinds: z.partialRecord(z.enum(DRIVER_EVENT_KINDS).exclude(["blink"]), alertSchema),
  }),
});

/** Every threshold of the monitor. Times in seconds, angles in degrees, speeds in km/h, shares 0..1. */
export type DriverProfile = z.infer<typeof profileSchema>;

/** Pairs of thresholds of which the first must be less than the second. */
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
 * @throws {RangeError} naming every field that is missing, wrong or at odds with another.
 */
export function parseProfile(value: unknown): DriverProfile {
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) {
    throw new RangeError(`This is no driver profile:\n${z.prettifyError(parsed.error)}`);
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
