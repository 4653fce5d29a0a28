// Nodding off: the head sinks with the eyes closing, and jerks up. A look down is as fast down as up, eyes open.

import * as z from "zod";
import type { Claim } from "./ledger.ts";
import { clamp, mean } from "./numbers.ts";
import type { Step } from "./step.ts";

const pointSchema = z.object({
  time: z.number(),
  pitch: z.number(),
  closure: z.number().nullable(),
});

export const nodSchema = z.object({
  /** The head's way since it was last up. */
  path: z.array(pointSchema),
  lowest: z.number(),
});

export type NodState = Readonly<z.infer<typeof nodSchema>>;
type Path = NodState["path"];

export const NO_NOD: NodState = { path: [], lowest: 0 };

/** The head is up when it is less than this below the neutral direction, degrees. */
const UP = 3;
/** Shares of the depth between which drop and rise are timed. */
const TOP = 0.3;
const BOTTOM = 0.8;

export function stepNod(
  state: NodState,
  { now, before, profile }: Step,
): { state: NodState; claims: readonly Claim[]; ended: number } {
  const nothing = { claims: [], ended: 0 };
  if (now.head === null || now.motion === null || before === null) {
    return { state: NO_NOD, ...nothing };
  }
  // The smoothed pitch, against the neutral direction; it lags by as much on the way down as up.
  const pitch = now.head.pitch - now.motion.lead;
  const point = { time: now.time, pitch, closure: now.eyeClosure };
  const first = state.path[0];
  // Down for so long is no nod; another may begin when the head has been up.
  const tooLong = first !== undefined && now.time - first.time > 2 * profile.nod.longest;
  if (pitch > -UP && (tooLong || state.lowest > -profile.nod.depth)) {
    return { state: { path: [point], lowest: 0 }, ...nothing };
  }
  if (tooLong) return { state: { path: [first], lowest: state.lowest }, ...nothing };
  const path = [...state.path, point];
  const lowest = Math.min(state.lowest, pitch);
  const risen = lowest <= -profile.nod.depth && pitch >= TOP * lowest;
  if (!risen) return { state: { path, lowest }, ...nothing };
  const claim = judge(path, lowest, profile.nod);
  return {
    state: NO_NOD,
    claims: claim === null ? [] : [claim],
    ended: claim === null ? 0 : 1,
  };
}

function judge(path: Path, lowest: number, limits: Step["profile"]["nod"]): Claim | null {
  const bottom = path.findIndex(({ pitch }) => pitch <= BOTTOM * lowest);
  const top = path.slice(0, bottom).findLastIndex(({ pitch }) => pitch > TOP * lowest);
  const rises = path.findLastIndex(({ pitch }) => pitch <= BOTTOM * lowest);
  const [from, low, up] = [path[top], path[bottom], path[rises]];
  const end = path.at(-1);
  if (from === undefined || low === undefined || up === undefined || end === undefined) return null;
  const drop = low.time - from.time;
  const dropRate = (from.pitch - low.pitch) / drop;
  const riseRate = (end.pitch - up.pitch) / (end.time - up.time);
  const closures = path
    .slice(top, rises + 1)
    .map(({ closure }) => closure)
    .filter((closure) => closure !== null);
  // Not seen with closed eyes, it is a look down for all that is known.
  if (closures.length === 0 || mean(closures) < limits.closure) return null;
  if (drop < limits.shortestDrop || end.time - from.time > limits.longest) return null;
  if (riseRate < limits.rise || riseRate < limits.faster * dropRate) return null;
  const frames = path.length - top;
  return {
    slot: "nod",
    kind: "nod",
    // Where the sinking, drawn back to the neutral direction, began.
    start: from.time - Math.max(-from.pitch, 0) / dropRate,
    end: end.time,
    until: end.time,
    // Twice as fast as needed, with eyes shut and seen all the way, is as sure as it gets.
    confidence:
      clamp(riseRate / (2 * limits.faster * dropRate), 0.5, 1) *
      mean(closures) *
      (closures.length / (rises + 1 - top)),
    evidence: { frames, valid: closures.length },
  };
}
