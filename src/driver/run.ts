// Something that goes on for a while: when it began, how long it has been seen, when it ended.

import * as z from "zod";

/** Plain data: what is known of something that goes on. */
export const runSchema = z.object({
  /** When it began. */
  start: z.number(),
  /** The last frame in which it was seen to hold. */
  last: z.number(),
  /** When it was first seen not to hold any more, if it has since. */
  ceased: z.number().nullable(),
  /** Frames up to `last`, those in which it could be judged, and frames since. */
  frames: z.int(),
  valid: z.int(),
  pending: z.int(),
  /** Sums over the judged frames: of how sure each is, of the measured level, and of frames with a mark. */
  confidence: z.number(),
  level: z.number(),
  marked: z.int(),
});

export type Run = Readonly<z.infer<typeof runSchema>>;

/** A frame, as it bears on something that may go on. */
export interface Sign {
  readonly time: number;
  /** The frame before; null when there is none or a gap lies between. */
  readonly previous: number | null;
  /** Whether it holds; null when that cannot be seen. */
  readonly holds: boolean | null;
  /** How sure that is, 0..1. */
  readonly confidence: number;
  readonly level: number;
  readonly marked?: boolean;
  /** When it began or ceased between the frame before and this one, if that is known better than the middle. */
  readonly crossing?: number | undefined;
}

export interface Patience {
  /** Seconds unseen after which it ended when it was last seen. */
  readonly unseen: number;
  /** Seconds of not holding that it outlasts. */
  readonly pause: number;
  /** After time unseen it ended: in the middle of that time (default), or when it could be seen again. */
  readonly end?: "middle" | "seen";
}

/** What became of it with a frame: it goes on, or has ended, or neither. */
export interface RunStep {
  readonly run: Run | null;
  readonly ended: (Run & { readonly end: number }) | null;
}

/** Takes in one frame. A gap in time always ends what went on, at the last frame before the gap. */
export function stepRun(run: Run | null, sign: Sign, patience: Patience): RunStep {
  const { time, previous, holds } = sign;
  if (run === null) return { run: holds === true ? begin(sign) : null, ended: null };
  if (previous === null) {
    return {
      run: holds === true ? begin(sign) : null,
      ended: { ...run, end: run.ceased ?? run.last },
    };
  }
  if (holds === true) return { run: goOn(run, sign), ended: null };
  const pending = run.pending + 1;
  if (holds === null) {
    const over = time - run.last > patience.unseen;
    if (over) return { run: null, ended: { ...run, end: run.ceased ?? run.last } };
    return { run: { ...run, pending }, ended: null };
  }
  const unseenSince = run.last < previous;
  const ceased =
    run.ceased ??
    (unseenSince
      ? patience.end === "seen"
        ? (previous + time) / 2
        : (run.last + time) / 2
      : (sign.crossing ?? (previous + time) / 2));
  if (time - ceased >= patience.pause) return { run: null, ended: { ...run, end: ceased } };
  return { run: { ...run, ceased, pending }, ended: null };
}

/** Seconds for which it has been seen to go on. */
export function lasted(run: Run): number {
  return run.last - run.start;
}

/** The mean over the judged frames. */
export function meanOf(run: Run, sum: "confidence" | "level" | "marked"): number {
  return run[sum] / run.valid;
}

function begin({ time, previous, confidence, level, marked = false, crossing }: Sign): Run {
  // Without a frame before, it may have begun any time: it is counted from when it was first seen.
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

function goOn(run: Run, { time, confidence, level, marked = false }: Sign): Run {
  return {
    ...run,
    last: time,
    ceased: null,
    frames: run.frames + run.pending + 1,
    valid: run.valid + 1,
    pending: 0,
    confidence: run.confidence + confidence,
    level: run.level + level,
    marked: run.marked + (marked ? 1 : 0),
  };
}
