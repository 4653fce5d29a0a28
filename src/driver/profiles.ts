// The profiles that come with Vigil: every threshold with its source. docs/driver-state.md explains them, and profile.ts
// gives the units. Numbers that no profile changes are in constants.ts.
//
// Sources: [E] Euro NCAP, driver state monitoring in the Safe Driving / driver engagement protocols (2023 on);
// [D] Regulation (EU) 2023/2590, distraction warning; [S] Regulation (EU) 2021/1341, drowsiness warning;
// [W] Wierwille et al. 1994, and the field test reported with it: PERCLOS; [G] Dinges and Grace 1998: P80;
// [N] NHTSA's guidelines for visual distraction (2013): single looks of at most 2 s;
// [B] usual figures for blinks and yawns; [V] Vigil's own choice, by scripted drivers (bench/driverEvents.ts).

import type { DriverProfile } from "./profile.ts";

const DEFAULT: DriverProfile = {
  name: "default",
  description:
    "Euro NCAP's times for distraction and sleep, PERCLOS by Wierwille, Dinges and Grace.",
  cabin: null,
  time: {
    longestGap: 0.5, // [V] two frames lost at 5 frames/s
    resetBy: 1, // [V] longer than frames come out of order
    bridge: 0.3, // [V] a few frames, such as a hand passing; shorter than the time between two blinks
  },
  calibration: {
    seconds: 15, // [V] early, before drowsiness: a running baseline would drift with it
    provisional: 3, // [V]
    longest: 60, // [V]
    prevailing: 0.4, // [V] drivers look ahead for most of the time
    spread: 7, // [V] a head held still moves and is measured within about 2 degrees
    speedFrom: 10, // [V] in a standing vehicle drivers look anywhere
    openQuantile: 0.75, // [V] above blinks and half-closed eyes, below the noise's peaks
    leastOpen: 0.07, // [V] 0.3 is a usual eye, 0.14 a narrow one
    absence: 60, // [V]
    look: 60, // [V]
  },
  eyes: {
    shut: 0.15, // [V] the landmarks of both lids do not quite meet
    mostShut: 0.35, // [V] with it, half-closed lids stay below P80
    network: 0.95, // [V]
    mostYaw: 45, // [V] the near eye becomes a sliver, see docs/head-pose.md
    mostPitch: 40, // [V]
    lidPerDegree: 0.012, // [V] the lid follows the gaze: a quarter lower at 20 degrees
    mostDown: 30, // [V]
    fastDown: 40, // [V] a look down to the dashboard is faster, a head that sinks slower
  },
  closure: {
    from: 0.65, // [V] lets a blink be seen at 15 frames/s
    until: 0.45, // [V]
    shortest: 0.05, // [B] a blink takes 0.1 to 0.4 s
    longBlink: 0.5, // [B]
    microsleep: 1, // [E] eyes closed 1-2 s
    sleep: 3, // [E]
  },
  perclos: {
    closure: 0.8, // [W] [G] P80
    windows: [60, 180], // [W] one minute; [V] three
    coverage: 0.5, // [V] half of a window unseen says little of the other half
  },
  drowsiness: {
    window: 0,
    advisory: 0.08, // [W] field test: advisory
    warning: 0.12, // [W] field test: warning
    release: 0.06, // [V]
    memory: 300, // [V]
  },
  yawn: {
    from: 0.25, // [V] 61 of 91 yawning faces in cars measure more, of 91 others none: docs/driver-state.md
    until: 0.15, // [V]
    shortest: 2, // [B] a yawn takes 4 to 6 s, wide open for about half of it
    longest: 10, // [V]
    beforeHand: 0.8, // [V] longer than a loud syllable
  },
  nod: {
    depth: 12, // [V]
    rise: 25, // [V] waking is a jerk
    faster: 1.5, // [V] and the fall a sinking
    shortestDrop: 0.3, // [V]
    longest: 6, // [V]
    closure: 0.5, // [V]
  },
  attention: {
    yaw: 25, // [V] head on the road ahead and its bends, not the side windows
    up: 20, // [V]
    down: 15, // [V] the head goes about half of the way when the eyes look into the lap
    hysteresis: 4, // [V] twice the pose's usual error
    mostUncertain: 20, // [V]
    mostUncertainSight: 10, // [V] two thirds of the narrowest limit
  },
  distraction: {
    long: [{ speedFrom: 20, speedBelow: null, seconds: 3, below: null }], // [E]
    short: { speedFrom: 20, window: 30, total: 10, reset: 2, driving: 2 }, // [E], driving [N]
    unresponsive: { speedFrom: 20, seconds: 6 }, // [E]
  },
  view: {
    window: 8, // with `share`: reported after 6 s of 8. [E] within 10 s
    share: 0.75, // [V]
    recovery: 2, // [V]
    hiddenFace: 0.75, // [V]
    dark: 0.06, // [V]
    absent: 3, // [V]
  },
  alerts: {
    confidence: 0.5, // [V]
    perMinute: 6, // [V]
    kinds: {
      microsleep: { levels: ["warning"], speedFrom: 20, repeatAfter: null, quiet: 5 }, // [E] from 20 km/h
      sleep: { levels: ["warning"], speedFrom: 20, repeatAfter: 3, quiet: 0 }, // [E]
      unresponsive: { levels: ["warning"], speedFrom: 20, repeatAfter: 3, quiet: 0 }, // [E]
      "long-distraction": { levels: ["caution"], speedFrom: 20, repeatAfter: null, quiet: 5 }, // [E]
      "short-distraction": { levels: ["caution"], speedFrom: 20, repeatAfter: null, quiet: 15 }, // [E]
      drowsiness: {
        levels: ["caution", "warning"],
        speedFrom: 50, // [E] impairment from 50 km/h
        repeatAfter: 120, // [V]
        quiet: 60, // [V]
      },
      nod: { levels: ["caution"], speedFrom: 50, repeatAfter: null, quiet: 30 }, // [V]
      "view-degraded": { levels: ["information"], speedFrom: 0, repeatAfter: null, quiet: 60 }, // [E] inform
      "driver-absent": { levels: ["information"], speedFrom: 0, repeatAfter: null, quiet: 60 }, // [V]
    },
  },
};

