// The camera's view of the driver: parts of the face that stay unseen, and a driver who is absent.

import * as z from "zod";
import { type FacePart, VIEW_PROBLEMS, type ViewProblem } from "../report.ts";
import { VIEW } from "./constants.ts";
import { durationOf, type Episode, episodeSchema, updateEpisode } from "./episode.ts";
import type { EventUpdate } from "./events.ts";
import { type FrameStep, frameInterval } from "./measured.ts";
import { addToSegments, framesOf, type Segments, secondsOf, segmentsSchema } from "./segments.ts";

const partSchema = z.object({
  /** A view problem, "seen", or "irrelevant", over time. */
  segments: segmentsSchema,
  /** Start of the ongoing degradation. */
  since: z.number().nullable(),
  /** Its problem. */
  problem: z.enum(VIEW_PROBLEMS).nullable(),
  /** Frames since its start, and those of them with a problem. */
  frames: z.int(),
  unseen: z.int(),
});

export const viewSchema = z.object({
  parts: z.object({ eyes: partSchema, mouth: partSchema, face: partSchema }),
  absence: episodeSchema.nullable(),
  /** Since when the mouth has been seen without a break, and whether it ever was for long. */
  mouth: z
    .object({ since: z.number().nullable(), shown: z.boolean() })
    .default({ since: null, shown: true }),
});

export type View = Readonly<z.infer<typeof viewSchema>>;
type Part = Readonly<z.infer<typeof partSchema>>;

const SEEN_PART: Part = { segments: [], since: null, problem: null, frames: 0, unseen: 0 };
export const FULL_VIEW: View = {
  parts: { eyes: SEEN_PART, mouth: SEEN_PART, face: SEEN_PART },
  absence: null,
  mouth: { since: null, shown: false },
};

/** How a part is in one frame. It is irrelevant when another event explains why it is not seen. */
type PartValue = ViewProblem | "seen" | "irrelevant";

const FINE: readonly string[] = ["seen", "irrelevant"];

export function updateView(
  { parts, absence, mouth: knownMouth }: View,
  step: FrameStep,
): {
  state: View;
  updates: readonly EventUpdate[];
  /** Seconds for which the driver has been absent. */
  absentFor: number;
} {
  const { now } = step;
  const isBlind = now.noImageFor !== null;
  const isDark = !now.face && now.dark;
  const faceProblem = isDark ? ("too-dark" as const) : now.view.face;
  // Without a driver no part is missing. When the whole face is hidden, that covers its parts.
  const isWhole = faceProblem !== null || !now.face;
  // A head turned away from the road is the driver's doing, and reported as distraction. Only with the head on the road
  // does a part that is turned away degrade the view.
  const partValue = (problem: ViewProblem | null): PartValue =>
    isWhole || (problem === "turned-away" && now.attention === "away")
      ? "irrelevant"
      : (problem ?? "seen");
  const faceValue = now.face || isDark || isBlind ? (faceProblem ?? "seen") : "irrelevant";
  const face = updatePart("face", parts.face, faceValue, step);
  const eyes = updatePart("eyes", parts.eyes, partValue(now.view.eyes), step);
  const shownMouth = updateMouth(knownMouth, step);
  // A beard or a moustache hides a mouth from the start, and leaves the nose free. It is no reason to tell the driver.
  const isBearded = now.view.mouth === "hidden" && !shownMouth.shown && now.noseTip;
  const mouthValue = isBearded ? "irrelevant" : partValue(now.view.mouth);
  const mouth = updatePart("mouth", parts.mouth, mouthValue, step);
  // A driver who turned out of view has not left.
  const isTurned = now.turnedFromView !== null;
  const absent = updateAbsence(absence, step, isDark || isBlind || isTurned);
  const absentFor = absent.episode === null ? 0 : durationOf(absent.episode);
  const isSamePerson = absentFor < step.profile.calibration.absence;
  return {
    state: {
      parts: { face: face.part, eyes: eyes.part, mouth: mouth.part },
      absence: absent.episode,
      mouth: isSamePerson ? shownMouth : FULL_VIEW.mouth,
    },
    updates: [...face.updates, ...eyes.updates, ...mouth.updates, ...absent.updates],
    absentFor,
  };
}

