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

/** Later than any video ends, seconds: going there makes a browser look for the end. */
const FAR = 1e9;

/**
 * Waits until a file's first frame can be shown and its length is known.
 *
 * @throws when the browser cannot play it, or it has no image: sound alone.
 */
export async function loaded(video: HTMLVideoElement): Promise<void> {
  await arrival(video, "loadeddata");
  if (video.videoWidth === 0) throw new Error("The file has no image.");
  if (Number.isFinite(video.duration)) return;
  // Written while it was recorded: its head says nothing of the length, and without one there is no going to a time.
  await goTo(video, FAR);
  await goTo(video, 0);
}

function goTo(video: HTMLVideoElement, time: number): Promise<void> {
  const arrived = arrival(video, "seeked");
  video.currentTime = time;
  return arrived;
}

/** Waits for an event of the element. @throws the element's own error when that comes first. */
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
