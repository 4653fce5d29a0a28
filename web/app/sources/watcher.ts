// Analyses what the video element plays: frames to the worker, answers to the page.

import type { DriverEvent } from "../../../src/index.ts";
import type { StreamAnswer, StreamFrame } from "../../worker/protocol.ts";
import type { EngineClient } from "../engine/client.ts";
import { cabin } from "../state/cabin.ts";
import {
  problem,
  type SourceKind,
  type SourceState,
  shownFrame,
  source,
  wholeFile,
} from "../state/live.ts";
import { profile } from "../state/profile.ts";
import { settings } from "../state/settings.ts";
import { publish } from "./analysedFrames.ts";
import { createPace } from "./pace.ts";
import { type PumpOptions, pumpFrames } from "./pump.ts";
import { showProblem } from "./sourceError.ts";
import { analyseVideo, storedFrame } from "./video.ts";

/** Video frames with longer sides are reduced to this before analysis, pixels. */
const LONGEST_FRAME = 1280;

export interface WatchListeners {
  /** Called after each frame; the image is valid until the next call. */
  onFrame(answer: StreamAnswer, image: HTMLCanvasElement): void;
  /** Called when the analysis starts again from the beginning. */
  onRestart(): void;
  /** Called after a video's last frame, with the events that end there. */
  onEnd(changed: readonly DriverEvent[]): void;
  /** Called when a source is closed or its analysis is stopped. */
  onClose(): void;
}

export interface Watcher {
  /**
   * Starts to analyse frames as they are played.
   *
   * @returns whether the source is still open once the worker is ready.
   */
  watch(opened: SourceState): Promise<boolean>;
  /** Analyses every frame of a video; afterwards playing shows the results. */
  analyseWhole(file: Blob, opened: SourceState): Promise<void>;
  /** Sends no more frames and stops the analysis of a whole video. */
  stop(): void;
}

/** @param video plays the source that is open. */
export function createWatcher(
  engine: EngineClient,
  video: HTMLVideoElement,
  listeners: WatchListeners,
): Watcher {
  let stopFrames: () => void = () => {};

  const analyseFrame = (frame: StreamFrame): Promise<StreamAnswer> =>
    engine.call("frame", frame, [frame.image]);

  function openStream(kind: SourceKind): Promise<null> {
    return engine.call("stream", {
      longestSide: LONGEST_FRAME,
      // The kept baseline belongs to the driver at this camera, not to people in videos.
      baseline: kind === "camera" ? profile.value : null,
      cabin: cabin.value,
      speed: settings.value.speed,
    });
  }

  /** The camera is open and sends no image: what was known of the driver no longer holds. */
  async function silent(seconds: number): Promise<void> {
    const before = shownFrame.value;
    const report = await engine.call("silence", { seconds });
    // A frame may have come meanwhile.
    if (before === null) problem.value = "camera-silent";
    else if (report !== null && shownFrame.value === before) {
      shownFrame.value = { ...before, report };
    }
  }

  function pump(
    opened: SourceState,
    analyse: PumpOptions["analyse"],
    onAnswer: PumpOptions["onAnswer"],
  ): void {
    stopFrames = pumpFrames({
      video,
      clock: opened.kind === "camera" ? "capture" : "media",
      analyse,
      onAnswer,
      onSilence: (seconds) => void silent(seconds),
      onError: (error) => showProblem(error, "analysis-failed"),
    });
  }

  async function watch(opened: SourceState): Promise<boolean> {
    await openStream(opened.kind);
    if (source.value !== opened) return false;
    const pace = createPace();
    pump(opened, analyseFrame, (answer, image, counted) => {
      if (problem.value === "camera-silent") problem.value = null;
      publish(answer, image, counted);
      if (opened.kind !== "camera") video.playbackRate = pace.next(answer.milliseconds.total);
      listeners.onFrame(answer, image);
    });
    return true;
  }

  async function analyseWhole(file: Blob, opened: SourceState): Promise<void> {
    const aborter = new AbortController();
    const { signal } = aborter;
    stopFrames();
    stopFrames = () => aborter.abort();
    video.pause();
    problem.value = null;
    wholeFile.value = { running: true, time: 0, duration: 0, breaksOffAt: null };
    listeners.onRestart();
    try {
      await openStream(opened.kind);
      const { onFrame } = listeners;
      const stored = await analyseVideo({ file, name: opened.name, signal, analyseFrame, onFrame });
      if (source.value !== opened) return;
      if (stored !== null) {
        listeners.onEnd(await engine.call("finish", null));
        pump(opened, ({ image, timestamp }) => storedFrame(stored, image, timestamp), publish);
        video.playbackRate = 1;
        video.currentTime = 0;
        return;
      }
    } catch (error) {
      if (source.value !== opened) return;
      showProblem(error, "analysis-failed");
    }
    // Stopped: it is played and analysed as before.
    wholeFile.value = null;
    listeners.onClose();
    video.currentTime = 0;
    await watch(opened);
  }

  return {
    watch,
    analyseWhole,
    stop() {
      stopFrames();
      stopFrames = () => {};
    },
  };
}
