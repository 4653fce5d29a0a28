// Analyses every frame of a video, shows the progress, and keeps the results for playback.

import type { StreamAnswer, StreamFrame } from "../../worker/protocol.ts";
import { createFrameStore, type FrameStore } from "../session/frameStore.ts";
import { sourceOf } from "../session/recorder.ts";
import { engineState, wholeFile } from "../state/live.ts";
import { publish, storedAnswer } from "./analysedFrames.ts";
import { analyseWholeFile } from "./wholeFile.ts";

/** A frame is shown this often, milliseconds: frames may be analysed faster than anyone can see. */
const SHOWN_EVERY = 100;

export interface VideoOptions {
  readonly file: Blob;
  readonly name: string;
  readonly signal: AbortSignal;
  analyseFrame(frame: StreamFrame): Promise<StreamAnswer>;
  /** Called after each frame; the image is valid until the next call. */
  onFrame(answer: StreamAnswer, image: HTMLCanvasElement): void;
}

/**
 * Analyses a video.
 *
 * @returns its frames by time, or null when it was stopped.
 * @throws {SourceError} when this browser cannot decode it.
 */
export async function analyseVideo(options: VideoOptions): Promise<FrameStore | null> {
  const { file, name, signal, analyseFrame, onFrame } = options;
  const engine = engineState.value;
  if (engine.kind !== "ready") throw new Error("The networks have not been loaded.");
  const { cards } = engine;
  let stored: FrameStore | undefined;
  let duration = 0;
  let analysed = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  const breaksOffAt = await analyseWholeFile({
    file,
    signal,
    onLength: (seconds) => {
      duration = seconds;
    },
    analyse: analyseFrame,
    onAnswer(answer, canvases) {
      analysed++;
      const { timestamp, width, height } = answer.frame;
      stored ??= createFrameStore(sourceOf({ name, cards }, timestamp, width, height));
      stored.add(answer);
      const now = performance.now();
      const shows = now - shownAt >= SHOWN_EVERY;
      // A shown image must not change; the next frame may be drawn over any other.
      const image = shows ? canvases.swap() : canvases.hidden;
      if (shows) {
        shownAt = now;
        publish(answer, image, { presented: analysed, analysed });
        wholeFile.value = { running: true, time: timestamp, duration, breaksOffAt: null };
      }
      onFrame(answer, image);
    },
  });
  if (signal.aborted) return null;
  if (stored === undefined) throw new Error("The video has no frames.");
  wholeFile.value = { running: false, time: duration, duration, breaksOffAt };
  return stored;
}

/** The stored result of a video's frame; the image is closed. */
export async function storedFrame(
  frames: FrameStore,
  image: StreamFrame["image"],
  timestamp: number,
): Promise<StreamAnswer> {
  image.close();
  const stored = await frames.at(timestamp);
  if (stored === undefined) throw new Error("The video has no stored frames.");
  return storedAnswer(stored);
}
