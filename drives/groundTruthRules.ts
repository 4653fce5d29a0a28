// The definitions of events in the ground truth of scripted drives.
//
// They are constants of their own, and no driver profile can change them: a monitor is compared with what happened,
// not with its own thresholds. Where the monitor's default profile has the same number, both take it from the source
// given here.
//
// Sources: [E] Euro NCAP, driver state monitoring in the Safe Driving / driver engagement protocols (2023 on);
// [W] Wierwille et al. 1994, and the field test reported with it: PERCLOS; [G] Dinges and Grace 1998: P80;
// [B] usual figures for blinks and yawns; [V] Vigil's own definition. docs/driver-state.md explains each.

/** Closures of the eyes. Shares of the closed lid, seconds. */
export const CLOSURE = {
  /** A closure lasts from where the lids are this far closed … */
  from: 0.65, // [V]
  /** … to where they are less than this far closed. */
  until: 0.45, // [V]
  /** Closures of at least this length are long blinks, microsleeps, sleep. */
  longBlink: 0.5, // [B] a blink takes 0.1 to 0.4 s
  microsleep: 1, // [E] eyes closed for 1 to 2 s
  sleep: 3, // [E]
} as const;

/** Drowsiness: the share of time with closed eyes over the last minute. */
export const DROWSINESS = {
  /** Lids closed by this share count as closed. */
  closure: 0.8, // [W] [G] P80
  /** Seconds. */
  window: 60, // [W]
  /** The share of closed time at which drowsiness begins, and below which it ends. */
  from: 0.08, // [W] field test: advisory
  until: 0.06, // [V]
  /** The share of the window in which the eyes must have been in view. */
  coverage: 0.5, // [V]
} as const;

/** A yawn: the mouth is at least this open (opening ÷ width) for at least this many seconds. */
export const YAWN = { openness: 0.25, seconds: 2 } as const; // [V], [B] wide open for half of 4 to 6 s

/** A nod: with closing eyes the head sinks by at least these degrees and is up again within these seconds. */
export const NOD = { degrees: 12, seconds: 6 } as const; // [V]

/** Directions of gaze that count as looking at the road: degrees from straight ahead, to either side, up, down. */
export const ROAD = { yaw: 25, up: 20, down: 15 } as const; // [V]

/**
 * Looks at mirrors and instruments are part of driving while they are short: they do not add up to repeated looks.
 * Directions as in `GLANCE_TARGETS`, with these degrees around them.
 */
export const DRIVING_LOOK = {
  places: ["mirror", "left-mirror", "right-mirror", "instruments"],
  degrees: 9, // [V]
  seconds: 2, // [N] NHTSA's guidelines for visual distraction (2013)
} as const;

/** Looks away from the road, seconds. */
export const DISTRACTION = {
  /** One look of this length. */
  long: 3, // [E]
  /** Looks that add up to `total` within `window`, with less than `reset` on the road between them. */
  short: { total: 10, window: 30, reset: 2 }, // [E]
  /** Eyes off the road or closed for this long: the driver does not respond. */
  unresponsive: 6, // [E] no return within 3 s of a warning after 3 s
} as const;

/** What the camera cannot see. Seconds, except `dark`. */
export const VIEW = {
  /** Eyes, mouth or face out of view for this long. */
  degraded: 6, // [V] detected within the 10 s of [E]
  /** Mean brightness 0..1 below which it is too dark to see anything. */
  dark: 0.06, // [V]
  /** The share of the lens that must be covered for nothing to be seen. */
  covered: 0.5, // [V]
  /** Without the driver for this long. */
  absent: 3, // [V]
} as const;
