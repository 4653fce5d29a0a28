// The pipeline over time on one page: frame and time in; followed faces, the driver among them, and the driver's state out.

import * as z from "zod";
import {
  createDriverMonitor,
  type DriverClosing,
  type DriverMonitor,
  type DriverMonitorOptions,
} from "./driver/monitor.ts";
import type { SavedMonitor } from "./driver/state.ts";
import type { SessionFrame } from "./formats/sessionFrame.ts";
import { checkFrame, type FrameInput } from "./image/frame.ts";
import { type SavedFreeze, sampleImage, watchFreeze } from "./image/freeze.ts";
import { anyTime, atLeastZero, check, mustBe, optionsSchema, wholeNumber } from "./options.ts";
import type { DriverReport } from "./report.ts";
import { createTracker } from "./track/tracker.ts";
import type { SavedTracker, TrackedVigil, TrackerOptions } from "./track/trackerOptions.ts";

export interface DriverSessionOptions {
  readonly tracker?: TrackerOptions;
  readonly monitor?: DriverMonitorOptions;
  /** What `save` returned, to continue from there. The monitor's options are then ignored; the tracker's must be the same. */
  readonly saved?: SavedSession;
}

/** The state of a session between two frames. */
export interface SavedSession {
  readonly tracker: SavedTracker;
  readonly monitor: SavedMonitor;
  readonly freeze: SavedFreeze;
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
  saved: z.object(
    { tracker: z.object({}), monitor: z.object({}), freeze: z.object({ since: anyTime }) },
    mustBe("what the session's save returned"),
  ),
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
  /**
   * Everything that the session carries from frame to frame, as plain data for a structured clone. A session made from
   * it continues as this one would. Not to be called during `next`.
   */
  save(): SavedSession;
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
  const { saved } = options;
  const tracker = createTracker(vigil, { ...options.tracker, saved: saved?.tracker });
  const monitor = createDriverMonitor(saved ? { saved: saved.monitor } : options.monitor);
  const freeze = watchFreeze(saved?.freeze);
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
    save: () => ({ tracker: tracker.save(), monitor: monitor.save(), freeze: freeze.save() }),
    finish: () => monitor.finish(),
  };
}
