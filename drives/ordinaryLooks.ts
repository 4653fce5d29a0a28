// Random ordinary drives with natural looks: mirrors, instruments, display, passenger, by eyes and head in any mixture.

import { type Random, randomFrom } from "../src/math/random.ts";
import type { GlanceTarget } from "./actions.ts";
import { type ActionInput, type DriverScript, driverScript } from "./driverScript.ts";
import type { LookDriveOptions } from "./looks.ts";
import { GAZE_DRIVER } from "./looks.ts";

/** How long drivers look there, seconds with the way there and back, and how often each place is chosen. */
const LOOKS: readonly (readonly [
  to: GlanceTarget,
  seconds: readonly [number, number],
  often: number,
])[] = [
  ["mirror", [0.7, 1.4], 6],
  ["left-mirror", [0.7, 1.4], 5],
  ["right-mirror", [0.8, 1.5], 2],
  ["instruments", [0.7, 1.4], 6],
  ["console", [0.9, 1.8], 3],
  ["passenger", [0.9, 1.6], 1],
  ["left-shoulder", [1, 1.6], 1],
  ["right-shoulder", [1, 1.6], 1],
];
/** Seconds between the ends and beginnings of looks. */
const BETWEEN: readonly [number, number] = [3.5, 14];
const HANDS = ["mouth", "cheek", "chin", "brow"] as const;

/** An awake driver who watches the road: natural blinks, sway, speech, a hand in the face, and short looks. */
export function ordinaryLooks(
  seed: number,
  seconds: number,
  options: LookDriveOptions = GAZE_DRIVER,
): DriverScript {
  const random = randomFrom(seed);
  const actions: ActionInput[] = [];
  const repeat = (
    every: readonly [number, number],
    first: number,
    make: (at: number) => ActionInput & { readonly for: number },
  ) => {
    for (let at = first; at < seconds - 20; ) {
      const action = make(at);
      actions.push(action);
      at += action.for + random.between(...every);
    }
  };
  repeat(BETWEEN, 4, (at) => {
    const [to, length] = anyLook(random);
    return { do: "glance", at, for: random.between(...length), to, head: random.between(0.1, 1) };
  });
  repeat([20, 90], 12, (at) => ({ do: "talk", at, for: random.between(2, 15), loudness: 1.2 }));
  repeat([40, 120], 30, (at) => ({
    do: "hand",
    at,
    for: random.between(1.5, 4),
    place: HANDS[random.below(HANDS.length)],
  }));
  return driverScript({ ...options, seed, seconds, actions });
}

function anyLook(random: Random): (typeof LOOKS)[number] {
  const all = LOOKS.flatMap((look) => Array.from({ length: look[2] }, () => look));
  return all[random.below(all.length)];
}
