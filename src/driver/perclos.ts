// PERCLOS: the share of time with the eyes at least 80 % closed, of the time in which they could be judged.

import * as z from "zod";
import type { DriverReport, Perhaps } from "../report.ts";
import type { Claim } from "./ledger.ts";
import { clamp } from "./numbers.ts";
import { intervalOf, type Step } from "./step.ts";
import { addTime, type Lids, sumsOver, tallySchema } from "./tally.ts";

export const perclosSchema = z.object({
  tally: tallySchema,
  /** Ends of the last minute's blinks. */
  blinks: z.array(z.number()),
  /** Yawns and nods, by their end. */
  signs: z.array(z.number()),
  drowsySince: z.number().nullable(),
});

export type Perclos = Readonly<z.infer<typeof perclosSchema>>;

export const NO_PERCLOS: Perclos = { tally: [], blinks: [], signs: [], drowsySince: null };

const BLINK_WINDOW = 60;
/** What a yawn or nod takes of the doubt in drowsiness. */
const CORROBORATION = 0.2;

/** What has ended with the frame. */
export interface Signs {
  readonly blink: boolean;
  /** Yawns and nods. */
  readonly drowsy: number;
}

export function stepPerclos(
  state: Perclos,
  step: Step,
  { blink, drowsy }: Signs,
): {
  state: Perclos;
  claims: readonly Claim[];
  perclos: DriverReport["perclos"];
  blinkRate: Perhaps;
} {
  const { now, before, profile } = step;
  const { windows, closure, coverage: least } = profile.perclos;
  const lidsOf = (eyeClosure: Perhaps): Lids =>
    eyeClosure === null ? null : eyeClosure >= closure;
  const tally = addTime(
    state.tally,
    intervalOf(step),
    lidsOf(before?.eyeClosure ?? null),
    lidsOf(now.eyeClosure),
    Math.max(windows.at(-1) as number, BLINK_WINDOW),
  );
  const shareOver = (window: number) => {
    const { closed, open } = sumsOver(tally, now.time, window);
    const coverage = clamp((closed + open) / window, 0, 1);
    return { window, value: coverage >= least ? closed / (closed + open) : null, coverage };
  };
  const perclos = windows.map(shareOver);
  const blinks = recent(state.blinks, blink ? 1 : 0, now.time, BLINK_WINDOW);
  const minute = sumsOver(tally, now.time, BLINK_WINDOW);
  const judged = minute.closed + minute.open;
  const next = {
    tally,
    blinks,
    signs: recent(state.signs, drowsy, now.time, profile.drowsiness.memory),
    drowsySince: state.drowsySince,
  };
  return {
    ...drowsiness(next, perclos, step),
    perclos,
    blinkRate: judged >= least * BLINK_WINDOW ? (60 * blinks.length) / judged : null,
  };
}

function recent(times: readonly number[], added: number, now: number, window: number): number[] {
  const kept = times.filter((time) => time > now - window);
  return [...kept, ...Array<number>(added).fill(now)];
}

/** Drowsiness begins at the advisory share, is graver from the warning share on, and ends at the release. */
function drowsiness(
  state: Perclos,
  perclos: DriverReport["perclos"],
  { now, profile }: Step,
): { state: Perclos; claims: readonly Claim[] } {
  const { window: index, advisory, warning, release } = profile.drowsiness;
  const { window, value, coverage } = perclos[index];
  const since = state.drowsySince;
  const begins = since === null && value !== null && value >= advisory;
  // Eyes that cannot be judged any more end it as well: nothing is known then.
  const ends = since !== null && (value === null || value < release);
  const start = begins ? now.time : since;
  if (start === null) return { state, claims: [] };
  const share = value ?? 0;
  const sums = sumsOver(state.tally, now.time, window);
  const margin = clamp((share - release) / (warning - release), 0, 1);
  const doubt = (1 - coverage * (0.5 + 0.5 * margin)) * (1 - CORROBORATION) ** state.signs.length;
  const claim: Claim = {
    slot: "drowsiness",
    kind: "drowsiness",
    start,
    end: ends ? now.time : null,
    until: now.time,
    confidence: 1 - doubt,
    evidence: { frames: sums.frames, valid: sums.judged },
    grade: share >= warning ? 1 : 0,
    detail: { kind: "perclos", value, window },
  };
  return { state: { ...state, drowsySince: ends ? null : start }, claims: [claim] };
}
