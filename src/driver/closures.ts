// Closures of the eyes: one event each, whose kind grows with its length: blink, long blink, microsleep, sleep.

import * as z from "zod";
import type { Claim } from "./ledger.ts";
import { crossingTime, sureOf } from "./numbers.ts";
import type { DriverProfile } from "./profile.ts";
import { lasted, meanOf, type Run, runSchema, stepRun } from "./run.ts";
import type { Step } from "./step.ts";

export const closuresSchema = z.object({
  run: runSchema.nullable(),
  /** Whether the eyes were closed in the last frame; null when that could not be seen. */
  closed: z.boolean().nullable(),
  /** Whether they were seen to close. */
  sawClosing: z.boolean(),
  /** How far the lids have been down since. */
  depth: z.number(),
});

export type Closures = Readonly<z.infer<typeof closuresSchema>>;

export const NO_CLOSURE: Closures = { run: null, closed: false, sawClosing: false, depth: 0 };

/** Closures err by about this much from frame to frame. */
const USUAL_ERROR = 0.1;

/** What a frame changes: claims to events, and a blink that has ended with it. */
export interface ClosureStep {
  readonly state: Closures;
  readonly claims: readonly Claim[];
  readonly blinkEnded: boolean;
  /** How far the lids went in a blink that has ended with it and was seen well; null without one. */
  readonly depth: number | null;
}

/** A blink seen in fewer frames may have been deepest in between. Longer closures may be heavy lids. */
const ENOUGH_FRAMES = 3;

/** @param yawning whether the mouth is wide open, which shuts many people's eyes. */
export function stepClosures(closures: Closures, step: Step, yawning: boolean): ClosureStep {
  const { now, before, profile } = step;
  const { run, depth } = closures;
  const { from, until } = profile.closure;
  const closed = now.eyeClosure === null ? null : now.eyeClosure >= (run === null ? from : until);
  const middle = (from + until) / 2;
  const { run: next, ended } = stepRun(
    run,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds: closed,
      confidence: now.eyesConfidence * sureOf((now.eyeClosure ?? 0) - middle, 2 * USUAL_ERROR),
      level: now.eyeClosure ?? 0,
      marked: yawning,
      crossing: crossingTime(
        before && { time: before.time, value: before.eyeClosure },
        { time: now.time, value: now.eyeClosure },
        middle,
      ),
    },
    { unseen: profile.time.bridge, pause: 0 },
  );
  const kind = next && kindOf(next, lasted(next), profile);
  const endedKind = ended && kindOf(ended, ended.end - ended.start, profile);
  // Lids that follow the gaze out of view look like half a blink: a blink is seen to close and to open.
  const sawOpening = now.eyeClosure !== null && ended !== null && ended.last === before?.time;
  const isWhole = closures.sawClosing && sawOpening;
  const told = endedKind === "blink" && !isWhole ? null : endedKind;
  const claims = [
    ...(ended && told ? [claimOf(ended, told, ended.end)] : []),
    // A blink is one only when it has ended; what lasts is told from the long blink on.
    ...(next && kind && kind !== "blink" ? [claimOf(next, kind, null)] : []),
  ];
  const sawClosing = run === null ? typeof before?.eyeClosure === "number" : closures.sawClosing;
  return {
    state: {
      run: next,
      closed,
      sawClosing,
      depth: next === null ? 0 : Math.max(depth, now.lids ?? 0),
    },
    claims,
    blinkEnded: told === "blink" || told === "long-blink",
    depth: told === "blink" && ended !== null && ended.valid >= ENOUGH_FRAMES ? depth : null,
  };
}

type ClosureKind = "blink" | "long-blink" | "microsleep" | "sleep";

function kindOf(run: Run, seconds: number, { closure }: DriverProfile): ClosureKind | null {
  if (seconds < closure.shortest) return null;
  if (seconds < closure.longBlink) return "blink";
  // Heavy lids, and eyes that a yawn presses shut, are no sleep.
  if (seconds < closure.microsleep || meanOf(run, "level") < closure.from) return "long-blink";
  if (seconds >= closure.sleep) return "sleep";
  return meanOf(run, "marked") > 0.5 ? "long-blink" : "microsleep";
}

function claimOf(run: Run, kind: ClosureKind, end: number | null): Claim {
  const { start, last, frames, valid } = run;
  return {
    slot: "closure",
    kind,
    start,
    end,
    until: last,
    // How sure the eyes were closed in the frames that show them, and how many did.
    confidence: meanOf(run, "confidence") * (valid / frames),
    evidence: { frames, valid },
  };
}
