// How long the eyes were closed and open, second by second, over windows of minutes: bounded in time and memory.

import * as z from "zod";
import type { Interval } from "./spans.ts";

const secondSchema = z.object({
  /** Whole seconds of the observations' clock. */
  at: z.int(),
  closed: z.number(),
  open: z.number(),
  frames: z.int(),
  judged: z.int(),
});

export const tallySchema = z.array(secondSchema).readonly();

export type Tally = z.infer<typeof tallySchema>;

/** True for closed, false for open, null for unknown. */
export type Lids = boolean | null;

/**
 * Adds a frame: half of the time since the frame before to what held then, half to what holds now. Seconds further
 * back than `length` are dropped.
 */
export function addTime(
  tally: Tally,
  { from, to }: Interval,
  before: Lids,
  now: Lids,
  length: number,
): Tally {
  const half = from === null ? 0 : (to - from) / 2;
  const spent = (lids: Lids) => (before === lids ? half : 0) + (now === lids ? half : 0);
  const at = Math.floor(to);
  const last = tally.at(-1);
  const known = last?.at === at ? last : { at, closed: 0, open: 0, frames: 0, judged: 0 };
  const others = last?.at === at ? tally.slice(0, -1) : tally.filter((s) => s.at + 1 > to - length);
  const second = {
    at,
    closed: known.closed + spent(true),
    open: known.open + spent(false),
    frames: known.frames + 1,
    judged: known.judged + (now === null ? 0 : 1),
  };
  return [...others, second];
}

/** Sums over the last `length` seconds before `now`; of the second that the window cuts, the part inside. */
export function sumsOver(tally: Tally, now: number, length: number): Omit<Tally[number], "at"> {
  const since = now - length;
  const sums = { closed: 0, open: 0, frames: 0, judged: 0 };
  for (const { at, closed, open, frames, judged } of tally) {
    if (at + 1 <= since) continue;
    const inside = Math.min(at + 1 - since, 1);
    sums.closed += inside * closed;
    sums.open += inside * open;
    sums.frames += frames;
    sums.judged += judged;
  }
  return sums;
}
