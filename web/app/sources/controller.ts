// Opens sources, one at a time, and steers what plays.

import type { EngineClient } from "../engine/client.ts";
import type { OpenedSession } from "../session/replay.ts";
import { addToHistory } from "../state/history.ts";
import {
  counts,
  playback,
  problem,
  type Shot,
  type SourceKind,
  type SourceState,
  shot,
  source,
  wholeFile,
} from "../state/live.ts";
import { settings } from "../state/settings.ts";
import { openCamera } from "./camera.ts";
import { fail } from "./fail.ts";
import { analyseImage, readImage } from "./image.ts";
import { SAMPLE } from "./sample.ts";
import { playSession, type Transport } from "./sessionPlayer.ts";
import { createVideoElement, loaded } from "./videoElement.ts";
import { createWatcher, type WatchListeners } from "./watcher.ts";

/** Steers what is looked at. */
export interface Controller {
  openCamera(): Promise<void>;
  openVideo(file: Blob, name: string): Promise<void>;
  openImage(file: Blob, name: string): Promise<void>;
  openSample(): Promise<void>;
  /** Opens a video or image file by what it is. */
  openFile(file: File): Promise<void>;
  /** Shows a session that was recorded before. */
  openSession(session: OpenedSession): void;
  /** Analyses every frame of the open video file, none dropped; then playing shows what was found. */
  analyseWholeFile(): Promise<void>;
  /** Breaks that off: the file is played as before. */
  stopWholeFile(): void;
  play(): void;
  pause(): void;
  /** Goes to a time of a video file or session, seconds. */
  seek(time: number): void;
  /** Analyses an image that the page itself made, as one without a before. */
  analyse(image: HTMLCanvasElement): Promise<Shot>;
  close(): void;
}

export interface ControllerListeners extends WatchListeners {
  /** Called when a source is opened, before its first frame. */
  onOpen(): void;
}

export function createController(engine: EngineClient, listeners: ControllerListeners): Controller {
  const video = createVideoElement((now) => {
    if (source.value === null || source.value.still || session !== null) return;
    playback.value = now;
  });
  const watcher = createWatcher(engine, video, listeners);
  /** Gives back what the source holds. */
  let release: () => void = () => {};
  /** The session that plays instead of the video element. */
  let session: Transport | null = null;
  let videoFile: { readonly file: Blob; readonly opened: SourceState } | null = null;
  /** Counts what was opened and closed. */
  let turn = 0;

  function close(): void {
    turn++;
    if (source.value !== null) listeners.onClose();
    session?.stop();
    session = null;
    videoFile = null;
    watcher.stop();
    video.pause();
    video.removeAttribute("src");
    video.srcObject = null;
    release();
    release = () => {};
    source.value = null;
    playback.value = null;
    wholeFile.value = null;
    problem.value = null;
    shot.value = null;
    counts.value = { presented: 0, analysed: 0 };
  }

  /**
   * Makes room for another source, which may take long to come: a camera that asks its user, a file that is fetched.
   *
   * @returns tells whether it is still wanted.
   */
  function begin(): () => boolean {
    close();
    const mine = turn;
    return () => turn === mine;
  }

  /** Shows what the video element plays, from now on. */
  async function start(opened: SourceState, whenClosed: () => void): Promise<void> {
    source.value = opened;
    release = whenClosed;
    listeners.onOpen();
    if (await watcher.watch(opened)) await video.play();
  }

  async function openVideo(file: Blob, name: string, kind: SourceKind = "video"): Promise<void> {
    const wanted = begin();
    const address = URL.createObjectURL(file);
    video.src = address;
    try {
      await loaded(video);
      if (!wanted()) return URL.revokeObjectURL(address);
      const opened: SourceState = { kind, name, still: false };
      videoFile = { file, opened };
      await start(opened, () => URL.revokeObjectURL(address));
    } catch (reason) {
      URL.revokeObjectURL(address);
      if (wanted()) fail(reason, "file-unreadable");
    }
  }

  async function openImage(file: Blob, name: string, kind: SourceKind = "image"): Promise<void> {
    const wanted = begin();
    let image: HTMLCanvasElement;
    try {
      image = await readImage(file);
    } catch (reason) {
      if (wanted()) fail(reason, "file-unreadable");
      return;
    }
    if (!wanted()) return;
    source.value = { kind, name, still: true };
    listeners.onOpen();
    try {
      const analysed = await analyseImage(engine, image);
      if (wanted()) shot.value = analysed;
    } catch (reason) {
      if (wanted()) fail(reason, "analysis-failed");
    }
  }

  return {
    async openCamera() {
      const wanted = begin();
      let stream: MediaStream;
      try {
        stream = await openCamera(settings.value.camera);
      } catch (reason) {
        if (wanted()) fail(reason, "camera-absent");
        return;
      }
      const stop = (): void => {
        for (const each of stream.getTracks()) each.stop();
      };
      if (!wanted()) return stop();
      const [track] = stream.getVideoTracks();
      track?.addEventListener("ended", () => {
        close();
        problem.value = "camera-ended";
      });
      video.srcObject = stream;
      await start({ kind: "camera", name: track?.label ?? "", still: false }, stop);
    },
    openVideo,
    openImage,
    async openSample() {
      const wanted = begin();
      let file: Blob;
      try {
        file = await (await fetch(SAMPLE.address)).blob();
      } catch (reason) {
        if (wanted()) fail(reason, "file-unreadable");
        return;
      }
      if (!wanted()) return;
      if (SAMPLE.isVideo) await openVideo(file, SAMPLE.name, "sample");
      else await openImage(file, SAMPLE.name, "sample");
    },
    async openFile(file) {
      if (file.type.startsWith("video/")) await openVideo(file, file.name);
      else await openImage(file, file.name);
    },
    openSession(opened) {
      close();
      source.value = { kind: "session", name: opened.source.file, still: false };
      listeners.onOpen();
      for (const { report } of opened.frames) addToHistory(report);
      session = playSession(opened);
    },
    async analyseWholeFile() {
      if (videoFile !== null) await watcher.analyseWhole(videoFile.file, videoFile.opened);
    },
    stopWholeFile() {
      if (wholeFile.value?.running) watcher.stop();
    },
    play() {
      if (session !== null) return session.play();
      problem.value = null;
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
    analyse: (image) => analyseImage(engine, image),
    close,
  };
}
