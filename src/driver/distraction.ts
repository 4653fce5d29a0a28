// Looks away from the road: one that is long, many that add up, and no response at all.

import * as z from "zod";
import type { LookDirection } from "../report.ts";
import type { Claim } from "./ledger.ts";
import { lasted, meanOf, type Run, runSchema, stepRun } from "./run.ts";
import { extendSpans, framesOf, type Spans, secondsOf, spansSchema } from "./spans.ts";
import { gateOpen, intervalOf, type Step } from "./step.ts";

export const distractionSchema = z.object({
  /** One look for each rule of the profile. */
  looks: z.array(runSchema.nullable()),
  /** Looks since the last time that the driver was back on the road for long enough. */
  spans: spansSchema,
  shortSince: z.number().nullable(),
  /** Away or with closed eyes. */
  absent: runSchema.nullable(),
});

export type Distraction = Readonly<z.infer<typeof distractionSchema>>;

export const NO_DISTRACTION: Distraction = { looks: [], spans: [], shortSince: null, absent: null };

/** Sides on which the head's error moves in and out of a look. */
const PAUSE = 0.1;

/** @param closed whether the eyes are closed; null when unknown. */
export function stepDistraction(
  state: Distraction,
  step: Step,
  closed: boolean | null,
): { state: Distraction; claims: readonly Claim[]; look: number } {
  const long = stepLooks(state.looks, step);
  const short = stepShort(state, step);
  const unresponsive = stepUnresponsive(state.absent, step, closed);
  return {
    state: { looks: long.looks, ...short.state, absent: unresponsive.run },
    claims: [...long.claims, ...short.claims, ...unresponsive.claims],
    look: Math.max(0, ...long.looks.map((run) => (run === null ? 0 : lasted(run)))),
  };
}

function signOf(step: Step, holds: boolean | null) {
  const { now, before } = step;
  return {
    time: now.time,
    previous: before?.time ?? null,
    holds,
    confidence: now.attentionConfidence,
    level: 0,
  };
}

function stepLooks(
  looks: readonly (Run | null)[],
  step: Step,
): { looks: (Run | null)[]; claims: Claim[] } {
  const { now, profile } = step;
  const claims: Claim[] = [];
  const next = profile.distraction.long.map((rule, k) => {
    const below = rule.below === null || (now.head !== null && now.head.pitch <= -rule.below);
    const inForce =
      gateOpen(step, rule.speedFrom) &&
      (now.speed === null || rule.speedBelow === null || now.speed < rule.speedBelow);
    const away = now.attention === "unknown" ? null : now.attention === "away" && below;
    const { run, ended } = stepRun(looks[k] ?? null, signOf(step, inForce ? away : false), {
      unseen: profile.time.bridge,
      pause: PAUSE,
    });
    const claimed = ended ?? run;
    const end = ended?.end ?? null;
    if (claimed !== null && (end ?? claimed.last) - claimed.start >= rule.seconds) {
      claims.push(lookClaim(claimed, end, `long-look-${k}`, "long-distraction", step));
    }
    return run;
  });
  return { looks: next, claims };
}

function lookClaim(
  run: Run,
  end: number | null,
  slot: string,
  kind: Claim["kind"],
  step: Step,
): Claim {
  const { start, last, frames, valid } = run;
  const direction = directionOf(step);
  return {
    slot,
    kind,
    start,
    end,
    until: last,
    confidence: meanOf(run, "confidence") * (valid / frames),
    evidence: { frames, valid },
    detail: end === null && direction !== null ? { kind: "direction", direction } : undefined,
  };
}

/** The direction in which the head is turned furthest, as a share of each direction's limit. */
function directionOf({ now, profile: { attention: limits } }: Step): LookDirection | null {
  if (now.head === null || now.attention !== "away") return null;
  const { yaw, pitch } = now.head;
  const shares = [
    ["left", yaw / limits.yaw],
    ["right", -yaw / limits.yaw],
    ["up", pitch / limits.up],
    ["down", -pitch / limits.down],
  ] as const;
  return shares.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

function stepShort(
  state: Distraction,
  step: Step,
): { state: Pick<Distraction, "spans" | "shortSince">; claims: Claim[] } {
  const { now, profile } = step;
  const rule = profile.distraction.short;
  const nothing = { spans: [], shortSince: null };
  if (rule === null) return { state: nothing, claims: [] };
  const open = gateOpen(step, rule.speedFrom);
  const spans = open
    ? extendSpans(state.spans, intervalOf(step), now.attention, rule.window)
    : state.spans;
  const back = backSince(spans, profile.time.bridge);
  const reset = !open || (back !== null && now.time - back >= rule.reset);
  const looks = spans.filter(({ value }) => value === "away");
  const away = secondsOf(spans, ["away"], now.time - rule.window, now.time);
  const begins = looks.length > 1 && away >= rule.total;
  const start = state.shortSince ?? (begins && looks[0] ? looks[0].from : null);
  if (start === null) return { state: reset ? nothing : { spans, shortSince: null }, claims: [] };
  const ends = reset || away === 0;
  const frames = framesOf(spans, null, start);
  const valid = framesOf(spans, ["away", "road"], start);
  const claim: Claim = {
    slot: "short-distraction",
    kind: "short-distraction",
    start,
    end: ends ? (back ?? now.time) : null,
    until: now.time,
    // The share of the time in which it was seen where the driver looked.
    confidence: valid / Math.max(frames, 1),
    evidence: { frames, valid },
    detail: { kind: "looks", count: looks.length },
  };
  const kept = reset ? [] : spans;
  return { state: { spans: kept, shortSince: ends ? null : start }, claims: [claim] };
}

/** Since when the driver has been looking at the road; moments in which that is unknown do not matter. */
function backSince(spans: Spans, bridge: number): number | null {
  let since: number | null = null;
  for (const { value, from, to } of spans.toReversed()) {
    if (value === "road") since = from;
    else if (value !== "unknown" || to - from > bridge) break;
  }
  return since;
}

function stepUnresponsive(
  absent: Run | null,
  step: Step,
  closed: boolean | null,
): { run: Run | null; claims: Claim[] } {
  const { now, profile } = step;
  const rule = profile.distraction.unresponsive;
  if (rule === null) return { run: null, claims: [] };
  const away = now.attention === "unknown" ? null : now.attention === "away";
  const seen =
    away === true || closed === true ? true : away === null || closed === null ? null : false;
  const holds = gateOpen(step, rule.speedFrom) ? seen : false;
  const confidence =
    away === true ? now.attentionConfidence : closed === true ? now.eyesConfidence : 0;
  const { run, ended } = stepRun(
    absent,
    { ...signOf(step, holds), confidence },
    { unseen: profile.time.bridge, pause: PAUSE },
  );
  const claimed = ended ?? run;
  const end = ended?.end ?? null;
  if (claimed === null || (end ?? claimed.last) - claimed.start < rule.seconds) {
    return { run, claims: [] };
  }
  return { run, claims: [lookClaim(claimed, end, "unresponsive", "unresponsive", step)] };
}
