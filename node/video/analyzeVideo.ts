// Runs a video through a pipeline: frames from a source, results into sinks. Results are complete when it ends early.

import * as z from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import type { SessionEnd } from "../../src/formats/sessionFrame.ts";
import { atLeastZero, callback, check, flag, mustBe, optionsSchema } from "../../src/options.ts";
import type { DriverReport } from "../../src/report.ts";
import { abortSignal } from "./options.ts";
import type { VideoFrame, VideoSource } from "./source.ts";
import { VideoError } from "./videoError.ts";

/** Computes the result of one frame. Frames are passed in order, each after the previous one is finished. */
export type FramePipeline<Result> = (video: VideoFrame) => Promise<Result>;

/** A receiver of results: a table, a video, a report. */
export interface FrameSink<in Result> {
  /**
   * Takes the result and the frame. The next frame is analysed meanwhile; its result is given after the promise resolves.
   */
  onFrame(result: Result, video: VideoFrame): void | Promise<void>;
  /** Takes the report of a live source that sends no image, once a second from 2 s on. */
  onSilence?(report: DriverReport): void | Promise<void>;
  /** Finishes. Called once, also after a stop or an error; `end` has the reason. */
  close(end: SessionEnd): void | Promise<void>;
}

/** How an analysis is observed and stopped. */
export interface Reporting {
  /** Aborted when the user asks to stop; the current frame is finished, and a source that waits for data is closed. */
  readonly stop?: AbortSignal;
  /** The frames of the part before, when an interrupted analysis goes on. Default: none. */
  readonly from?: Omit<SessionEnd, "stopped">;
  /** Called after each frame. */
  readonly onFrame?: (video: VideoFrame) => void;
  /**
   * Whether the next frame is read while one is analysed. It saves time in files. A live source is better read when its
   * frame is needed, because it then gives a newer one. Default true.
   */
  readonly readAhead?: boolean;
}

const sourceSchema = z.custom<AsyncIterable<VideoFrame>>(
  (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
  mustBe("a video source, as openVideo gives it"),
);
const sinkSchema = z.object(
  { onFrame: callback, close: callback },
  mustBe("a sink with onFrame and close"),
);
const reportingSchema = optionsSchema({
  stop: abortSignal,
  from: z.object({ frames: atLeastZero }, mustBe("frames, firstTimestamp and lastTimestamp")),
  onFrame: callback,
  readAhead: flag,
});

/** The reason in `SessionEnd.stopped` when the user stopped the analysis. */
export const STOPPED_BY_USER = "stopped by the user";

/**
 * Analyses a video to its end, or until it is stopped. While a frame is analysed, the next one is decoded and the results
 * of the last one are written.
 *
 * Every sink is closed in any case, so the results are complete up to the last analysed frame.
 *
 * @throws {RangeError} naming the first malformed argument.
 * @throws the error of the source, the pipeline or a sink, after all sinks are closed.
 *
 * @example
 * const video = await openVideo("samples/driver-clip.webm", { end: 0.5 });
 * const tracker = createTracker(vigil);
 * const counts: number[] = [];
 * const sink = { onFrame: (tracked: TrackedFrame) => void counts.push(tracked.faces.length), close: () => {} };
 * const end = await analyzeVideo(video, ({ frame, timestamp }) => tracker.next(frame, timestamp), [sink]);
 * end.frames; // 6
 * end.stopped; // null
 * counts; // [1, 1, 1, 1, 1, 1]
 */
export async function analyzeVideo<Result>(
  source: AsyncIterable<VideoFrame> & Partial<Pick<VideoSource, "close">>,
  pipeline: FramePipeline<Result>,
  sinks: readonly FrameSink<Result>[],
  reporting: Reporting = {},
): Promise<SessionEnd> {
  check(sourceSchema, source, "analyzeVideo's source");
  check(callback, pipeline, "analyzeVideo's pipeline");
  check(z.array(sinkSchema, mustBe("an array of sinks")), sinks, "analyzeVideo's sinks");
  check(reportingSchema, reporting, "analyzeVideo's option");
  const { stop, from, onFrame, readAhead = true } = reporting;
  const seen = {
    frames: from?.frames ?? 0,
    first: from?.firstTimestamp ?? null,
    last: from?.lastTimestamp ?? null,
  };
  const failures: unknown[] = [];
  let stopped: string | null = null;
  const endWith = (error: unknown): void => {
    if (error instanceof VideoError && error.code === "stopped") {
      stopped = STOPPED_BY_USER;
    } else if (!failures.includes(error)) {
      failures.push(error);
      stopped = errorMessage(error);
    }
  };
  let isWaiting = true;
  // Only a wait for data is interrupted: a video that ends with its current frame was not stopped.
  const onStop = (): void => {
    if (!isWaiting) return;
    stopped = STOPPED_BY_USER;
    // What closing throws, reading throws too.
    source.close?.().catch(() => {});
  };
  stop?.addEventListener("abort", onStop);
  const write = async (result: Result, video: VideoFrame): Promise<void> => {
    for (const sink of sinks) await sink.onFrame(result, video);
    seen.frames++;
    seen.first ??= video.timestamp;
    seen.last = video.timestamp;
    onFrame?.(video);
  };
  const frames = source[Symbol.asyncIterator]();
  let reading = begun(frames.next());
  let writing: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      isWaiting = true;
      const { done, value: video } = await reading;
      isWaiting = false;
      if (done === true) break;
      if (stop?.aborted) {
        stopped = STOPPED_BY_USER;
        break;
      }
      if (readAhead) reading = begun(frames.next());
      const result = await pipeline(video);
      await writing;
      writing = begun(write(result, video));
      // Lets a pending signal be handled between two frames.
      await new Promise((resolve) => setImmediate(resolve));
      if (!readAhead) reading = begun(frames.next());
    }
  } catch (error) {
    endWith(error);
  } finally {
    stop?.removeEventListener("abort", onStop);
  }
  await writing.catch(endWith);
  // A frame that was read ahead is not needed any more; whoever waited for it knows its error.
  await reading.catch(() => {});
  await frames.return?.();
  const end: SessionEnd = {
    frames: seen.frames,
    firstTimestamp: seen.first,
    lastTimestamp: seen.last,
    stopped,
  };
  for (const sink of sinks) {
    try {
      await sink.close(end);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return end;
}

/** The same promise; a failure is reported where it is awaited, not before. */
function begun<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}
