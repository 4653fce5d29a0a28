// One video or camera: frames in by their time, the tracked faces and the driver's state out.

import {
  createDriverMonitor,
  createTracker,
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
    picture: Frame,
    timestamp: number,
    index: number,
  ): Promise<{ readonly frame: TrackedFrame; readonly report: DriverReport }>;
  /** Forgets what is normal for the driver, to learn it anew. */
  recalibrate(): void;
}

/** Starts a stream: nothing is known of its faces yet. */
export function openStream(vigil: Vigil, options: StreamOptions): Stream {
  const { longestSide, baseline, speed } = options;
  const tracker = createTracker(vigil);
  const monitor = createDriverMonitor(baseline === null ? {} : { baseline });
  return {
    longestSide,
    async next(picture, timestamp, index) {
      const frame = await tracker.next(picture, timestamp, index);
      const face = frame.faces.find(({ id }) => id === frame.driver) ?? null;
      const { brightness } = frame;
      const report = monitor.update({
        timestamp,
        face,
        brightness,
        ...(speed === null ? {} : { speed }),
      });
      return { frame, report };
    },
    recalibrate: () => monitor.recalibrate(),
  };
}
