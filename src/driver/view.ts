// What the view lacks: parts of the face that stay unseen, and a driver who is not there.

import * as z from "zod";
import { type FacePart, VIEW_PROBLEMS, type ViewProblem } from "../report.ts";
import type { Claim } from "./ledger.ts";
import { lasted, runSchema, stepRun } from "./run.ts";
import { extendSpans, framesOf, type Spans, secondsOf, spansSchema } from "./spans.ts";
import { intervalOf, type Step } from "./step.ts";

const partSchema = z.object({
  spans: spansSchema,
  since: z.number().nullable(),
  problem: z.enum(VIEW_PROBLEMS).nullable(),
  /** Frames since it began, and those with a problem. */
  frames: z.int(),
  unseen: z.int(),
});

export const viewSchema = z.object({
  parts: z.object({ eyes: partSchema, mouth: partSchema, face: partSchema }),
  gone: runSchema.nullable(),
});

export type View = Readonly<z.infer<typeof viewSchema>>;
type Part = Readonly<z.infer<typeof partSchema>>;

const ALL_SEEN: Part = { spans: [], since: null, problem: null, frames: 0, unseen: 0 };
export const FULL_VIEW: View = {
  parts: { eyes: ALL_SEEN, mouth: ALL_SEEN, face: ALL_SEEN },
  gone: null,
};

/** A face found for no longer than this does not end an absence. */
const GLIMPSE = 0.3;

export function stepView(
  { parts, gone }: View,
  step: Step,
): {
  state: View;
  claims: readonly Claim[];
  /** Seconds since the driver has been gone. */
  absence: number;
} {
  const { now } = step;
  const dark = !now.face && now.dark;
  const face = dark ? ("too-dark" as const) : now.view.face;
  // Without a driver nothing is hidden; behind a face that is hidden as a whole, its parts are.
  const whole = face !== null || !now.face;
  // A turn away is the driver's doing, and told as such; it lacks in the view when the head is on the road.
  const lacking = (problem: ViewProblem | null) =>
    problem === "turned-away" && now.attention === "away" ? "none" : (problem ?? "seen");
  const steps = {
    face: stepPart("face", parts.face, now.face || dark ? (face ?? "seen") : "none", step),
    eyes: stepPart("eyes", parts.eyes, whole ? "none" : lacking(now.view.eyes), step),
    mouth: stepPart("mouth", parts.mouth, whole ? "none" : lacking(now.view.mouth), step),
  };
  const absence = stepAbsence(gone, step, dark);
  const all = [steps.face, steps.eyes, steps.mouth];
  return {
    state: {
      parts: { face: steps.face.part, eyes: steps.eyes.part, mouth: steps.mouth.part },
      gone: absence.run,
    },
    claims: [...all.flatMap(({ claims }) => claims), ...absence.claims],
    absence: absence.run === null ? 0 : lasted(absence.run),
  };
}

function stepPart(
  name: FacePart,
  part: Part,
  value: ViewProblem | "seen" | "none",
  step: Step,
): { part: Part; claims: readonly Claim[] } {
  const { now, profile } = step;
  const { window, share, recovery } = profile.view;
  const spans = extendSpans(part.spans, intervalOf(step), value, Math.max(window, recovery));
  const unseen = secondsOf(spans, VIEW_PROBLEMS, now.time - window, now.time);
  if (part.since === null) {
    if (unseen < share * window) return { part: { ...ALL_SEEN, spans }, claims: [] };
    const since = beginOf(spans, VIEW_PROBLEMS, ["seen", "none"]);
    const begun = {
      spans,
      since,
      problem: chief(spans),
      frames: framesOf(spans, null, since),
      unseen: framesOf(spans, VIEW_PROBLEMS, since),
    };
    return { part: begun, claims: [claimOf(name, begun, since, null, now.time)] };
  }
  const grown = {
    ...part,
    spans,
    problem: chief(spans) ?? part.problem,
    frames: part.frames + 1,
    unseen: part.unseen + (VIEW_PROBLEMS.some((problem) => problem === value) ? 1 : 0),
  };
  const other = secondsOf(spans, ["seen", "none"], now.time - recovery, now.time);
  if (other < share * recovery) {
    return { part: grown, claims: [claimOf(name, grown, part.since, null, now.time)] };
  }
  const end = beginOf(spans, ["seen", "none"], VIEW_PROBLEMS);
  return {
    part: { ...ALL_SEEN, spans: [{ from: end, to: now.time, value, frames: 1 }] },
    claims: [claimOf(name, grown, part.since, end, now.time)],
  };
}

function claimOf(
  name: FacePart,
  part: Part,
  start: number,
  end: number | null,
  now: number,
): Claim {
  return {
    slot: `view-${name}`,
    kind: "view-degraded",
    start,
    end,
    until: now,
    // The share of frames in which the part was indeed not to be seen.
    confidence: part.unseen / Math.max(part.frames, 1),
    evidence: { frames: part.frames, valid: part.unseen },
    detail: { kind: "view", part: name, problem: part.problem ?? "unsure" },
  };
}

/** Since when the first values have outweighed the others, a moment of which weighs three times as much. */
function beginOf(spans: Spans, values: readonly string[], others: readonly string[]): number {
  let [sum, best, since] = [0, 0, spans.at(-1)?.to ?? 0];
  for (const { value, from, to } of spans.toReversed()) {
    sum += (to - from) * (values.includes(value) ? 1 : others.includes(value) ? -3 : 0);
    if (sum > best) [best, since] = [sum, from];
  }
  return since;
}

/** The problem that held for longest. */
function chief(spans: Spans): ViewProblem | null {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return null;
  const lengths = VIEW_PROBLEMS.map((value) => secondsOf(spans, [value], first.from, last.to));
  const most = Math.max(...lengths);
  return most > 0 ? (VIEW_PROBLEMS[lengths.indexOf(most)] ?? null) : null;
}

function stepAbsence(
  gone: View["gone"],
  step: Step,
  dark: boolean,
): { run: View["gone"]; claims: readonly Claim[] } {
  const { now, before, profile } = step;
  const { run, ended } = stepRun(
    gone,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds: dark ? null : !now.face,
      confidence: 1,
      level: 0,
    },
    { unseen: profile.view.window, pause: GLIMPSE },
  );
  const claimed = ended ?? run;
  const end = ended?.end ?? null;
  if (claimed === null || (end ?? claimed.last) - claimed.start < profile.view.absent) {
    return { run, claims: [] };
  }
  const { start, last, frames, valid } = claimed;
  return {
    run,
    claims: [
      {
        slot: "absent",
        kind: "driver-absent",
        start,
        end,
        until: last,
        // The share of frames that were bright enough to find a face in, and had none.
        confidence: valid / frames,
        evidence: { frames, valid },
        detail: { kind: "no-face" },
      },
    ],
  };
}
