// How far the lids are closed, by scripted closures and by blinks between them.

import { mixSeed, type Random, randomFrom } from "../src/math/random.ts";
import type { DriverAction } from "./actions.ts";
import { levelAt, pulse, type Step } from "./curves.ts";
import { type DriverScript, endOf } from "./driverScript.ts";

/** Blinks a minute where no `drive` action sets them. */
const USUAL_BLINKS = 15;
/** The shares of a blink's time in which the lids close, and in which they are shut. */
const CLOSING = 0.34;
const SHUT = 0.15;
/** Seconds before and after a scripted closure without another blink. */
const APART = 0.35;

/** One closing and opening of the lids. */
export interface LidClosure {
  readonly from: number;
  readonly to: number;
  /** Seconds that closing and opening take. */
  readonly closing: number;
  readonly opening: number;
  /** How far they close; incomplete blinks are common. */
  readonly depth: number;
}

/** All closures of a script in the order of their beginning. They never overlap. */
export function lidClosures(script: DriverScript): LidClosure[] {
  const scripted = script.actions.flatMap(scriptedClosure);
  const blinks = script.involuntary
    ? spontaneousBlinks(script, scripted, randomFrom(mixSeed(script.seed, 41)))
    : [];
  return [...scripted, ...blinks].sort((p, q) => p.from - q.from);
}

/** How far the lids are closed at any second of a script, 0..1. */
export function closureOf(script: DriverScript): (t: number) => number {
  const steps = lidClosures(script).flatMap(({ from, to, depth, closing, opening }): Step[] =>
    pulse(from, to, depth, closing, opening),
  );
  return (t) => Math.min(1, Math.max(0, levelAt(steps, t)));
}

function scriptedClosure(action: DriverAction): LidClosure[] {
  const whole = { from: action.at, to: endOf(action), depth: 1 };
  switch (action.do) {
    case "blink":
      return [blink(action.at, action.for, 1)];
    case "long-blink":
      return [{ ...whole, closing: 0.14, opening: 0.24 }];
    case "close-eyes": {
      const { depth, closing, opening } = action;
      return [{ ...whole, depth, closing, opening }];
    }
    case "microsleep":
    case "sleep":
      // Heavy lids close slowly and open fast.
      return [{ ...whole, closing: 0.45, opening: 0.28 }];
    case "laugh":
      return [{ ...whole, depth: action.lids, closing: 0.2, opening: 0.25 }];
    case "nod":
      return [{ ...whole, depth: action.lids, closing: 0.3, opening: 0.25 }];
    default:
      return [];
  }
}

function blink(from: number, seconds: number, depth: number): LidClosure {
  const closing = CLOSING * seconds;
  const opening = (1 - CLOSING - SHUT) * seconds;
  return { from, to: from + seconds, closing, opening, depth };
}

function spontaneousBlinks(
  script: DriverScript,
  scripted: readonly LidClosure[],
  random: Random,
): LidClosure[] {
  const free = (from: number, to: number) =>
    scripted.every((other) => to < other.from - APART || from > other.to + APART);
  const blinks: LidClosure[] = [];
  const add = (from: number) => {
    const seconds = Math.min(0.4, Math.max(0.2, 0.27 * Math.exp(0.2 * random.normal())));
    const made = blink(from, seconds, random.chance(0.12) ? random.between(0.6, 0.9) : 1);
    if (from > 0.2 && made.to < script.seconds && free(from, made.to)) blinks.push(made);
    return made.to;
  };
  // Large shifts of gaze go with a blink more often than not (Evinger et al. 1994).
  const shifts = script.actions
    .filter((action) => action.do === "glance" && random.chance(0.6))
    .map(({ at }) => at + 0.02);
  let t = 0;
  while (t < script.seconds) {
    const rate = blinkRate(script.actions, t);
    // Gaps between blinks are skewed: many short ones, some long. The mean of exp(σ·normal) is exp(σ²/2).
    const spread = Math.exp(0.55 * random.normal() - 0.15);
    const next = rate > 0 ? t + Math.max(0.7, (60 / rate) * spread) : t + 1;
    const shift = shifts.find((at) => at > t && at <= next + 0.5);
    if (shift !== undefined) t = add(shift);
    else if (rate > 0) t = add(next);
    else t = next;
  }
  return blinks;
}

function blinkRate(actions: readonly DriverAction[], t: number): number {
  const drive = actions.find(
    (action) => action.do === "drive" && t >= action.at && t < endOf(action),
  );
  return drive?.do === "drive" ? drive.blinksPerMinute : USUAL_BLINKS;
}
