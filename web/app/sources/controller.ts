// Opens sources, feeds their frames to the worker and publishes what comes back.

import type { StreamAnswer } from "../../worker/protocol.ts";
import type { EngineClient } from "../engine/client.ts";
import type { OpenedSession } from "../session/replay.ts";
import { addToHistory } from "../state/history.ts";
import {
  type Counts,
  counts,
  type Playback,
  playback,
  problem,
  type Shot,
  type SourceKind,
  shot,
  source,
} from "../state/live.ts";
import { profile } from "../state/profile.ts";
import { settings } from "../state/settings.ts";
import { CameraError, openCamera } from "./camera.ts";
import { createFrameCanvases } from "./frameCanvas.ts";
import { createPace } from "./pace.ts";
import { pumpFrames } from "./pump.ts";
import { SAMPLE } from "./sample.ts";
import { playSession, type Transport } from "./sessionPlayer.ts";

/** Longer sides of pictures and of video frames are reduced to these before analysis, pixels. */
const LONGEST_PICTURE = 2048;
const LONGEST_FRAME = 1280;

/** Steers what is looked at. */
export interface Controller {
  openCamera(): Promise<void>;
  openVideo(file: Blob, name: string): Promise<void>;
  openPicture(file: Blob, name: string): Promise<void>;
  openSample(): Promise<void>;
  /** Opens a video or picture file by what it is. */
  openFile(file: File): Promise<void>;
  /** Shows a session that was recorded before. */
  openSession(session: OpenedSession): void;
  play(): void;
  pause(): void;
  /** Goes to a time of a video file or session, seconds. */
  seek(time: number): void;
  /** Analyses a picture that the page itself made, as one without a before. */
  analyse(picture: HTMLCanvasElement): Promise<Shot>;
  close(): void;
}

export interface ControllerListeners {
  /** Called when a source is opened, before its first frame. */
  onOpen(): void;
  /** Called when a source is closed. */
  onClose(): void;
  /** Called after each frame of a stream; the picture holds until the next call. */
  onFrame(answer: StreamAnswer, picture: HTMLCanvasElement): void;
}

