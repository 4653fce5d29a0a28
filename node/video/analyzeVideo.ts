// The road of a video: frames from a source through a pipeline into sinks, with nothing lost when it ends early.

import { errorMessage } from "../../src/errorMessage.ts";
import type { SessionEnd } from "../../src/formats/sessionFrame.ts";
import type { VideoFrame } from "./source.ts";

/** Turns one frame into what is known of it. Frames come in order, each after the one before is done. */
export type FramePipeline<Result> = (video: VideoFrame) => Promise<Result>;

/** Where results go: a table, a video, a report. */
export interface FrameSink<in Result> {
  /** Takes the next frame's result, and the frame for what draws; waited for before the next frame is read. */
  onFrame(result: Result, video: VideoFrame): void | Promise<void>;
  /** Finishes. Called once, also when the video was stopped or something failed; `end` says so. */
  close(end: SessionEnd): void | Promise<void>;
}

/** How a run is watched and stopped. */
export interface Reporting {
  /** Aborted when the user asks to stop; the frame at hand is finished. */
  readonly stop?: AbortSignal;
  /** Called after each frame. */
  readonly onFrame?: (video: VideoFrame) => void;
}

/** Why a run that the user stopped ended, in `SessionEnd.stopped`. */
export const STOPPED_BY_USER = "stopped by the user";

/**
 * Takes a video to its end, or until it is stopped.
 *
 * Whatever happens, every sink is closed, so what is written is complete up to the last frame.
 *
 * @throws what the source, the pipeline or a sink threw, after the sinks are closed.
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
  source: AsyncIterable<VideoFrame>,
  pipeline: FramePipeline<Result>,
  sinks: readonly FrameSink<Result>[],
  { stop, onFrame }: Reporting = {},
): Promise<SessionEnd> {
  const seen = { frames: 0, first: null as number | null, last: null as number | null };
  const failures: unknown[] = [];
  let stopped: string | null = null;
  try {
    for await (const video of source) {
      // Asked here and not after a frame, so that a video which has just ended was not stopped.
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
      // Lets a signal that came meanwhile be heard between two frames that were quick.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    failures.push(error);
    stopped = errorMessage(error);
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
