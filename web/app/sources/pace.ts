// The playback rate of a video file at which enough of its frames are analysed.

/** Analysed frames for each second of video: blinks need 15, PERCLOS 10. */
const WANTED = 15;
/** Browsers play no slower than this. */
const SLOWEST = 0.0625;
/** Weight of the newest frame in the mean. */
const NEWEST = 0.15;

export interface Pace {
  /** Takes the milliseconds that a frame took and returns the playback rate, at most 1. */
  next(milliseconds: number): number;
}

/** Slows a file down instead of skipping frames that the driver's state depends on. */
export function createPace(): Pace {
  let mean: number | undefined;
  return {
    next(milliseconds) {
      mean = mean === undefined ? milliseconds : mean + NEWEST * (milliseconds - mean);
      const rate = 1000 / mean / WANTED;
      // In steps, so that the rate does not change with every frame.
      return Math.min(1, Math.max(SLOWEST, Math.round(rate * 16) / 16));
    },
  };
}
