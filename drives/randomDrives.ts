// Random drives from a seed: an ordinary one without any event but blinks, and one with every kind of event.

import { type Random, randomFrom } from "../src/math/random.ts";
import {
  absent,
  closedEyes,
  darkness,
  endOfInput,
  hidden,
  type StillScriptOptions,
  turnedHead,
  yawn,
} from "./builder.ts";
import type { ActionInput } from "./driverScript.ts";

/** Different drivers (openness of eyes and mouth) and places of the camera. */
export const DRIVERS: readonly Pick<StillScriptOptions, "person" | "camera">[] = [
  {},
  // Narrow eyes.
  { person: { openEye: 0.16, shutEye: 0.02 } },
  // A camera low on the steering column.
  { camera: { aside: 0, above: -18 } },
  // A camera beside the driver.
  { camera: { aside: 28, above: -8 } },
  // Glasses whose frames the landmarks take for lids.
  { person: { openEye: 0.2, shutEye: 0.07, restingMouth: 0.08 } },
];

/** A drive for `stillScript`. */
export type RandomDrive = StillScriptOptions & {
  readonly seconds: number;
  readonly actions: readonly ActionInput[];
};

/** Blinks, mirrors, instruments, talk, a hand in the face: an awake driver who watches the road. */
export function ordinaryDrive(seed: number, seconds: number): RandomDrive {
  const random = randomFrom(seed);
  return { seconds, seed, ...anyone(random), actions: everyday(random, seconds, []) };
}

/** The same with every event that a monitor can detect. */
export function eventfulDrive(seed: number): RandomDrive {
  const random = randomFrom(seed);
  const events: ActionInput[] = [];
  let at = 40;
  for (const make of shuffled(EVENTS, random)) {
    const actions = make(at, random);
    events.push(...actions);
    at = Math.max(...actions.map(endOfInput)) + random.between(8, 14);
  }
  const seconds = at + 10;
  return { seconds, seed, ...anyone(random), actions: everyday(random, seconds, events) };
}

type Maker = (at: number, random: Random) => ActionInput[];

const EVENTS: readonly Maker[] = [
  (at, random) => [closedEyes(at, random.between(0.55, 0.9))],
  (at, random) => [closedEyes(at, random.between(1.1, 2.8))],
  (at, random) => [closedEyes(at, random.between(3.2, 5.5))],
  (at, random) => [closedEyes(at, random.between(6.3, 8))],
  (at, random) => [yawn(at, random.between(3, 6))],
  (at, random) => [yawn(at, random.between(4, 6), "right")],
  (at, random) => [{ do: "nod", at, for: random.between(2, 3), lids: 1 }],
  (at, random) => [{ do: "nod", at, for: random.between(2, 3), headDrop: 17, lids: 1 }],
  (at, random) => [turnedHead(at, random.between(3.2, 5.5), { yaw: 50 })],
  (at, random) => [turnedHead(at, random.between(3.2, 5.5), { pitch: -26 })],
  (at, random) => [turnedHead(at, random.between(6.3, 8), { yaw: -45, pitch: -10 })],
  (at, random) =>
    [0, 1, 2, 3, 4].map((k) =>
      turnedHead(at + 4 * k, random.between(2.3, 2.7), { yaw: 40, pitch: -12 }),
    ),
  (at, random) => hidden("eyes", at, random.between(10, 15)),
  (at, random) => hidden("mouth", at, random.between(10, 15)),
  (at, random) => hidden("face", at, random.between(10, 15)),
  (at, random) => [darkness(at, random.between(10, 15))],
  (at, random) => [absent(at, random.between(5, 12))],
];

function anyone(random: Random): (typeof DRIVERS)[number] {
  return DRIVERS[random.below(DRIVERS.length)] ?? {};
}

/** Loud talk: the mouth opens as far as in small yawns. */
const LOUD = 1.4;
/** Seconds between everyday actions, and from them to events. */
const APART = 2.2;
const APART_FROM_EVENTS = 2.5;
/** Seconds between blinks and other everyday actions. */
const BLINK_APART = 0.5;

/** The events, and between them what drivers do all the time. */
function everyday(random: Random, seconds: number, events: readonly ActionInput[]): ActionInput[] {
  const isFree = (action: ActionInput) => isApart(action, events, APART_FROM_EVENTS);
  const actions = [...events];
  const busy: ActionInput[] = [];
  const sprinkle = (
    every: readonly [number, number],
    make: (at: number) => readonly ActionInput[],
    first: number,
  ) => {
    for (let at = first; at < seconds - 5; at += random.between(...every)) {
      const made = make(at);
      if (!made.every((action) => isFree(action) && isApart(action, busy, APART))) continue;
      busy.push(...made);
      actions.push(...made);
    }
  };
  const side = () => (random.chance(0.5) ? 1 : -1);
  // Mirrors, instruments, and over the shoulder.
  sprinkle(
    [9, 20],
    (at) => [turnedHead(at, random.between(0.5, 1.3), { yaw: side() * random.between(28, 48) })],
    6,
  );
  sprinkle(
    [11, 30],
    (at) => [turnedHead(at, random.between(0.5, 1.2), { pitch: -random.between(10, 22) })],
    9,
  );
  sprinkle(
    [60, 150],
    (at) => [turnedHead(at, random.between(0.8, 1.4), { yaw: side() * random.between(65, 80) })],
    50,
  );
  sprinkle(
    [30, 70],
    (at) => hidden(random.chance(0.7) ? "mouth" : "eyes", at, random.between(0.5, 3)),
    25,
  );
  for (let at = 20; at < seconds - 20; at += random.between(30, 80)) {
    const talk: ActionInput = { do: "talk", at, for: random.between(4, 15), loudness: LOUD };
    if (isFree(talk)) actions.push(talk);
  }
  // Blinks go on through all this, but not while the eyes are closed, hidden or in fast motion.
  for (let at = 4; at < seconds - 1; at += random.between(2, 6)) {
    const blink = closedEyes(at, random.between(0.12, 0.32));
    if (isFree(blink) && isApart(blink, busy, BLINK_APART)) actions.push(blink);
  }
  return actions;
}

function isApart(action: ActionInput, others: readonly ActionInput[], seconds: number): boolean {
  return others.every(
    (other) => endOfInput(action) + seconds < other.at || action.at > endOfInput(other) + seconds,
  );
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let k = result.length - 1; k > 0; k--) {
    const j = random.below(k + 1);
    [result[k], result[j]] = [result[j], result[k]];
  }
  return result;
}