function updateMouth({ since, shown }: View["mouth"], { now, before }: FrameStep): View["mouth"] {
  if (!now.face || now.view.mouth !== null) return { since: null, shown };
  const from = before === null ? now.time : (since ?? now.time);
  return { since: from, shown: shown || now.time - from >= VIEW.shown };
}

/**
 * A part is degraded once it was unseen for a share of the window, and no longer when it was fine for the same share of
 * the recovery time.
 */
function updatePart(
  name: FacePart,
  part: Part,
  value: PartValue,
  step: FrameStep,
): { part: Part; updates: readonly EventUpdate[] } {
  const { now, profile } = step;
  const { window, share, recovery } = profile.view;
  const length = Math.max(window, recovery);
  const segments = addToSegments(part.segments, frameInterval(step), value, length);
  const unseen = secondsOf(segments, VIEW_PROBLEMS, now.time - window, now.time);
  if (part.since === null) {
    if (unseen < share * window) return { part: { ...SEEN_PART, segments }, updates: [] };
    const since = prevailingSince(segments, VIEW_PROBLEMS, FINE);
    const begun = {
      segments,
      since,
      problem: longestProblem(segments),
      frames: framesOf(segments, null, since),
      unseen: framesOf(segments, VIEW_PROBLEMS, since),
    };
    return { part: begun, updates: [updateOf(name, begun, since, null, now.time)] };
  }
  const current = {
    ...part,
    segments,
    problem: longestProblem(segments) ?? part.problem,
    frames: part.frames + 1,
    unseen: part.unseen + (FINE.includes(value) ? 0 : 1),
  };
  const fine = secondsOf(segments, FINE, now.time - recovery, now.time);
  if (fine < share * recovery) {
    return { part: current, updates: [updateOf(name, current, part.since, null, now.time)] };
  }
  const end = prevailingSince(segments, FINE, VIEW_PROBLEMS);
  return {
    part: { ...SEEN_PART, segments: [{ from: end, to: now.time, value, frames: 1 }] },
    updates: [updateOf(name, current, part.since, end, now.time)],
  };
}

function updateOf(
  part: FacePart,
  { problem, frames, unseen }: Part,
  start: number,
  end: number | null,
  now: number,
): EventUpdate {
  return {
    slot: `view-${part}`,
    kind: "view-degraded",
    start,
    end,
    until: now,
    // The share of frames in which the part was not seen.
    confidence: unseen / Math.max(frames, 1),
    evidence: { frames, valid: unseen },
    detail: { kind: "view", part, problem: problem ?? "unsure" },
  };
}

/** Since when these values have prevailed over the contrary ones, whose time weighs more. */
function prevailingSince(
  segments: Segments,
  values: readonly string[],
  contrary: readonly string[],
): number {
  let [sum, best, since] = [0, 0, segments.at(-1)?.to ?? 0];
  for (const { value, from, to } of segments.toReversed()) {
    const weight = values.includes(value) ? 1 : contrary.includes(value) ? -VIEW.contraryWeight : 0;
    sum += (to - from) * weight;
    if (sum > best) [best, since] = [sum, from];
  }
  return since;
}

/** The problem that held for the longest time; null without one. */
function longestProblem(segments: Segments): ViewProblem | null {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return null;
  const durations = VIEW_PROBLEMS.map((value) => secondsOf(segments, [value], first.from, last.to));
  const longest = Math.max(...durations);
  return longest > 0 ? VIEW_PROBLEMS[durations.indexOf(longest)] : null;
}

function updateAbsence(
  absence: View["absence"],
  step: FrameStep,
  isUnknown: boolean,
): { episode: Episode | null; updates: readonly EventUpdate[] } {
  const { now, before, profile } = step;
  const { episode, ended } = updateEpisode(
    absence,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds: isUnknown ? null : !now.face,
      confidence: 1,
      level: 0,
    },
    { unseen: profile.view.window, pause: VIEW.glimpse },
  );
  const absent = ended ?? episode;
  const end = ended?.end ?? null;
  if (absent === null || (end ?? absent.last) - absent.start < profile.view.absent) {
    return { episode, updates: [] };
  }
  const { start, last, frames, valid } = absent;
  const update: EventUpdate = {
    slot: "absent",
    kind: "driver-absent",
    start,
    end,
    until: last,
    // The share of frames that were bright enough to find a face in.
    confidence: valid / frames,
    evidence: { frames, valid },
    detail: { kind: "no-face" },
  };
  return { episode, updates: [update] };
}
