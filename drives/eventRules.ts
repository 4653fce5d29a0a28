// From when on something counts as an event in the truth of scripted drives.

import type { DriverProfile } from "../src/driver/profile.ts";
import { profiles } from "../src/driver/profiles.ts";

/** Thresholds on the produced motion. Seconds, degrees, shares. */
export interface EventRules {
  /** A closure goes from where the lids are this far closed to where they are less than `until` closed. */
  readonly closed: { readonly from: number; readonly until: number };
  /** Closures of at least this are long blinks, microsleeps, sleep. */
  readonly longBlink: number;
  readonly microsleep: number;
  readonly sleep: number;
  /** Drowsiness: the share of the last `window` seconds with lids closed by `closure`, from `from` until below `until`. */
  readonly perclos: {
    readonly closure: number;
    readonly window: number;
    readonly from: number;
    readonly until: number;
    /** The share of the window in which the eyes must have been in view. */
    readonly coverage: number;
  };
  /** A mouth at least this open (opening ÷ width) for at least so long is a yawn. */
  readonly yawn: { readonly openness: number; readonly seconds: number };
  /** A head that sinks by this with the eyes closing and comes up again within so long has nodded. */
  readonly nod: { readonly degrees: number; readonly seconds: number };
  /** The road, degrees from straight ahead. */
  readonly road: { readonly yaw: number; readonly up: number; readonly down: number };
  readonly longDistraction: number;
  /** Looks away that add up to `away` within `window`, unless the eyes are back for `reset`. */
  readonly shortDistraction: {
    readonly away: number;
    readonly window: number;
    readonly reset: number;
  };
  /** Eyes closed or off the road for so long: the driver does not respond. */
  readonly unresponsive: number;
  readonly viewDegraded: number;
  /** Mean brightness below which it is dark. */
  readonly dark: number;
  readonly absent: number;
}

/**
 * The rules by which a monitor with this profile would judge if it saw everything. Speed is taken to be high
 * enough; of several rules for long looks the strictest counts.
 *
 * @throws {RangeError} when the profile lacks rules for distraction: then there is nothing to compare.
 */
export function rulesOf(profile: DriverProfile): EventRules {
  const { closure, perclos, drowsiness, yawn, nod, attention, distraction, view } = profile;
  const { long, short, unresponsive } = distraction;
  if (long.length === 0 || short === null || unresponsive === null) {
    throw new RangeError(`Profile "${profile.name}" has no rules for every kind of distraction.`);
  }
  return {
    closed: { from: closure.from, until: closure.until },
    longBlink: closure.longBlink,
    microsleep: closure.microsleep,
    sleep: closure.sleep,
    perclos: {
      closure: perclos.closure,
      window: perclos.windows[drowsiness.window],
      from: drowsiness.advisory,
      until: drowsiness.release,
      coverage: perclos.coverage,
    },
    yawn: { openness: yawn.from, seconds: yawn.shortest },
    nod: { degrees: nod.depth, seconds: nod.longest },
    road: { yaw: attention.yaw, up: attention.up, down: attention.down },
    longDistraction: Math.min(...long.map(({ seconds }) => seconds)),
    shortDistraction: { away: short.total, window: short.window, reset: short.reset },
    unresponsive: unresponsive.seconds,
    viewDegraded: view.window * view.share,
    dark: view.dark,
    absent: view.absent,
  };
}

/** Those of the monitor's default profile. */
export const EVENT_RULES: EventRules = rulesOf(profiles.default);
