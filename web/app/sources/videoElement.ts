// The video element that files and cameras play in, without a place on the page: frames are drawn on canvases.

import type { Playback } from "../state/live.ts";

const EVENTS = ["play", "pause", "ended", "timeupdate", "ratechange", "durationchange", "seeked"];

/** Makes the element. @param onChange called with where it stands whenever that changes. */
export function createVideoElement(onChange: (playback: Playback) => void): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  for (const event of EVENTS) video.addEventListener(event, () => onChange(playbackOf(video)));
  return video;
}

function playbackOf({ paused, currentTime, duration, ended, playbackRate }: HTMLVideoElement) {
  return {
    playing: !paused && !ended,
    time: currentTime,
    rate: playbackRate,
    duration: finite(duration),
  };
}

/** A camera's duration is infinite; so is that of some recordings until they were played through. */
export function finite(duration: number): number | null {
  return Number.isFinite(duration) ? duration : null;
}

/** Waits until a video's first frame can be shown. */
export function loaded(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener("loadeddata", () => resolve(), { once: true });
    video.addEventListener("error", () => reject(video.error ?? new Error("No video.")), {
      once: true,
    });
  });
}
