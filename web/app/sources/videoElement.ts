// The video element that plays files and cameras. It is not on the page: its frames are drawn on canvases.

import type { Playback } from "../state/live.ts";

const EVENTS = ["play", "pause", "ended", "timeupdate", "ratechange", "durationchange", "seeked"];

/** Makes the element. @param onChange called with its position whenever that changes. */
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
    // A camera's duration is infinite.
    duration: Number.isFinite(duration) ? duration : null,
  };
}

/** A time after the end of any video, seconds: seeking there makes a browser look for the end. */
const FAR = 1e9;

/**
 * Waits until a file's first frame can be shown and its length is known.
 *
 * @throws when the browser cannot play it, or it has only sound.
 */
export async function loaded(video: HTMLVideoElement): Promise<void> {
  await arrival(video, "loadeddata");
  if (video.videoWidth === 0) throw new Error("The file has no image.");
  if (Number.isFinite(video.duration)) return;
  // A file that was written while it was recorded has no length in its header, and without one it cannot be sought.
  await goTo(video, FAR);
  await goTo(video, 0);
}

function goTo(video: HTMLVideoElement, time: number): Promise<void> {
  const arrived = arrival(video, "seeked");
  video.currentTime = time;
  return arrived;
}

/** Waits for an event of the element. @throws the element's error when that comes first. */
function arrival(video: HTMLVideoElement, event: "loadeddata" | "seeked"): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const { signal } = done;
    const settle = (act: () => void): void => {
      done.abort();
      act();
    };
    video.addEventListener(event, () => settle(resolve), { signal });
    const failed = (): void => settle(() => reject(video.error ?? new Error("No video.")));
    video.addEventListener("error", failed, { signal });
  });
}
