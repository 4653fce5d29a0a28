// From when on something counts as an event in the truth of scripted drives.

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

export const EVENT_RULES: EventRules = {
  closed: { from: 0.65, until: 0.45 },
  longBlink: 0.5,
  microsleep: 1,
  sleep: 3,
  perclos: { closure: 0.8, window: 60, from: 0.08, until: 0.06, coverage: 0.5 },
  yawn: { openness: 0.4, seconds: 2 },
  nod: { degrees: 12, seconds: 6 },
  road: { yaw: 25, up: 20, down: 15 },
  longDistraction: 3,
  shortDistraction: { away: 10, window: 30, reset: 2 },
  unresponsive: 6,
  viewDegraded: 6,
  dark: 0.06,
  absent: 3,
};
