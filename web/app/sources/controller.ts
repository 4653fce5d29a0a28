// Opens sources, feeds their frames to the worker and publishes what comes back.

import type { DriverEvent } from "../../../src/index.ts";
import type { StreamAnswer, StreamFrame } from "../../worker/protocol.ts";
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
import { profile } from "../state/profile.ts";
import { settings } from "../state/settings.ts";
import { CameraError, openCamera } from "./camera.ts";
import { analyseFilm, storedFrame } from "./film.ts";
import { createPace } from "./pace.ts";
import { analysePicture, readPicture } from "./picture.ts";
import { type PumpOptions, pumpFrames } from "./pump.ts";
import { SAMPLE } from "./sample.ts";
import { playSession, type Transport } from "./sessionPlayer.ts";
import { publish } from "./shots.ts";
import { createVideoElement, loaded } from "./videoElement.ts";
import { UndecodableError } from "./wholeFile.ts";

/** Longer sides of video frames are reduced to this before analysis, pixels. */
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
  /** Analyses every frame of the open video file, none dropped; then playing shows what was found. */
  analyseWholeFile(): Promise<void>;
  /** Breaks that off: the file is played as before. */
  stopWholeFile(): void;
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
  /** Called when a source is analysed anew from its beginning. */
  onRestart(): void;
  /** Called after a film's last frame, with the events that lasted and now end. */
  onEnd(changed: readonly DriverEvent[]): void;
  /** Called after each frame of a stream; the picture holds until the next call. */
  onFrame(answer: StreamAnswer, picture: HTMLCanvasElement): void;
}

export function createController(engine: EngineClient, listeners: ControllerListeners): Controller {
  const video = createVideoElement((now) => {
    if (source.value === null || source.value.still || session !== null) return;
    playback.value = now;
  });
  /** Stops taking frames. */
  let stopFrames: () => void = () => {};
  /** Gives back what the source holds. */
  let release: () => void = () => {};
  /** The session that plays instead of the video element. */
  let session: Transport | null = null;
  let film: { readonly file: Blob; readonly opened: SourceState } | null = null;
  /** Counts what was opened and closed. */
  let turn = 0;

  function close(): void {
    turn++;
    if (source.value !== null) listeners.onClose();
    session?.stop();
    session = null;
    film = null;
    stopFrames();
    stopFrames = () => {};
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
    if (await watch(opened)) await video.play();
  }

  function openStream(kind: SourceKind): Promise<null> {
    return engine.call("stream", {
      longestSide: LONGEST_FRAME,
      // What was learned is about who sits before this camera, not about people in films.
      baseline: kind === "camera" ? profile.value : null,
      speed: settings.value.speed,
    });
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
      onError: (reason) => fail(reason, "analysis-failed"),
    });
  }

  /**
   * Analyses frames as they are played.
   *
   * @returns whether the source is still open after the worker was asked.
   */
  async function watch(opened: SourceState): Promise<boolean> {
    await openStream(opened.kind);
    if (source.value !== opened) return false;
    const pace = createPace();
    pump(opened, analyseFrame, (answer, picture, counted) => {
      publish(answer, picture, counted);
      if (opened.kind !== "camera") video.playbackRate = pace.next(answer.milliseconds.total);
      listeners.onFrame(answer, picture);
    });
    return true;
  }

  const analyseFrame = (frame: StreamFrame): Promise<StreamAnswer> =>
    engine.call("frame", frame, [frame.picture]);

  /** Analyses every frame of a film; from then on playing shows what was found. */
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
      const spool = await analyseFilm({ file, name: opened.name, signal, analyseFrame, onFrame });
      if (source.value !== opened) return;
      if (spool !== null) {
        listeners.onEnd(await engine.call("finish", null));
        pump(opened, ({ picture, timestamp }) => storedFrame(spool, picture, timestamp), publish);
        video.playbackRate = 1;
        video.currentTime = 0;
        return;
      }
    } catch (reason) {
      if (source.value !== opened) return;
      fail(reason, reason instanceof UndecodableError ? "file-undecodable" : "analysis-failed");
    }
    // Broken off: it is played as before, and what was found is drawn over.
    wholeFile.value = null;
    listeners.onClose();
    video.currentTime = 0;
    await watch(opened);
  }

  async function openVideo(file: Blob, name: string, kind: SourceKind = "video"): Promise<void> {
    const wanted = begin();
    const address = URL.createObjectURL(file);
    video.src = address;
    try {
      await loaded(video);
      if (!wanted()) return URL.revokeObjectURL(address);
      const opened: SourceState = { kind, name, still: false };
      film = { file, opened };
      await start(opened, () => URL.revokeObjectURL(address));
    } catch (reason) {
      URL.revokeObjectURL(address);
      if (wanted()) fail(reason, "file-unreadable");
    }
  }

  async function openPicture(
    file: Blob,
    name: string,
    kind: SourceKind = "picture",
  ): Promise<void> {
    const wanted = begin();
    let picture: HTMLCanvasElement;
    try {
      picture = await readPicture(file);
    } catch (reason) {
      if (wanted()) fail(reason, "file-unreadable");
      return;
    }
    if (!wanted()) return;
    source.value = { kind, name, still: true };
    listeners.onOpen();
    try {
      const analysed = await analysePicture(engine, picture);
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
    openPicture,
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
    async analyseWholeFile() {
      if (film !== null) await analyseWhole(film.file, film.opened);
    },
    stopWholeFile() {
      if (wholeFile.value?.running) stopFrames();
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
    analyse: (picture) => analysePicture(engine, picture),
    close,
  };
}

function fail(reason: unknown, otherwise: NonNullable<typeof problem.value>): void {
  console.error(reason);
  problem.value = reason instanceof CameraError ? reason.problem : otherwise;
}
