// Closures of the eyes. Each is one event, whose kind changes as it gets longer: blink, long blink, microsleep, sleep.

import * as z from "zod";
import { BLINK, MICROSLEEP, TYPICAL_ERROR } from "./constants.ts";
import {
  crossingTime,
  durationOf,
  type Episode,
  episodeSchema,
  meanOf,
  updateEpisode,
} from "./episode.ts";
import type { EventUpdate } from "./events.ts";
import { type FrameStep, marginConfidence } from "./measure.ts";
import type { DriverProfile } from "./profile.ts";

export const closuresSchema = z.object({
  episode: episodeSchema.nullable(),
  /** Whether the eyes were closed in the last frame; null when that could not be seen. */
  closed: z.boolean().nullable(),
  /** Whether the closing of this episode was seen. */
  sawClosing: z.boolean(),
  /** The lowest that the lids have been in this episode. */
  depth: z.number(),
});

export type Closures = Readonly<z.infer<typeof closuresSchema>>;

export const NO_CLOSURE: Closures = { episode: null, closed: false, sawClosing: false, depth: 0 };

export interface ClosuresUpdate {
  readonly state: Closures;
  readonly updates: readonly EventUpdate[];
  /** Whether a blink or long blink has ended with the frame. */
  readonly blinkEnded: boolean;
  /** How far the lids went down in a blink that has ended with the frame and was seen well; null without one. */
  readonly blinkDepth: number | null;
}

/** @param yawning whether the mouth is wide open, which shuts many people's eyes. */
export function updateClosures(
  closures: Closures,
  step: FrameStep,
  yawning: boolean,
): ClosuresUpdate {
  const { now, before, profile } = step;
  const { from, until } = profile.closure;
  const threshold = closures.episode === null ? from : until;
  const closed = now.eyeClosure === null ? null : now.eyeClosure >= threshold;
  const middle = (from + until) / 2;
  const { episode, ended } = updateEpisode(
    closures.episode,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds: closed,
      confidence:
        now.eyesConfidence *
        marginConfidence((now.eyeClosure ?? 0) - middle, TYPICAL_ERROR.eyeClosure),
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
  const kind = episode && kindOf(episode, durationOf(episode), profile);
  const kindAtEnd = ended && kindOf(ended, ended.end - ended.start, profile);
  // Lids that follow the gaze out of sight look like half a blink. A blink counts only when its closing and its opening
  // were seen.
  const sawOpening = now.eyeClosure !== null && ended !== null && ended.last === before?.time;
  const isWhole = closures.sawClosing && sawOpening;
  const endedKind = kindAtEnd === "blink" && !isWhole ? null : kindAtEnd;
  const updates = [
    ...(ended && endedKind ? [updateOf(ended, endedKind, ended.end)] : []),
    // A closure that lasts is an event from the long blink on: a blink is recognised when it has ended.
    ...(episode && kind && kind !== "blink" ? [updateOf(episode, kind, null)] : []),
  ];
  return {
    state: {
      episode,
      closed,
      sawClosing:
        closures.episode === null ? typeof before?.eyeClosure === "number" : closures.sawClosing,
      depth: episode === null ? 0 : Math.max(closures.depth, now.lids ?? 0),
    },
    updates,
    blinkEnded: endedKind === "blink" || endedKind === "long-blink",
    blinkDepth:
      endedKind === "blink" && ended !== null && ended.valid >= BLINK.leastFrames
        ? closures.depth
        : null,
  };
}

type ClosureKind = "blink" | "long-blink" | "microsleep" | "sleep";

/** Null for a closure that is too short for a blink. */
function kindOf(episode: Episode, seconds: number, { closure }: DriverProfile): ClosureKind | null {
  if (seconds < closure.shortest) return null;
  if (seconds < closure.longBlink) return "blink";
  // Heavy lids are not sleep, nor are eyes that a yawn presses shut.
  if (seconds < closure.microsleep || meanOf(episode, "level") < closure.from) return "long-blink";
  if (seconds >= closure.sleep) return "sleep";
  return meanOf(episode, "marked") > MICROSLEEP.mostYawning ? "long-blink" : "microsleep";
}

function updateOf(episode: Episode, kind: ClosureKind, end: number | null): EventUpdate {
  const { start, last, frames, valid } = episode;
  return {
    slot: "closure",
    kind,
    start,
    end,
    until: last,
    // The confidence in the frames that show closed eyes, and the share of those frames.
    confidence: meanOf(episode, "confidence") * (valid / frames),
    evidence: { frames, valid },
  };
}
