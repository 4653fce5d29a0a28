// Nodding off: the head sinks slowly with closed eyes and jerks up again. A look down goes down as fast as up, with open
// eyes.

import * as z from "zod";
import { clamp, mean } from "../math/statistics.ts";
import { NOD } from "./constants.ts";
import type { EventUpdate } from "./events.ts";
import type { FrameStep } from "./measured.ts";

const pointSchema = z.object({
  time: z.number(),
  /** Smoothed, relative to the neutral direction, degrees. */
  pitch: z.number(),
  closure: z.number().nullable(),
});

export const nodSchema = z.object({
  /** The head's motion since it was last up. */
  path: z.array(pointSchema),
  /** The lowest pitch on it. */
  lowest: z.number(),
});

export type NodState = Readonly<z.infer<typeof nodSchema>>;
type Path = NodState["path"];

export const NO_NOD: NodState = { path: [], lowest: 0 };

export function updateNod(
  state: NodState,
  { now, before, profile }: FrameStep,
): { state: NodState; updates: readonly EventUpdate[]; ended: number } {
  const nothing = { updates: [], ended: 0 };
  if (now.head === null || now.motion === null || before === null) {
    return { state: NO_NOD, ...nothing };
  }
  // Smoothing delays the pitch by the same time on the way down and up.
  const pitch = now.head.pitch - now.motion.lead;
  const point = { time: now.time, pitch, closure: now.eyeClosure };
  const first = state.path[0];
  // A head that stays down this long is not nodding. It must be up before another nod can begin.
  const tooLong = first !== undefined && now.time - first.time > 2 * profile.nod.longest;
  if (pitch > -NOD.up && (tooLong || state.lowest > -profile.nod.depth)) {
    return { state: { path: [point], lowest: 0 }, ...nothing };
  }
  if (tooLong) return { state: { path: [first], lowest: state.lowest }, ...nothing };
  const path = [...state.path, point];
  const lowest = Math.min(state.lowest, pitch);
  const hasRisen = lowest <= -profile.nod.depth && pitch >= NOD.top * lowest;
  if (!hasRisen) return { state: { path, lowest }, ...nothing };
  const update = nodOf(path, lowest, profile.nod);
  if (update === null) return { state: NO_NOD, ...nothing };
  return { state: NO_NOD, updates: [update], ended: 1 };
}

/** The nod that a path shows; null when it shows something else. */
function nodOf(
  path: Path,
  lowest: number,
  limits: FrameStep["profile"]["nod"],
): EventUpdate | null {
  const bottom = path.findIndex(({ pitch }) => pitch <= NOD.bottom * lowest);
  const top = path.slice(0, bottom).findLastIndex(({ pitch }) => pitch > NOD.top * lowest);
  const lastBottom = path.findLastIndex(({ pitch }) => pitch <= NOD.bottom * lowest);
  const [from, low, up] = [path[top], path[bottom], path[lastBottom]];
  const end = path.at(-1);
  if (from === undefined || low === undefined || up === undefined || end === undefined) return null;
  const drop = low.time - from.time;
  const dropRate = (from.pitch - low.pitch) / drop;
  const riseRate = (end.pitch - up.pitch) / (end.time - up.time);
  const closures = path
    .slice(top, lastBottom + 1)
    .map(({ closure }) => closure)
    .filter((closure) => closure !== null);
  // Without closed eyes it may be a look down.
  if (closures.length === 0 || mean(closures) < limits.closure) return null;
  if (drop < limits.shortestDrop || end.time - from.time > limits.longest) return null;
  if (riseRate < limits.rise || riseRate < limits.faster * dropRate) return null;
  const frames = path.length - top;
  return {
    slot: "nod",
    kind: "nod",
    // Where the drop, extended back to the neutral direction, began.
    start: from.time - Math.max(-from.pitch, 0) / dropRate,
    end: end.time,
    until: end.time,
    // Highest for a rise twice as fast as needed, with the eyes shut and seen throughout.
    confidence:
      clamp(riseRate / (2 * limits.faster * dropRate), 0.5, 1) *
      mean(closures) *
      (closures.length / (lastBottom + 1 - top)),
    evidence: { frames, valid: closures.length },
  };
}
