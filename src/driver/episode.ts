// Episodes: a sign that lasts, such as closed eyes, an open mouth or a look away. An episode begins with the first
// frame that shows the sign, outlasts moments without sight, and ends when the sign is gone.

import * as z from "zod";
import { clamp } from "../math/statistics.ts";

export const episodeSchema = z.object({
  start: z.number(),
  /** Time of the last frame that showed the sign. */
  last: z.number(),
  /** When the sign was first seen to be gone, while the pause may still be outlasted. */
  ceased: z.number().nullable(),
  /** Frames up to `last`, those of them in which the sign could be judged, and frames since `last`. */
  frames: z.int(),
  valid: z.int(),
  pending: z.int(),
  /** Sums over the frames that showed the sign: of the confidence, of the level, and of marked frames. */
  confidence: z.number(),
  level: z.number(),
  marked: z.int(),
});

export type Episode = Readonly<z.infer<typeof episodeSchema>>;

export type EndedEpisode = Episode & { readonly end: number };

/** What one frame shows of a sign. */
export interface SignReading {
  readonly time: number;
  /** Time of the frame before; null when there is none or a gap lies between. */
  readonly previous: number | null;
  /** Whether the sign is there; null when that cannot be seen. */
  readonly holds: boolean | null;
  /** Confidence in `holds`, 0..1. */
  readonly confidence: number;
  /** How strong the sign is, in its own unit. */
  readonly level: number;
  /** Whether this frame is to be counted apart. */
  readonly marked?: boolean;
  /** When the sign began or ceased since the frame before; by default in the middle between both frames. */
  readonly crossing?: number;
}

/** What an episode outlasts. */
export interface Tolerance {
  /** Seconds without sight after which the episode ended when the sign was last seen. */
  readonly unseen: number;
  /** Seconds without the sign. */
  readonly pause: number;
  /** An episode that ceased while unseen ended in the middle of that time (default), or at its end. */
  readonly end?: "middle" | "seen";
}

/** An episode after a frame: it lasts, or it has ended, or there is none. */
export interface EpisodeUpdate {
  readonly episode: Episode | null;
  readonly ended: EndedEpisode | null;
}

/** Takes in one frame. A gap in time always ends the episode, at the last frame before the gap. */
export function updateEpisode(
  episode: Episode | null,
  reading: SignReading,
  tolerance: Tolerance,
): EpisodeUpdate {
  const { time, previous, holds } = reading;
  if (episode === null) return { episode: holds === true ? begun(reading) : null, ended: null };
  if (previous === null) {
    return {
      episode: holds === true ? begun(reading) : null,
      ended: { ...episode, end: episode.ceased ?? episode.last },
    };
  }
  if (holds === true) return { episode: continued(episode, reading), ended: null };
  const pending = episode.pending + 1;
  if (holds === null) {
    const isOver = time - episode.last > tolerance.unseen;
    if (isOver)
      return { episode: null, ended: { ...episode, end: episode.ceased ?? episode.last } };
    return { episode: { ...episode, pending }, ended: null };
  }
  const ceased = episode.ceased ?? ceasedAt(episode, reading, previous, tolerance);
  if (time - ceased >= tolerance.pause)
    return { episode: null, ended: { ...episode, end: ceased } };
  return { episode: { ...episode, ceased, pending }, ended: null };
}

/** Seconds for which the sign has been seen to last. */
export function durationOf(episode: Episode): number {
  return episode.last - episode.start;
}

/** The mean over the frames that showed the sign. */
export function meanOf(episode: Episode, sum: "confidence" | "level" | "marked"): number {
  return episode[sum] / episode.valid;
}

/** When a value passed a level between two frames; undefined when that is unknown. */
export function crossingTime(
  before: { readonly time: number; readonly value: number | null } | null,
  now: { readonly time: number; readonly value: number | null },
  level: number,
): number | undefined {
  if (before === null || before.value === null || now.value === null) return undefined;
  if (before.value === now.value) return undefined;
  const share = (level - before.value) / (now.value - before.value);
  return before.time + clamp(share, 0, 1) * (now.time - before.time);
}

function begun({
  time,
  previous,
  confidence,
  level,
  marked = false,
  crossing,
}: SignReading): Episode {
  // Without a frame before, nobody knows when the sign began: it counts from this frame.
  const start = previous === null ? time : (crossing ?? (previous + time) / 2);
  return {
    start,
    last: time,
    ceased: null,
    frames: 1,
    valid: 1,
    pending: 0,
    confidence,
    level,
    marked: marked ? 1 : 0,
  };
}

function continued(
  episode: Episode,
  { time, confidence, level, marked = false }: SignReading,
): Episode {
  return {
    ...episode,
    last: time,
    ceased: null,
    frames: episode.frames + episode.pending + 1,
    valid: episode.valid + 1,
    pending: 0,
    confidence: episode.confidence + confidence,
    level: episode.level + level,
    marked: episode.marked + (marked ? 1 : 0),
  };
}

function ceasedAt(
  { last }: Episode,
  { time, crossing }: SignReading,
  previous: number,
  { end }: Tolerance,
): number {
  const wasUnseen = last < previous;
  if (!wasUnseen) return crossing ?? (previous + time) / 2;
  return end === "seen" ? (previous + time) / 2 : (last + time) / 2;
}
