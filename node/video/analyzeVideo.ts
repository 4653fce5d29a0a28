// Runs a video through a pipeline: frames from a source, results into sinks. Results are complete when it ends early.

import { errorMessage } from "../../src/errorMessage.ts";
import type { SessionEnd } from "../../src/formats/sessionFrame.ts";
import type { VideoFrame, VideoSource } from "./source.ts";
import { VideoError } from "./videoError.ts";

/** Computes the result of one frame. Frames are passed in order, each after the previous one is finished. */
export type FramePipeline<Result> = (video: VideoFrame) => Promise<Result>;

/** A receiver of results: a table, a video, a report. */
export interface FrameSink<in Result> {
  /** Takes the result and the frame. The next frame is read after its promise resolves. */
  onFrame(result: Result, video: VideoFrame): void | Promise<void>;
  /** Finishes. Called once, also after a stop or an error; `end` has the reason. */
  close(end: SessionEnd): void | Promise<void>;
}

/** How an analysis is observed and stopped. */
export interface Reporting {
  /** Aborted when the user asks to stop; the current frame is finished, and a source that waits for data is closed. */
  readonly stop?: AbortSignal;
  /** Called after each frame. */
  readonly onFrame?: (video: VideoFrame) => void;
}

/** The reason in `SessionEnd.stopped` when the user stopped the analysis. */
export const STOPPED_BY_USER = "stopped by the user";

/**
 * Analyses a video to its end, or until it is stopped.
 *
 * Every sink is closed in any case, so the results are complete up to the last analysed frame.
 *
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
  { stop, onFrame }: Reporting = {},
): Promise<SessionEnd> {
  const seen = { frames: 0, first: null as number | null, last: null as number | null };
  const failures: unknown[] = [];
  let stopped: string | null = null;
  let isWaiting = true;
  // Only a wait for data is interrupted: a video that ends with its current frame was not stopped.
  const onStop = (): void => {
    if (!isWaiting) return;
    stopped = STOPPED_BY_USER;
    // What closing throws, reading throws too.
    source.close?.().catch(() => {});
  };
  stop?.addEventListener("abort", onStop);
  try {
    for await (const video of source) {
      isWaiting = false;
      if (stop?.aborted) {
        stopped = STOPPED_BY_USER;
        break;
      }
      const result = await pipeline(video);
      for (const sink of sinks) await sink.onFrame(result, video);
      seen.frames++;
      seen.first ??= video.timestamp;
      seen.last = video.timestamp;
      onFrame?.(video);
      // Lets a pending signal be handled between two frames.
      await new Promise((resolve) => setImmediate(resolve));
      isWaiting = true;
    }
  } catch (error) {
    if (error instanceof VideoError && error.code === "stopped") {
      stopped = STOPPED_BY_USER;
    } else {
      failures.push(error);
      stopped = errorMessage(error);
    }
  } finally {
    stop?.removeEventListener("abort", onStop);
  }
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
