// Whole drives made from a seed: an ordinary one in which nothing happens that deserves a word, and a bad one.

import { type Random, randomFrom } from "../src/math/random.ts";
import type { Action, Person, Script } from "./scriptedDriver.ts";

/** How different drivers look to different cameras. */
export const PEOPLE: readonly Partial<Person>[] = [
  {},
  // Narrow eyes.
  { openEye: 0.16, shutEye: 0.02 },
  // A camera low on the steering column.
  { pitch: 18 },
  // A camera beside the driver.
  { yaw: -28, pitch: 8 },
  // Glasses whose frames the landmarks take for lids.
  { openEye: 0.2, shutEye: 0.07, restingMouth: 0.08 },
];

/** Blinks, mirrors, instruments, talk, a hand in the face: an awake driver who watches the road. */
export function ordinaryDrive(seed: number, seconds: number): Script {
  const random = randomFrom(seed);
  return { seconds, seed, person: anyone(random), actions: everyday(random, seconds, []) };
}

/** The same, with each of the things that a monitor is for. */
export function eventfulDrive(seed: number): Script {
  const random = randomFrom(seed);
  const events: Action[] = [];
  let at = 40;
  for (const make of shuffled(EVENTS, random)) {
    const actions = make(at, random);
    events.push(...actions);
    at = Math.max(...actions.map((action) => action.at + action.seconds)) + random.between(8, 14);
  }
  const seconds = at + 10;
  return { seconds, seed, person: anyone(random), actions: everyday(random, seconds, events) };
}

type Maker = (at: number, random: Random) => Action[];

const EVENTS: readonly Maker[] = [
  (at, random) => [{ does: "close-eyes", at, seconds: random.between(0.55, 0.9) }],
  (at, random) => [{ does: "close-eyes", at, seconds: random.between(1.1, 2.8) }],
  (at, random) => [{ does: "close-eyes", at, seconds: random.between(3.2, 5.5) }],
  (at, random) => [{ does: "close-eyes", at, seconds: random.between(6.3, 8) }],
  (at, random) => [{ does: "yawn", at, seconds: random.between(3, 6) }],
  (at, random) => [{ does: "yawn", at, seconds: random.between(4, 6), handAfter: 1.2 }],
  (at, random) => [{ does: "nod", at, seconds: random.between(2, 3) }],
  (at, random) => [{ does: "nod", at, seconds: random.between(2, 3), depth: 17 }],
  (at, random) => [{ does: "look", at, seconds: random.between(3.2, 5.5), yaw: 50 }],
  (at, random) => [{ does: "look", at, seconds: random.between(3.2, 5.5), pitch: -26 }],
  (at, random) => [{ does: "look", at, seconds: random.between(6.3, 8), yaw: -45, pitch: -10 }],
  (at, random) =>
    [0, 1, 2, 3, 4].map((k) => ({
      does: "look",
      at: at + 4 * k,
      seconds: random.between(2.3, 2.7),
      yaw: 40,
      pitch: -12,
    })),
  (at, random) => [{ does: "hide", at, seconds: random.between(10, 15), part: "eyes" }],
  (at, random) => [{ does: "hide", at, seconds: random.between(10, 15), part: "mouth" }],
  (at, random) => [{ does: "hide", at, seconds: random.between(10, 15), part: "face" }],
  (at, random) => [{ does: "darken", at, seconds: random.between(10, 15) }],
  (at, random) => [{ does: "leave", at, seconds: random.between(5, 12) }],
];

function anyone(random: Random): Partial<Person> {
  return PEOPLE[random.below(PEOPLE.length)] ?? {};
}

/** What drivers do all the time, wherever nothing of note happens. */
function everyday(random: Random, seconds: number, events: readonly Action[]): Action[] {
  const isFree = (at: number, length: number) =>
    events.every((event) => at + length < event.at - 2.5 || at > event.at + event.seconds + 2.5);
  const actions = [...events];
  const busy: Action[] = [];
  const sprinkle = (every: readonly [number, number], make: (at: number) => Action, first = 1) => {
    for (let at = first; at < seconds - 5; at += random.between(...every)) {
      const action = make(at);
      const apart = busy.every(
        (other) => at + action.seconds + 2.2 < other.at || at > other.at + other.seconds + 2.2,
      );
      if (!isFree(at, action.seconds) || !apart) continue;
      busy.push(action);
      actions.push(action);
    }
  };
  const side = () => (random.chance(0.5) ? 1 : -1);
  // Mirrors, instruments, and over the shoulder.
  sprinkle(
    [9, 20],
    (at) => ({
      does: "look",
      at,
      seconds: random.between(0.5, 1.3),
      yaw: side() * random.between(28, 48),
    }),
    6,
  );
  sprinkle(
    [11, 30],
    (at) => ({
      does: "look",
      at,
      seconds: random.between(0.5, 1.2),
      pitch: -random.between(10, 22),
    }),
    9,
  );
  sprinkle(
    [60, 150],
    (at) => ({
      does: "look",
      at,
      seconds: random.between(0.8, 1.4),
      yaw: side() * random.between(65, 80),
    }),
    50,
  );
  sprinkle(
    [30, 70],
    (at) => ({
      does: "hide",
      at,
      seconds: random.between(0.5, 3),
      part: random.chance(0.7) ? "mouth" : "eyes",
    }),
    25,
  );
  for (let at = 20; at < seconds - 20; at += random.between(30, 80)) {
    const length = random.between(4, 15);
    if (isFree(at, length)) actions.push({ does: "talk", at, seconds: length });
  }
  // Blinks go on through all this, but not while the eyes are closed, hidden or in fast motion.
  for (let at = 4; at < seconds - 1; at += random.between(2, 6)) {
    const length = random.between(0.12, 0.32);
    const apart = busy.every(
      (other) => at + length < other.at - 0.5 || at > other.at + other.seconds + 0.5,
    );
    if (apart && isFree(at, length)) actions.push({ does: "close-eyes", at, seconds: length });
  }
  return actions;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let k = result.length - 1; k > 0; k--) {
    const j = random.below(k + 1);
    [result[k], result[j]] = [result[j], result[k]];
  }
  return result;
}
