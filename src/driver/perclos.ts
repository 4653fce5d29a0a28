// PERCLOS: the share of time with the eyes at least 80 % closed, of the time in which they could be judged. Drowsiness
// follows from it.

import * as z from "zod";
import { clamp } from "../math/statistics.ts";
import type { DriverReport } from "../report.ts";
import { BLINK, DROWSINESS } from "./constants.ts";
import type { EventUpdate } from "./events.ts";
import { type FrameInterval, type FrameStep, frameInterval } from "./measured.ts";

/** How long the eyes were closed and open in one second, and how many of its frames show that. */
const secondSchema = z.object({
  /** The second, a whole number on the observations' clock. */
  at: z.int(),
  closed: z.number(),
  open: z.number(),
  frames: z.int(),
  judged: z.int(),
});

export const perclosSchema = z.object({
  /** The seconds of the longest window. */
  seconds: z.array(secondSchema).readonly(),
  /** Ends of the last minute's blinks. */
  blinks: z.array(z.number()),
  /** Ends of yawns and nods. */
  signs: z.array(z.number()),
  drowsySince: z.number().nullable(),
});

export type Perclos = Readonly<z.infer<typeof perclosSchema>>;
export type Seconds = Perclos["seconds"];

export const NO_PERCLOS: Perclos = { seconds: [], blinks: [], signs: [], drowsySince: null };

/** What has ended with the frame. */
export interface EndedSigns {
  readonly blink: boolean;
  /** Yawns and nods. */
  readonly drowsy: number;
}

export interface PerclosUpdate {
  readonly state: Perclos;
  readonly updates: readonly EventUpdate[];
  readonly perclos: DriverReport["perclos"];
  /** Blinks a minute. */
  readonly blinkRate: number | null;
}

export function updatePerclos(
  state: Perclos,
  step: FrameStep,
  { blink, drowsy }: EndedSigns,
): PerclosUpdate {
  const { now, before, profile } = step;
  const { windows, closure, coverage: least } = profile.perclos;
  const isClosed = (eyeClosure: number | null) =>
    eyeClosure === null ? null : eyeClosure >= closure;
  const seconds = addTime(
    state.seconds,
    frameInterval(step),
    isClosed(before?.eyeClosure ?? null),
    isClosed(now.eyeClosure),
    Math.max(...windows, BLINK.rateWindow),
  );
  const perclos = windows.map((window) => {
    const { closed, open } = totalsOver(seconds, now.time, window);
    const coverage = clamp((closed + open) / window, 0, 1);
    return { window, value: coverage >= least ? closed / (closed + open) : null, coverage };
  });
  const blinks = addRecent(state.blinks, blink ? 1 : 0, now.time, BLINK.rateWindow);
  const minute = totalsOver(seconds, now.time, BLINK.rateWindow);
  const judged = minute.closed + minute.open;
  const next = {
    seconds,
    blinks,
    signs: addRecent(state.signs, drowsy, now.time, profile.drowsiness.memory),
    drowsySince: state.drowsySince,
  };
  return {
    ...updateDrowsiness(next, perclos, step),
    perclos,
    blinkRate: judged >= least * BLINK.rateWindow ? (60 * blinks.length) / judged : null,
  };
}

/** Appends `now` to a list `added` times, and drops times older than the window. */
function addRecent(times: readonly number[], added: number, now: number, window: number): number[] {
  const kept = times.filter((time) => time > now - window);
  return [...kept, ...Array<number>(added).fill(now)];
}

/** Drowsiness begins at the advisory share, is more severe from the warning share on, and ends below the release share. */
function updateDrowsiness(
  state: Perclos,
  perclos: DriverReport["perclos"],
  { now, profile }: FrameStep,
): { state: Perclos; updates: readonly EventUpdate[] } {
  const { window: index, advisory, warning, release } = profile.drowsiness;
  const { window, value, coverage } = perclos[index];
  const since = state.drowsySince;
  const begins = since === null && value !== null && value >= advisory;
  // It also ends when the eyes can no longer be judged: nothing is known then.
  const ends = since !== null && (value === null || value < release);
  const start = begins ? now.time : since;
  if (start === null) return { state, updates: [] };
  const share = value ?? 0;
  const { frames, judged } = totalsOver(state.seconds, now.time, window);
  const margin = clamp((share - release) / (warning - release), 0, 1);
  const doubt =
    (1 - coverage * (0.5 + 0.5 * margin)) * (1 - DROWSINESS.corroboration) ** state.signs.length;
  const update: EventUpdate = {
    slot: "drowsiness",
    kind: "drowsiness",
    start,
    end: ends ? now.time : null,
    until: now.time,
    confidence: 1 - doubt,
    evidence: { frames, valid: judged },
    grade: share >= warning ? 1 : 0,
    detail: { kind: "perclos", value, window },
  };
  return { state: { ...state, drowsySince: ends ? null : start }, updates: [update] };
}

/**
 * Adds a frame: half of the time since the frame before counts by that frame, half by this one. Seconds older than
 * `length` are dropped, so that memory stays bounded.
 *
 * @param before whether the eyes were closed in the frame before; null when that is unknown.
 * @param now whether they are closed in this frame.
 */
export function addTime(
  seconds: Seconds,
  { from, to }: FrameInterval,
  before: boolean | null,
  now: boolean | null,
  length: number,
): Seconds {
  const half = from === null ? 0 : (to - from) / 2;
  const timeWith = (closed: boolean) =>
    (before === closed ? half : 0) + (now === closed ? half : 0);
  const at = Math.floor(to);
  const last = seconds.at(-1);
  const isSame = last?.at === at;
  const known = isSame ? last : { at, closed: 0, open: 0, frames: 0, judged: 0 };
  const others = isSame ? seconds.slice(0, -1) : seconds.filter((s) => s.at + 1 > to - length);
  const second = {
    at,
    closed: known.closed + timeWith(true),
    open: known.open + timeWith(false),
    frames: known.frames + 1,
    judged: known.judged + (now === null ? 0 : 1),
  };
  return [...others, second];
}

/** Totals over the last `length` seconds. The second that the window cuts counts by the part inside. */
export function totalsOver(
  seconds: Seconds,
  now: number,
  length: number,
): Omit<Seconds[number], "at"> {
  const since = now - length;
  const totals = { closed: 0, open: 0, frames: 0, judged: 0 };
  for (const { at, closed, open, frames, judged } of seconds) {
    if (at + 1 <= since) continue;
    const inside = Math.min(at + 1 - since, 1);
    totals.closed += inside * closed;
    totals.open += inside * open;
    totals.frames += frames;
    totals.judged += judged;
  }
  return totals;
}
