// The road over time on one page: a frame and its time in; faces followed, the driver found, and the state out.

import {
  createDriverMonitor,
  type DriverClosing,
  type DriverMonitor,
  type DriverMonitorOptions,
} from "./driver/monitor.ts";
import type { SessionFrame } from "./formats/sessionFrame.ts";
import type { Frame } from "./image/frame.ts";
import { createTracker, type TrackedVigil, type TrackerOptions } from "./track/tracker.ts";

export interface DriverSessionOptions {
  readonly tracker?: TrackerOptions;
  readonly monitor?: DriverMonitorOptions;
}

/** What can be known beside a frame's pixels and time. */
export interface FrameFacts {
  /** Number of the frame in the video; default: one more than the last. */
  readonly index?: number;
  /** The vehicle's speed, km/h. */
  readonly speed?: number;
}

/** One video or camera, analysed frame by frame. */
export interface DriverSession {
  readonly monitor: Pick<DriverMonitor, "profile" | "recalibrate" | "save">;
  /**
   * Analyses the next frame. Calls must not overlap: await each frame before the next.
   *
   * @param timestamp seconds, presentation or capture time.
   * @throws {RangeError} when the frame, the timestamp or the speed is malformed.
   */
  next(frame: Frame, timestamp: number, facts?: FrameFacts): Promise<SessionFrame>;
  /** Ends the events that last, at the end of a video. */
  finish(): DriverClosing;
}

/** Starts a session: nothing is known of faces or driver yet. */
export function createDriverSession(
  vigil: TrackedVigil,
  options: DriverSessionOptions = {},
): DriverSession {
  const tracker = createTracker(vigil, options.tracker);
  const monitor = createDriverMonitor(options.monitor);
  return {
    monitor,
    async next(image, timestamp, { index, speed } = {}) {
      const frame = await tracker.next(image, timestamp, index);
      const face = frame.faces.find(({ id }) => id === frame.driver) ?? null;
      const { brightness } = frame;
      const report = monitor.update({
        timestamp,
        face,
        brightness,
        ...(speed === undefined ? {} : { speed }),
      });
      return { frame, report };
    },
    finish: () => monitor.finish(),
  };
}
