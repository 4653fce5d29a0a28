// Yawns: the mouth wide open for long, also when a hand covers it on the way. A hidden mouth alone is no yawn.

import * as z from "zod";
import type { Claim } from "./ledger.ts";
import { clamp, crossingTime, sureOf } from "./numbers.ts";
import { lasted, meanOf, type Run, runSchema, stepRun } from "./run.ts";
import type { Step } from "./step.ts";

export const yawnSchema = z.object({
  run: runSchema.nullable(),
  /** Whether the run has been open for longer than anybody yawns: a mouth that stays open, or errors. */
  spent: z.boolean(),
  /** Frames of the run in which the mouth was seen not to be open. */
  shut: z.int(),
});

export type YawnState = Readonly<z.infer<typeof yawnSchema>>;

export const NO_YAWN: YawnState = { run: null, spent: false, shut: 0 };

/** Openness of the mouth errs by about this much. */
const USUAL_ERROR = 0.06;
/** A single frame's error; longer pauses are syllables. */
const PAUSE = 0.05;
/** Of a yawn's frames no more than this share show a mouth that is not open: talk closes it again and again. */
const MOST_SHUT = 0.15;
/** Seconds over the shortest yawn at which its length leaves no doubt. */
const USUAL_LENGTH = 2;

/** @param rest the mouth's openness at rest; 0 when unknown. */
export function stepYawn(
  { run, spent, shut }: YawnState,
  step: Step,
  rest: number,
): { state: YawnState; claims: readonly Claim[]; ended: number; open: boolean } {
  const { now, before, profile } = step;
  const { from, until, longest, shortest, beforeHand } = profile.yawn;
  const opening = now.mouthOpenness === null ? null : now.mouthOpenness - rest;
  const holds = opening === null ? null : opening >= (run === null ? from : until);
  // A mouth that opens and then is hidden may go on yawning behind the hand, for as long as a yawn takes.
  const isWide = (r: Run) => meanOf(r, "level") >= from && shut <= MOST_SHUT * r.valid;
  const covered =
    run !== null && now.mouthProblem === "hidden" && lasted(run) >= beforeHand && isWide(run);
  const byHand = covered || (run !== null && run.last < (before?.time ?? run.last));
  const { run: next, ended } = stepRun(
    run,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds,
      confidence: now.mouthConfidence * sureOf((opening ?? 0) - until, 2 * USUAL_ERROR),
      level: opening ?? 0,
      crossing: crossingTime(
        before && {
          time: before.time,
          value: before.mouthOpenness === null ? null : before.mouthOpenness - rest,
        },
        { time: now.time, value: opening },
        (from + until) / 2,
      ),
    },
    {
      unseen: covered ? longest - lasted(run) : profile.time.bridge,
      pause: PAUSE,
      end: byHand ? "seen" : "middle",
    },
  );
  const exhausted = next !== null && lasted(next) > longest;
  const state = {
    run: next,
    spent: exhausted,
    shut: next === null ? 0 : shut + (holds === false ? 1 : 0),
  };
  const claims: Claim[] = [];
  if (!spent) {
    if (ended !== null && ended.end - ended.start >= shortest && isWide(ended)) {
      // Hidden to the end, it counts only as far as it was seen (`ended.end` is then the last sight).
      claims.push(claimOf(ended, ended.end, shortest));
    } else if (next !== null && lasted(next) >= shortest && isWide(next)) {
      claims.push(claimOf(next, exhausted ? next.last : null, shortest));
    }
  }
  return {
    state,
    claims,
    ended: claims.filter(({ end }) => end !== null).length,
    open: next !== null && lasted(next) >= beforeHand && isWide(next),
  };
}

function claimOf(run: Run, end: number | null, shortest: number): Claim {
  const { start, last, frames, valid } = run;
  const length = (end ?? last) - start;
  const seen = valid / frames;
  const hidden = end !== null && end - last > 0.5;
  return {
    slot: "yawn",
    kind: "yawn",
    start,
    end,
    until: last,
    confidence:
      meanOf(run, "confidence") *
      (hidden ? 0.5 * ((last - start) / length) + 0.25 : seen) *
      (0.7 + 0.3 * clamp((length - shortest) / USUAL_LENGTH, 0, 1)),
    evidence: { frames, valid },
    detail: hidden ? { kind: "behind-hand" } : undefined,
  };
}
