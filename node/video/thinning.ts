// Selects the frames of a video to analyse: a time range and a maximum frame rate.

/** The part of a video to analyse; timestamps of the container, seconds. */
export interface Selection {
  /** Frames before this are skipped. */
  readonly start?: number;
  /** Frames from this on are skipped. */
  readonly end?: number;
  /** The maximum frame rate, evenly spaced; a slower video keeps all frames. */
  readonly fps?: number;
}

/** Decides for each frame in order: take it, skip it ("pass"), or stop reading. */
export type Selector = (timestamp: number) => "take" | "pass" | "stop";

/** Timestamps of cameras jitter: a frame that is early by up to this share of a period is taken. */
const EARLY_SHARE = 0.1;

/**
 * A selector for one pass over a video, frames in order.
 *
 * With `fps` the first frame of each period is taken, counted from the first frame, so that the mean rate is right even
 * if the video's rate is not a multiple of it.
 */
export function selector({ start = -Infinity, end = Infinity, fps }: Selection): Selector {
  const period = fps === undefined ? 0 : 1 / fps;
  let due: number | undefined;
  return (timestamp) => {
    if (timestamp >= end) return "stop";
    if (timestamp < start) return "pass";
    if (period === 0) return "take";
    const early = timestamp - (due ?? timestamp) + EARLY_SHARE * period;
    // After a jump back by more than two periods counting restarts.
    if (early < 0 && early > -2 * period) return "pass";
    due = early < 0 || due === undefined || early >= 2 * period ? timestamp + period : due + period;
    return "take";
  };
}
