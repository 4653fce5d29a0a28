// How fast a video file may play so that enough of its frames are analysed.

/** Analysed frames for each second of the video: blinks need fifteen, PERCLOS ten. */
const WANTED = 15;
/** Browsers play no slower. */
const SLOWEST = 0.0625;
/** Weight of the newest frame in the mean. */
const NEWEST = 0.15;

/** Follows how long frames take and says how fast to play. */
export interface Pace {
  /** Takes in how long a frame took, milliseconds, and returns the playback rate, at most 1. */
  next(milliseconds: number): number;
}

/** A pace that slows down a file rather than skip what the driver's state is judged by. A camera cannot wait. */
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
