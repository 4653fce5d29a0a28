// Sends the frames of a playing video to the worker, one at a time.

import type { SentImage, StreamAnswer, StreamFrame } from "../../worker/protocol.ts";
import type { Counts } from "../state/live.ts";
import { createFrameCanvases } from "./frameCanvas.ts";

export interface PumpOptions {
  readonly video: HTMLVideoElement;
  /** A frame's time: in a file its media time, from a camera the time since the first capture. */
  readonly clock: "media" | "capture";
  /** Analyses one frame. The image is transferred. */
  analyse(frame: StreamFrame): Promise<StreamAnswer>;
  /** Called after each frame with its image, which is valid until the next call. */
  onAnswer(answer: StreamAnswer, image: HTMLCanvasElement, counts: Counts): void;
  /** Called once a second while a camera shows no new frame, with the seconds since the last one, from 2 on. */
  onSilence?(seconds: number): void;
  onError(reason: unknown): void;
}

/** Seconds without a frame before they are reported. */
const SILENT_AFTER = 2;

interface Grabbed {
  readonly image: VideoFrame;
  readonly timestamp: number;
  readonly index: number;
}

/** A frame that the worker has, and its image for the page. */
interface Sent {
  readonly image: VideoFrame;
  readonly answer: Promise<StreamAnswer>;
}

/**
 * Starts sending frames. While the worker is busy, the newest frame waits and older ones are dropped: the frame that
 * is shown is never older than one analysis.
 *
 * @returns a function that stops it.
 */
export function pumpFrames(options: PumpOptions): () => void {
  const { video, clock, analyse, onAnswer, onSilence, onError } = options;
  const canvases = createFrameCanvases();
  let waiting: Grabbed | undefined;
  let busy = false;
  let stopped = false;
  let callback = 0;
  let first: number | undefined;
  let began: number | undefined;
  let presented = 0;
  let analysed = 0;
  let lastFrame = performance.now();
  let checked = lastFrame;

  // A file has pauses; a camera has none.
  const silence = setInterval(() => {
    const now = performance.now();
    // A hidden page gets no frames, and its timers are late.
    if (document.hidden || now - checked > 2000) lastFrame = now;
    checked = now;
    const seconds = Math.floor((now - lastFrame) / 1000);
    if (clock === "capture" && seconds >= SILENT_AFTER) onSilence?.(seconds);
  }, 1000);

  const onFrame: VideoFrameRequestCallback = (now, metadata) => {
    if (stopped) return;
    lastFrame = performance.now();
    callback = video.requestVideoFrameCallback(onFrame);
    first ??= metadata.presentedFrames;
    presented = metadata.presentedFrames - first + 1;
    const captured = (metadata.captureTime ?? now) / 1000;
    began ??= captured;
    const timestamp = clock === "media" ? metadata.mediaTime : captured - began;
    if (video.videoWidth === 0) return;
    waiting?.image.close();
    waiting = { image: new VideoFrame(video), timestamp, index: presented - 1 };
    if (!busy) void work();
  };

  /** Sends the waiting frame, if there is one. The worker gets it first, and a copy of it is drawn meanwhile. */
  function send(): Sent | undefined {
    if (waiting === undefined) return undefined;
    const { image, timestamp, index } = waiting;
    waiting = undefined;
    const answer = analyse({ image: image.clone() as SentImage, timestamp, index });
    // Its error, if any, is thrown where it is awaited.
    answer.catch(() => {});
    return { image, answer };
  }

  function draw({ image }: Sent): void {
    canvases.draw(image, image.displayWidth, image.displayHeight);
    image.close();
  }

  async function work(): Promise<void> {
    busy = true;
    let sent = send();
    try {
      while (sent !== undefined && !stopped) {
        draw(sent);
        const answer = await sent.answer;
        analysed++;
        if (stopped) break;
        // The worker goes on while the page shows the answer.
        sent = send();
        onAnswer(answer, canvases.swap(), { presented, analysed });
      }
    } catch (reason) {
      if (!stopped) onError(reason);
    } finally {
      sent?.image.close();
      busy = false;
    }
  }

  callback = video.requestVideoFrameCallback(onFrame);
  return () => {
    stopped = true;
    clearInterval(silence);
    video.cancelVideoFrameCallback(callback);
    waiting?.image.close();
    waiting = undefined;
  };
}