/** Only what the protocol lists: no advisory by PERCLOS, no alerts for nods. */
const EURO_NCAP: DriverProfile = {
  ...DEFAULT,
  name: "euro-ncap",
  description:
    "Euro NCAP's driver state monitoring: its times, its speeds, warnings for all of it.",
  drowsiness: { ...DEFAULT.drowsiness, release: 0.08, advisory: 0.12, warning: 0.15 }, // [W] drowsy
  alerts: {
    ...DEFAULT.alerts,
    kinds: {
      microsleep: { levels: ["warning"], speedFrom: 50, repeatAfter: null, quiet: 0 }, // [E] impairment
      sleep: { levels: ["warning"], speedFrom: 20, repeatAfter: 3, quiet: 0 }, // [E]
      unresponsive: { levels: ["warning"], speedFrom: 20, repeatAfter: 3, quiet: 0 }, // [E]
      "long-distraction": { levels: ["warning"], speedFrom: 20, repeatAfter: null, quiet: 0 }, // [E]
      "short-distraction": { levels: ["warning"], speedFrom: 20, repeatAfter: null, quiet: 0 }, // [E]
      drowsiness: { levels: ["warning"], speedFrom: 50, repeatAfter: 120, quiet: 0 }, // [E] impairment
      "view-degraded": { levels: ["information"], speedFrom: 20, repeatAfter: null, quiet: 0 }, // [E]
    },
  },
};

/**
 * Looks more than 30° down. The regulation means the gaze. Where only the head is seen, which goes less far down, most such
 * looks are missed.
 */
const EU_DISTRACTION: DriverProfile = {
  ...DEFAULT,
  name: "eu-2023-2590",
  description: "Distraction warning by Regulation (EU) 2023/2590: looks 30 degrees down, by speed.",
  distraction: {
    long: [
      { speedFrom: 20, speedBelow: 50, seconds: 6, below: 30 }, // [D]
      { speedFrom: 50, speedBelow: null, seconds: 3.5, below: 30 }, // [D]
    ],
    short: null, // not in the regulation
    unresponsive: null, // not in the regulation
  },
  alerts: {
    ...DEFAULT.alerts,
    kinds: {
      "long-distraction": { levels: ["warning"], speedFrom: 20, repeatAfter: 3, quiet: 0 }, // [D], repeats [V]
      "view-degraded": { levels: ["information"], speedFrom: 20, repeatAfter: null, quiet: 60 },
      "driver-absent": { levels: ["information"], speedFrom: 20, repeatAfter: null, quiet: 60 },
    },
  },
};

/** The regulation requires a warning at a sleepiness of KSS ≥ 8. It is not shown that a PERCLOS of 15 % corresponds to it. */
const EU_DROWSINESS: DriverProfile = {
  ...DEFAULT,
  name: "eu-2021-1341",
  description: "Drowsiness warning above 70 km/h as in Regulation (EU) 2021/1341, by PERCLOS.",
  drowsiness: { ...DEFAULT.drowsiness, release: 0.08, advisory: 0.12, warning: 0.15 }, // [W] drowsy
  alerts: {
    ...DEFAULT.alerts,
    kinds: {
      drowsiness: { levels: ["caution", "warning"], speedFrom: 70, repeatAfter: 120, quiet: 60 }, // [S] speed
      microsleep: { levels: ["warning"], speedFrom: 70, repeatAfter: null, quiet: 5 },
      sleep: { levels: ["warning"], speedFrom: 70, repeatAfter: 3, quiet: 0 },
      "view-degraded": { levels: ["information"], speedFrom: 70, repeatAfter: null, quiet: 60 },
    },
  },
};

/**
 * The profiles by name.
 *
 * @example
 * Object.keys(profiles); // ["default", "euro-ncap", "eu-2023-2590", "eu-2021-1341"]
 * profiles.default.distraction.long; // [{ speedFrom: 20, speedBelow: null, seconds: 3, below: null }]
 */
export const profiles = {
  default: DEFAULT,
  "euro-ncap": EURO_NCAP,
  "eu-2023-2590": EU_DISTRACTION,
  "eu-2021-1341": EU_DROWSINESS,
} as const satisfies Record<string, DriverProfile>;
