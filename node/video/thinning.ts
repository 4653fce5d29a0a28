// Which frames of a video are looked at: from a time, to a time, at most so many a second.

/** Which part of a video is wanted; times in seconds, the container's. */
export interface Selection {
  /** Frames before this are passed over. */
  readonly start?: number;
  /** Frames from this on are left out. */
  readonly end?: number;
  /** At most so many frames a second, evenly spread; a slower video keeps all its frames. */
  readonly fps?: number;
}

/** Says of each frame in turn whether it is wanted, or that no later one will be. */
export type Selector = (timestamp: number) => "take" | "pass" | "stop";

/** Cameras' clocks tremble: a frame that comes this share of a period early is still the wanted one. */
const EARLY_SHARE = 0.1;

/**
 * A selector for one pass over a video, frames in order.
 *
 * With `fps`, frames are taken at the beats of that clock from the first frame on, each beat's first frame,
 * so that the mean rate is right even where the video's rate is no multiple of it.
 */
export function selector({ start = -Infinity, end = Infinity, fps }: Selection): Selector {
  const period = fps === undefined ? 0 : 1 / fps;
  let due: number | undefined;
  return (timestamp) => {
    if (timestamp >= end) return "stop";
    if (timestamp < start) return "pass";
    if (period === 0) return "take";
    const early = timestamp - (due ?? timestamp) + EARLY_SHARE * period;
    // A clock that jumps back by more than a beat begins anew.
    if (early < 0 && early > -2 * period) return "pass";
    due = early < 0 || due === undefined || early >= 2 * period ? timestamp + period : due + period;
    return "take";
  };
}
