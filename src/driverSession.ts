// The pipeline over time on one page: frame and time in; followed faces, the driver among them, and the driver's state out.

import * as z from "zod";
import {
  createDriverMonitor,
  type DriverClosing,
  type DriverMonitor,
  type DriverMonitorOptions,
} from "./driver/monitor.ts";
import type { SessionFrame } from "./formats/sessionFrame.ts";
import { checkFrame, type FrameInput } from "./image/frame.ts";
import { sampleImage, watchFreeze } from "./image/freeze.ts";
import { atLeastZero, check, mustBe, optionsSchema, wholeNumber } from "./options.ts";
import type { DriverReport } from "./report.ts";
import { createTracker, type TrackedVigil, type TrackerOptions } from "./track/tracker.ts";

export interface DriverSessionOptions {
  readonly tracker?: TrackerOptions;
  readonly monitor?: DriverMonitorOptions;
}

/** What may be known of a frame besides its pixels and its time. */
export interface FrameFacts {
  /** Number of the frame in the video. Default: one more than the last. */
  readonly index?: number;
  /** The vehicle's speed, km/h. */
  readonly speed?: number;
}

const factsSchema = optionsSchema({ index: wholeNumber, speed: atLeastZero });

const sessionSchema = optionsSchema({
  tracker: z.object({}, mustBe("an object")),
  monitor: z.object({}, mustBe("an object")),
});

/** One video or camera, analysed frame by frame. */
export interface DriverSession {
  readonly monitor: Pick<DriverMonitor, "profile" | "changeCabin" | "recalibrate" | "save">;
  /**
   * Analyses the next frame. Calls must not overlap: await each one before the next.
   *
   * @param timestamp seconds, presentation or capture time.
   * @throws {RangeError} when the frame, the timestamp or the speed is malformed.
   */
  next(frame: FrameInput, timestamp: number, facts?: FrameFacts): Promise<SessionFrame>;
  /**
   * Reports while a live source sends no image: the driver's state is "unknown". (When it repeats one image, `next` finds
   * that by itself.)
   *
   * @param seconds since the last image.
   * @throws {RangeError} unless it is at least 0.
   */
  withoutImage(seconds: number): DriverReport;
  /** Ends the ongoing events, at the end of a video. */
  finish(): DriverClosing;
}

/**
 * Starts a session, without any knowledge of faces or driver.
 *
 * @throws {RangeError} naming the first malformed option.
 *
 * @example
 * const session = createDriverSession(vigil);
 * const { frame: tracked, report } = await session.next(frame, 0);
 * tracked.faces.length; // 1
 * tracked.driver; // 1
 * report.state; // "calibrating"
 * session.finish().changed; // []
 */
export function createDriverSession(
  vigil: TrackedVigil,
  options: DriverSessionOptions = {},
): DriverSession {
  check(sessionSchema, options, "The session's option");
  const tracker = createTracker(vigil, options.tracker);
  const monitor = createDriverMonitor(options.monitor);
  const freeze = watchFreeze();
  return {
    monitor,
    async next(image, timestamp, facts = {}) {
      // Before the tracker takes the frame in: a call that is refused changes nothing.
      const { index, speed } = check(factsSchema, facts, "The option");
      // The caller may reuse the pixels once this returns its promise.
      const samples = sampleImage(checkFrame(image));
      const frame = await tracker.next(image, timestamp, index);
      const { brightness } = frame;
      const face = frame.faces.find(({ id }) => id === frame.driver) ?? null;
      const noImageFor = freeze.next(samples, timestamp, face?.box ?? null);
      const report = monitor.update({ timestamp, face, brightness, speed, noImageFor });
      return { frame, report };
    },
    withoutImage: (seconds) => monitor.withoutImage(seconds),
    finish: () => monitor.finish(),
  };
}
