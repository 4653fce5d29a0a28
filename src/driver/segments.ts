// What held when, over a sliding window: segments of time, each with the one value that held throughout it.

import * as z from "zod";
import type { FrameInterval } from "./measured.ts";

const segmentSchema = z.object({
  from: z.number(),
  to: z.number(),
  value: z.string(),
  /** Frames that fall into it. */
  frames: z.int().nonnegative(),
});

/** Segments in order of time, without overlaps. The window and the frame rate bound their number. */
export const segmentsSchema = z.array(segmentSchema).readonly();

export type Segments = readonly Readonly<z.infer<typeof segmentSchema>>[];

/**
 * Adds a frame. The old value held up to the middle between both frames and the new one from there on, so that sums
 * of time are unbiased at any frame rate. What is older than `length` seconds is dropped.
 */
export function addToSegments(
  segments: Segments,
  { from, to }: FrameInterval,
  value: string,
  length: number,
): Segments {
  const since = to - length;
  const kept =
    segments[0] !== undefined && segments[0].to <= since
      ? segments.filter((segment) => segment.to > since)
      : segments;
  const last = kept.at(-1);
  if (last === undefined || from === null || last.to !== from) {
    return [...kept, { from: from ?? to, to, value, frames: 1 }];
  }
  const before = kept.slice(0, -1);
  if (last.value === value) return [...before, { ...last, to, frames: last.frames + 1 }];
  const middle = (from + to) / 2;
  return [...before, { ...last, to: middle }, { from: middle, to, value, frames: 1 }];
}

/** Seconds within [from, to] in which one of these values held. */
export function secondsOf(
  segments: Segments,
  values: readonly string[],
  from: number,
  to: number,
): number {
  return segments.reduce(
    (sum, segment) =>
      values.includes(segment.value)
        ? sum + Math.max(Math.min(segment.to, to) - Math.max(segment.from, from), 0)
        : sum,
    0,
  );
}

/** Frames of the segments that end after `from` and hold one of these values; null for any value. */
export function framesOf(
  segments: Segments,
  values: readonly string[] | null,
  from: number,
): number {
  return segments.reduce(
    (sum, segment) =>
      segment.to > from && (values === null || values.includes(segment.value))
        ? sum + segment.frames
        : sum,
    0,
  );
}
