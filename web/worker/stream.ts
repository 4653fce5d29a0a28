// One video or camera: frames in by their time, the tracked faces and the driver's state out.

import {
  createDriverSession,
  type DriverEvent,
  type DriverReport,
  type Frame,
  type TrackedFrame,
  type Vigil,
} from "../../src/index.ts";
import type { StreamOptions } from "./protocol.ts";

export interface Stream {
  /** See `StreamOptions`. */
  readonly longestSide: number;
  next(
    image: Frame,
    timestamp: number,
    index: number,
  ): Promise<{ readonly frame: TrackedFrame; readonly report: DriverReport }>;
  /** Ends the events that last, after a video's last frame. */
  finish(): readonly DriverEvent[];
  /** Forgets what is normal for the driver, to learn it anew. */
  recalibrate(): void;
}

/** Starts a stream: nothing is known of its faces yet. */
export function openStream(vigil: Vigil, options: StreamOptions): Stream {
  const { longestSide, baseline, speed } = options;
  const session = createDriverSession(vigil, {
    monitor: baseline === null ? {} : { baseline },
  });
  return {
    longestSide,
    next: (image, timestamp, index) =>
      session.next(image, timestamp, { index, ...(speed === null ? {} : { speed }) }),
    finish: () => session.finish().changed,
    recalibrate: () => session.monitor.recalibrate(),
  };
}