export function createController(engine: EngineClient, listeners: ControllerListeners): Controller {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  let stop: () => void = () => {};
  /** The session that plays instead of the video element. */
  let session: Transport | null = null;

  for (const event of [
    "play",
    "pause",
    "ended",
    "timeupdate",
    "ratechange",
    "durationchange",
    "seeked",
  ]) {
    video.addEventListener(event, () => {
      if (source.value === null || source.value.still || session !== null) return;
      playback.value = playbackOf(video);
    });
  }

  function close(): void {
    if (source.value !== null) listeners.onClose();
    session?.stop();
    session = null;
    stop();
    stop = () => {};
    video.pause();
    video.removeAttribute("src");
    video.srcObject = null;
    source.value = null;
    playback.value = null;
    problem.value = null;
    shot.value = null;
    counts.value = { presented: 0, analysed: 0 };
  }

  /** Shows what the video element plays, from now on. */
  async function start(kind: SourceKind, name: string, release: () => void): Promise<void> {
    source.value = { kind, name, still: false };
    listeners.onOpen();
    await engine.call("stream", {
      longestSide: LONGEST_FRAME,
      // What was learned is about who sits before this camera, not about people in films.
      baseline: kind === "camera" ? profile.value : null,
      speed: settings.value.speed,
    });
    const pace = createPace();
    const stopPump = pumpFrames({
      video,
      clock: kind === "camera" ? "capture" : "media",
      analyse: (frame) => engine.call("frame", frame, [frame.picture]),
      onAnswer(answer, picture, counted) {
        publish(answer, picture, counted);
        if (kind !== "camera") video.playbackRate = pace.next(answer.milliseconds.total);
        listeners.onFrame(answer, picture);
      },
      onError(reason) {
        console.error(reason);
        problem.value = "analysis-failed";
      },
    });
    stop = () => {
      stopPump();
      release();
    };
    await video.play();
  }

  async function openVideo(file: Blob, name: string, kind: SourceKind = "video"): Promise<void> {
    close();
    const address = URL.createObjectURL(file);
    video.src = address;
    try {
      await loaded(video);
      await start(kind, name, () => URL.revokeObjectURL(address));
    } catch (reason) {
      URL.revokeObjectURL(address);
      fail(reason, "file-unreadable");
    }
  }

  async function openPicture(
    file: Blob,
    name: string,
    kind: SourceKind = "picture",
  ): Promise<void> {
    close();
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch (reason) {
      fail(reason, "file-unreadable");
      return;
    }
    source.value = { kind, name, still: true };
    listeners.onOpen();
    const canvases = createFrameCanvases();
    canvases.draw(bitmap, bitmap.width, bitmap.height);
    bitmap.close();
    try {
      shot.value = await analyse(canvases.swap());
    } catch (reason) {
      fail(reason, "analysis-failed");
    }
  }

  async function analyse(picture: HTMLCanvasElement): Promise<Shot> {
    const sent = await createImageBitmap(picture);
    const ask = { picture: sent, longestSide: LONGEST_PICTURE };
    const { analysis, milliseconds } = await engine.call("picture", ask, [sent]);
    const { width, height, faces } = analysis;
    const face = faces[0] ?? null;
    return { picture, width, height, faces, face, report: null, timestamp: 0, milliseconds };
  }

  return {
    async openCamera() {
      close();
      let stream: MediaStream;
      try {
        stream = await openCamera(settings.value.camera);
      } catch (reason) {
        fail(reason, "camera-absent");
        return;
      }
      const [track] = stream.getVideoTracks();
      track?.addEventListener("ended", () => {
        close();
        problem.value = "camera-ended";
      });
      video.srcObject = stream;
      await start("camera", track?.label ?? "", () => {
        for (const each of stream.getTracks()) each.stop();
      });
    },
    openVideo,
    openPicture,
    async openSample() {
      let file: Blob;
      try {
        file = await (await fetch(SAMPLE.address)).blob();
      } catch (reason) {
        fail(reason, "file-unreadable");
        return;
      }
      if (SAMPLE.isVideo) await openVideo(file, SAMPLE.name, "sample");
      else await openPicture(file, SAMPLE.name, "sample");
    },
    async openFile(file) {
      if (file.type.startsWith("video/")) await openVideo(file, file.name);
      else await openPicture(file, file.name);
    },
    openSession(opened) {
      close();
      source.value = { kind: "session", name: opened.source.file, still: false };
      listeners.onOpen();
      for (const { report } of opened.frames) addToHistory(report);
      session = playSession(opened);
    },
    play() {
      if (session !== null) return session.play();
      // Refused only while another source is being opened, whose own start then counts.
      video.play().catch(() => {});
    },
    pause() {
      if (session !== null) session.pause();
      else video.pause();
    },
    seek(time) {
      if (session !== null) return session.seek(time);
      // A camera has no yesterday.
      if (Number.isFinite(video.duration)) video.currentTime = time;
    },
    analyse,
    close,
  };
}

function fail(reason: unknown, otherwise: NonNullable<typeof problem.value>): void {
  console.error(reason);
  problem.value = reason instanceof CameraError ? reason.problem : otherwise;
}

function publish(
  { frame, report, milliseconds }: StreamAnswer,
  picture: HTMLCanvasElement,
  counted: Counts,
): void {
  const { width, height, faces, driver, timestamp } = frame;
  const face = faces.find(({ id }) => id === driver) ?? null;
  shot.value = { picture, width, height, faces, face, report, timestamp, milliseconds };
  counts.value = counted;
}

function playbackOf(video: HTMLVideoElement): Playback {
  const { paused, currentTime, duration, ended, playbackRate } = video;
  // A camera's duration is infinite; so is that of some recordings until they were played through.
  return {
    playing: !paused && !ended,
    time: currentTime,
    rate: playbackRate,
    duration: Number.isFinite(duration) ? duration : null,
  };
}

/** Waits until a video's first frame can be shown. */
function loaded(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener("loadeddata", () => resolve(), { once: true });
    video.addEventListener("error", () => reject(video.error ?? new Error("No video.")), {
      once: true,
    });
  });
}
