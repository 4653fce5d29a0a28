// Drives of awake drivers whose behaviour must not alarm: what Euro NCAP asks monitors to tolerate, and short looks that
// belong to driving.

import { type ActionInput, type DriverScript, driverScript } from "./driverScript.ts";
import { GAZE_DRIVER, type LookDriveOptions } from "./looks.ts";

/** Actions of each behaviour; times from the start of the drive, after calibration. */
const BEHAVIOURS: Readonly<Record<string, readonly ActionInput[]>> = {
  eating: [22, 27, 32, 37].flatMap((at): ActionInput[] => [
    { do: "glance", at: at - 0.9, for: 1.1, to: { yaw: -8, pitch: -22 }, head: 0.5 },
    { do: "hand", at, for: 1.6, place: "mouth" },
    { do: "talk", at: at + 1.5, for: 3, loudness: 0.6 },
  ]),
  drinking: [
    { do: "hand", at: 22, for: 4.5, place: "mouth", holds: "cup" },
    { do: "hand", at: 32, for: 4.5, place: "mouth", holds: "cup" },
  ],
  talking: [
    { do: "talk", at: 20, for: 9 },
    { do: "glance", at: 24, for: 1.3, to: "passenger", head: 0.8 },
    { do: "talk", at: 31, for: 9 },
    { do: "glance", at: 35, for: 1.3, to: "passenger", head: 0.8 },
  ],
  laughing: [
    { do: "laugh", at: 20, for: 2.5, lids: 0.4 },
    { do: "laugh", at: 27, for: 1.8, lids: 1 },
    { do: "laugh", at: 36, for: 4, lids: 0.5 },
  ],
  singing: [
    { do: "talk", at: 18, for: 12, loudness: 1.6 },
    { do: "talk", at: 32, for: 10, loudness: 1.6 },
  ],
  "rubbing the eyes": [
    { do: "hand", at: 22, for: 3, place: "eyes" },
    { do: "close-eyes", at: 22.4, for: 2.2 },
    { do: "hand", at: 32, for: 2.2, place: "eyes", side: "left" },
    { do: "close-eyes", at: 32.3, for: 1.6 },
  ],
  sneezing: [22, 38].flatMap((at): ActionInput[] => [
    { do: "close-eyes", at, for: 0.9 },
    { do: "glance", at: at + 0.2, for: 1.1, to: { yaw: 0, pitch: -18 }, head: 1, eyesLead: false },
    { do: "talk", at, for: 1, loudness: 1.5 },
  ]),
  "over the shoulder": [
    { do: "glance", at: 22, for: 1.6, to: "left-shoulder" },
    { do: "glance", at: 30, for: 1.6, to: "right-shoulder" },
  ],
  "at the cluster for a second": [20, 24, 28, 32, 36, 40].map((at) => ({
    do: "glance",
    at,
    for: 1.2,
    to: "instruments",
    head: 0.1,
  })),
  mirrors: [20, 23, 26, 29, 32, 35, 38].map((at, k) => ({
    do: "glance",
    at,
    for: 1.4,
    to: (["mirror", "left-mirror", "right-mirror"] as const)[k % 3],
    head: 0.4,
  })),
};

/** Seconds after a behaviour's last action, in which its last event would be reported. */
const AFTERWARDS = 1;

/**
 * A short drive of one behaviour: its actions from `from` on, as many as are over within `lasting` seconds.
 *
 * @throws {RangeError} when there is no such behaviour.
 */
export function behaviourScript(
  name: string,
  { from, lasting }: { readonly from: number; readonly lasting: number },
  seed: number,
  options: LookDriveOptions,
): DriverScript {
  const all = BEHAVIOURS[name];
  if (all === undefined) throw new RangeError(`There is no behaviour "${name}".`);
  const earlier = Math.min(...all.map(({ at }) => at)) - from;
  const actions = all
    .map((action) => ({ ...action, at: action.at - earlier }))
    .filter((action) => endOf(action) <= from + lasting);
  const end = Math.max(...actions.map(endOf));
  return driverScript({ ...options, seed, seconds: end + AFTERWARDS, actions });
}

/** When an action is over; those of this list state how long they last. */
function endOf({ at, for: seconds = 0 }: ActionInput): number {
  return at + seconds;
}

/** A drive for each behaviour by its name. Nothing in them is an event, except blinks and closures that laughs make. */
export function behaviourDrives(
  seed: number,
  options: LookDriveOptions = GAZE_DRIVER,
): { readonly name: string; readonly script: DriverScript }[] {
  return Object.entries(BEHAVIOURS).map(([name, actions], k) => ({
    name,
    script: driverScript({ ...options, seed: 100 * seed + k, seconds: 48, actions: [...actions] }),
  }));
}
