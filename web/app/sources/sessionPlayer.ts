// Plays a recorded session: its frames at their own times, without images.

import type { SessionFrame } from "../../../src/index.ts";
import { frameAt, type OpenedSession } from "../session/replay.ts";
import { type Playback, playback, shownFrame } from "../state/live.ts";
import { analysedFrame, storedAnswer } from "./analysedFrames.ts";
import { contextOf } from "./frameCanvas.ts";

/** Controls playback. */
export interface Transport {
  play(): void;
  pause(): void;
  /** Goes to a time, seconds on the frames' clock. */
  seek(time: number): void;
  stop(): void;
}

/** Shows the session's first frame. */
export function playSession({ frames }: OpenedSession): Transport {
  const [first] = frames;
  const begin = first?.frame.timestamp ?? 0;
  const duration = frames.at(-1)?.frame.timestamp ?? 0;
  let time = begin;
  let playing = false;
  let tick = 0;
  let shown: SessionFrame | undefined;
  const image = blank(first?.frame.width ?? 640, first?.frame.height ?? 480);

  function show(): void {
    playback.value = { playing, time, rate: 1, duration } satisfies Playback;
    const now = frameAt(frames, time);
    if (now === undefined || now === shown) return;
    shown = now;
    shownFrame.value = analysedFrame(storedAnswer(now), image);
  }

  function play(): void {
    if (playing) return;
    playing = true;
    if (time >= duration) time = begin;
    let before = performance.now();
    const step = (now: number): void => {
      time = Math.min(duration, time + (now - before) / 1000);
      before = now;
      if (time >= duration) playing = false;
      show();
      if (playing) tick = requestAnimationFrame(step);
    };
    tick = requestAnimationFrame(step);
  }

  function pause(): void {
    playing = false;
    cancelAnimationFrame(tick);
    show();
  }

  show();
  return {
    play,
    pause,
    seek(to) {
      time = Math.max(begin, Math.min(duration, to));
      show();
    },
    stop: pause,
  };
}

/** The dark ground for landmarks: sessions contain no images. */
function blank(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = contextOf(canvas);
  context.fillStyle = "#101820";
  context.fillRect(0, 0, width, height);
  return canvas;
}
