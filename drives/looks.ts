// Drives for every look away of Euro NCAP's list of distraction: owl (the head turns) and lizard (the eyes alone, as far
// as they reach), long, short and repeated.
//
// The list of places is Euro NCAP's, driver state monitoring in Safe Driving / driver engagement (2023 on). Their directions
// are Vigil's own, for a wheel on the left, as those of `GLANCE_TARGETS`.

import { GLANCE_TARGETS } from "./actions.ts";
import { type ActionInput, type DriverScript, driverScript } from "./driverScript.ts";
import type { Direction } from "./moment.ts";

export type Way = "owl" | "lizard";

interface Place {
  readonly name: string;
  readonly to: Direction;
  readonly ways: readonly Way[];
}

const BOTH = ["owl", "lizard"] as const;

export const LOOK_PLACES: readonly Place[] = [
  { name: "driver's window", to: { yaw: 62, pitch: -4 }, ways: BOTH },
  { name: "infotainment", to: { yaw: -30, pitch: -24 }, ways: BOTH },
  { name: "rear mirror", to: GLANCE_TARGETS.mirror, ways: BOTH },
  { name: "driver's mirror", to: GLANCE_TARGETS["left-mirror"], ways: BOTH },
  { name: "passenger's window", to: { yaw: -82, pitch: -6 }, ways: ["owl"] },
  { name: "passenger's footwell", to: { yaw: -58, pitch: -46 }, ways: ["owl"] },
  { name: "passenger's mirror", to: GLANCE_TARGETS["right-mirror"], ways: ["owl"] },
  { name: "passenger's face", to: GLANCE_TARGETS.passenger, ways: ["owl"] },
  { name: "cluster", to: GLANCE_TARGETS.instruments, ways: ["lizard"] },
  { name: "glovebox", to: { yaw: -54, pitch: -27 }, ways: ["lizard"] },
  { name: "telephone on the left knee", to: { yaw: 12, pitch: -50 }, ways: BOTH },
  { name: "telephone on the right knee", to: GLANCE_TARGETS.knee, ways: BOTH },
  { name: "telephone in the lap", to: { yaw: 0, pitch: -56 }, ways: BOTH },
  { name: "telephone on the dash", to: { yaw: -20, pitch: -22 }, ways: BOTH },
  { name: "telephone in a dock", to: { yaw: -33, pitch: -15 }, ways: BOTH },
  { name: "telephone at the wheel's rim", to: { yaw: 19, pitch: -26 }, ways: BOTH },
];

/** Seconds of the looks, from saccade to saccade about half a second less. */
const KINDS = {
  long: { for: 4.8, times: 1, apart: 0 },
  short: { for: 1.5, times: 1, apart: 0 },
  repeated: { for: 2.3, times: 7, apart: 1 },
} as const;
export type Kind = keyof typeof KINDS;

/** A drive with one kind of look at one place. */
export interface LookDrive {
  readonly name: string;
  readonly way: Way;
  readonly kind: Kind;
  readonly script: DriverScript;
}

/** The time of the first look, after calibration. */
const FIRST = 22;
const AFTER = 5;

/** What the drives of looks have in common, besides the looks. */
export type LookDriveOptions = Omit<
  Parameters<typeof driverScript>[0],
  "seconds" | "actions" | "seed"
>;

/** An awake driver as an analysis with gaze sees him: usual errors, blinks, sway, small looks. */
export const GAZE_DRIVER: LookDriveOptions = {
  analysis: { landmarkError: 0, opennessError: 0.02, angleError: 1, eyeState: true, gaze: {} },
};

/** A drive for each place, way and kind of look. The seed varies the person, errors and involuntary motion. */
export function lookDrives(seed: number, options: LookDriveOptions = GAZE_DRIVER): LookDrive[] {
  return LOOK_PLACES.flatMap(({ name, to, ways }, k) =>
    ways.flatMap((way) =>
      (Object.keys(KINDS) as Kind[]).map((kind) => ({
        name: `${name}, ${way}, ${kind}`,
        way,
        kind,
        script: lookScript({ to, way, kind, first: FIRST, after: AFTER }, 100 * seed + k, options),
      })),
    ),
  );
}

/** What is looked at, and when. */
interface Look {
  readonly to: Direction;
  readonly way: Way;
  readonly kind: Kind;
  /** Seconds before the first look, and after the last one. */
  readonly first: number;
  readonly after: number;
}

/** The drive of one kind of look at one place. */
export function lookScript(
  { to, way, kind, first, after }: Look,
  seed: number,
  options: LookDriveOptions,
): DriverScript {
  const { for: seconds, times, apart } = KINDS[kind];
  const actions = Array.from({ length: times }, (_, n): ActionInput => {
    const at = first + n * (seconds + apart);
    return { do: "glance", at, for: seconds, to, head: way === "owl" ? 0.85 : 0 };
  });
  const end = first + times * seconds + (times - 1) * apart;
  return driverScript({ ...options, seed, seconds: end + after, actions });
}
