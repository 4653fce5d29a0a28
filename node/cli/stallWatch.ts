// Notices that a live analysis stands still although its source is not silent: an inference pass, a file or the reading of
// images that never ends. Nobody else would say so, because images still arrive.

import type { FramePipeline, FrameSink } from "../video/analyzeVideo.ts";

/** Seconds without an analysed image before it is reported: several times what one takes on a slow computer. */
export const STALLED_AFTER = 5;
const CHECK_MILLISECONDS = 250;

/** What the next image waits for. */
export type StalledStage = "reading" | "analysis" | "writing";

export interface StallWatch<Result> {
  /** The pipeline to watch. */
  readonly pipeline: FramePipeline<Result>;
  /** The last of the sinks. */
  readonly sink: FrameSink<Result>;
  /** The source itself has reported that no image comes. */
  silence(): void;
  end(): void;
}

/**
 * Watches the time between analysed images.
 *
 * @param onStall called with the whole seconds since the last one, once for each second from `STALLED_AFTER` on.
 * @param now a monotonic clock in seconds; tests pass a fake.
 */
export function watchStalls<Result>(
  pipeline: FramePipeline<Result>,
  onStall: (seconds: number, stage: StalledStage) => void,
  now: () => number = () => performance.now() / 1000,
): StallWatch<Result> {
  let last = now();
  let reported = 0;
  let isAnalysing = false;
  /** Results that are not written yet. */
  let unwritten = 0;
  const timer = setInterval(() => {
    const seconds = Math.floor(now() - last);
    if (seconds < STALLED_AFTER || seconds <= reported) return;
    reported = seconds;
    onStall(seconds, isAnalysing ? "analysis" : unwritten > 0 ? "writing" : "reading");
  }, CHECK_MILLISECONDS);
  timer.unref();
  const restart = (): void => {
    last = now();
    reported = 0;
  };
  return {
    async pipeline(video) {
      isAnalysing = true;
      try {
        const result = await pipeline(video);
        unwritten++;
        return result;
      } finally {
        isAnalysing = false;
      }
    },
    sink: {
      onFrame() {
        unwritten--;
        restart();
      },
      close: () => {},
    },
    silence: restart,
    end: () => clearInterval(timer),
  };
}
