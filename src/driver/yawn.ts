// Yawns: a mouth wide open for long, even when a hand covers it after a while. A hidden mouth alone is not a yawn.

import * as z from "zod";
import { clamp } from "../math/statistics.ts";
import { marginConfidence } from "./confidence.ts";
import { TYPICAL_ERROR, YAWN } from "./constants.ts";
import {
  crossingTime,
  durationOf,
  type Episode,
  episodeSchema,
  meanOf,
  updateEpisode,
} from "./episode.ts";
import type { EventUpdate } from "./events.ts";
import type { FrameStep } from "./measured.ts";

export const yawnSchema = z.object({
  episode: episodeSchema.nullable(),
  /** Whether it has lasted longer than any yawn: the mouth just stays open, or is measured wrongly. */
  tooLong: z.boolean(),
  /** Frames of the episode in which the mouth was seen and not open. */
  closedFrames: z.int(),
});

export type YawnState = Readonly<z.infer<typeof yawnSchema>>;

export const NO_YAWN: YawnState = { episode: null, tooLong: false, closedFrames: 0 };

export interface YawnUpdate {
  readonly state: YawnState;
  readonly updates: readonly EventUpdate[];
  /** Yawns that have ended with the frame. */
  readonly ended: number;
  /** Whether the mouth is wide open, as in a yawn. */
  readonly isWide: boolean;
}

/** @param rest the mouth's openness at rest; 0 when unknown. */
export function updateYawn(state: YawnState, step: FrameStep, rest: number): YawnUpdate {
  const { now, before, profile } = step;
  const { from, until, longest, shortest, beforeHand } = profile.yawn;
  const opening = now.mouthOpenness === null ? null : now.mouthOpenness - rest;
  const isOpen = opening === null ? null : opening >= (state.episode === null ? from : until);
  // Lips that a hand half covers are drawn closed, seen or not: such a frame does not say that the yawn is over.
  const isHalfCovered = isOpen === false && now.mouthConfidence < YAWN.leastVisible;
  const holds = state.episode !== null && isHalfCovered ? null : isOpen;
  const isWide = (episode: Episode) =>
    meanOf(episode, "level") >= from && state.closedFrames <= YAWN.mostClosedFrames * episode.valid;
  const { episode: current } = state;
  // A mouth that was wide open when a hand hid it may go on yawning behind the hand, as long as a yawn can take.
  const isCovered =
    current !== null &&
    now.mouthProblem === "hidden" &&
    durationOf(current) >= beforeHand &&
    isWide(current);
  const wasCovered = current !== null && current.last < (before?.time ?? current.last);
  const { episode, ended } = updateEpisode(
    current,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds,
      confidence:
        now.mouthConfidence * marginConfidence((opening ?? 0) - until, TYPICAL_ERROR.mouthOpenness),
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
      unseen: isCovered ? longest - durationOf(current) : profile.time.bridge,
      pause: YAWN.pause,
      end: isCovered || wasCovered ? "seen" : "middle",
    },
  );
  const tooLong = episode !== null && durationOf(episode) > longest;
  const updates: EventUpdate[] = [];
  if (!state.tooLong) {
    if (ended !== null && ended.end - ended.start >= shortest && isWide(ended)) {
      // A yawn that stayed covered counts only as far as it was seen: `ended.end` is then when it was last seen.
      updates.push(updateOf(ended, ended.end, shortest));
    } else if (episode !== null && durationOf(episode) >= shortest && isWide(episode)) {
      updates.push(updateOf(episode, tooLong ? episode.last : null, shortest));
    }
  }
  return {
    state: {
      episode,
      tooLong,
      closedFrames: episode === null ? 0 : state.closedFrames + (holds === false ? 1 : 0),
    },
    updates,
    ended: updates.filter(({ end }) => end !== null).length,
    isWide: episode !== null && durationOf(episode) >= beforeHand && isWide(episode),
  };
}

function updateOf(episode: Episode, end: number | null, shortest: number): EventUpdate {
  const { start, last, frames, valid } = episode;
  const duration = (end ?? last) - start;
  const seen = valid / frames;
  const behindHand = end !== null && end - last > YAWN.leastBehindHand;
  return {
    slot: "yawn",
    kind: "yawn",
    start,
    end,
    until: last,
    confidence:
      meanOf(episode, "confidence") *
      (behindHand ? 0.5 * ((last - start) / duration) + 0.25 : seen) *
      (0.7 + 0.3 * clamp((duration - shortest) / YAWN.certainAfter, 0, 1)),
    evidence: { frames, valid },
    detail: behindHand ? { kind: "behind-hand" } : undefined,
  };
}
