// What held when, over a sliding window: a list of spans of time, as long as things stayed the same.

import * as z from "zod";

const spanSchema = z.object({
  from: z.number(),
  to: z.number(),
  value: z.string(),
  /** Frames that fell into it. */
  frames: z.int().nonnegative(),
});

/** Spans in order of time, without overlaps. Bounded by the window and the frame rate. */
export const spansSchema = z.array(spanSchema).readonly();

export type Spans = readonly Readonly<z.infer<typeof spanSchema>>[];

/** The time between two frames, or what is known of it. */
export interface Interval {
  /** The frame before; null when there is none or a gap lies between. */
  readonly from: number | null;
  readonly to: number;
}

/**
 * Adds a frame: up to the middle between both frames the old value held, from there on the new one, so that
 * sums of time have no bias at any frame rate. What lies further back than `length` seconds is dropped.
 */
export function extendSpans(
  spans: Spans,
  { from, to }: Interval,
  value: string,
  length: number,
): Spans {
  const since = to - length;
  const kept =
    spans[0] !== undefined && spans[0].to <= since ? spans.filter((s) => s.to > since) : spans;
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
  spans: Spans,
  values: readonly string[],
  from: number,
  to: number,
): number {
  return spans.reduce(
    (sum, span) =>
      values.includes(span.value)
        ? sum + Math.max(Math.min(span.to, to) - Math.max(span.from, from), 0)
        : sum,
    0,
  );
}

/** Frames in the spans that reach into the time after `from` and hold one of these values. */
export function framesOf(spans: Spans, values: readonly string[] | null, from: number): number {
  return spans.reduce(
    (sum, span) =>
      span.to > from && (values === null || values.includes(span.value)) ? sum + span.frames : sum,
    0,
  );
}
