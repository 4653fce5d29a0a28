// Opens sources, one at a time, and controls playback.

import { isTooNarrow } from "../../../src/image/shapeProblem.ts";
import type { EngineClient } from "../engine/client.ts";
import type { OpenedSession } from "../session/replay.ts";
import { addToHistory } from "../state/history.ts";
import {
  type AnalysedFrame,
  counts,
  playback,
  problem,
  type SourceKind,
  type SourceState,
  shownFrame,
  source,
  wholeFile,
} from "../state/live.ts";
import { settings } from "../state/settings.ts";
import { openCamera } from "./camera.ts";
import { createFrameCanvases } from "./frameCanvas.ts";
import { imageSize } from "./imageSize.ts";
import { playSession, type Transport } from "./sessionPlayer.ts";
import { SourceError, showProblem } from "./sourceError.ts";
import { createVideoElement, loaded } from "./videoElement.ts";
import { createWatcher, type WatchListeners } from "./watcher.ts";

/** The sample's file name in samples/, set by the build (web/vite.config.ts). */
declare const __VIGIL_SAMPLE__: string;

/** Images with longer sides are reduced to this before analysis, pixels. */
const LONGEST_IMAGE = 2048;

export interface Controller {
  openCamera(): Promise<void>;
  openVideo(file: Blob, name: string): Promise<void>;
  openImage(file: Blob, name: string): Promise<void>;
  openSample(): Promise<void>;
  /** Opens the sample when the returned function is called, unless another source has been chosen until then. */
  offerSample(): () => Promise<void>;
  /** Opens a video or an image file, depending on its type. */
  openFile(file: File): Promise<void>;
  /** Shows a session that was recorded before. */
  openSession(session: OpenedSession): void;
  /** Analyses every frame of the open video file and drops none; afterwards playing shows the results. */
  analyseWholeFile(): Promise<void>;
  /** Stops that: the file is played and analysed as before. */
  stopWholeFile(): void;
  play(): void;
  pause(): void;
  /** Goes to a time of a video file or session, seconds. */
  seek(time: number): void;
  /** Analyses an image that the page made itself; nothing is remembered of it. */
  analyse(image: HTMLCanvasElement): Promise<AnalysedFrame>;
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
  /** Frees what the source holds. */
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
    shownFrame.value = null;
    counts.value = { presented: 0, analysed: 0 };
  }

  /**
   * Closes the current source before another is opened. That may take long: a camera asks its user, a file is fetched.
   *
   * @returns whether the other source is still wanted, at any later time.
   */
  function begin(): () => boolean {
    close();
    const mine = turn;
    return () => turn === mine;
  }

  /** Plays and analyses what the video element has loaded. */
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
    } catch (error) {
      URL.revokeObjectURL(address);
      if (wanted()) showProblem(error, "file-unreadable");
    }
  }

  async function openImage(file: Blob, name: string, kind: SourceKind = "image"): Promise<void> {
    const wanted = begin();
    let image: HTMLCanvasElement;
    try {
      image = await readImage(file);
    } catch (error) {
      if (wanted()) showProblem(error, "file-unreadable");
      return;
    }
    if (!wanted()) return;
    source.value = { kind, name, still: true };
    listeners.onOpen();
    try {
      const analysed = await analyseImage(engine, image);
      if (wanted()) shownFrame.value = analysed;
    } catch (error) {
      if (wanted()) showProblem(error, "analysis-failed");
    }
  }

  async function openSample(): Promise<void> {
    const wanted = begin();
    const name = __VIGIL_SAMPLE__;
    let file: Blob;
    try {
      file = await (await fetch(`./samples/${name}`)).blob();
    } catch (error) {
      if (wanted()) showProblem(error, "file-unreadable");
      return;
    }
    if (!wanted()) return;
    if (/\.(mp4|webm)$/.test(name)) await openVideo(file, name, "sample");
    else await openImage(file, name, "sample");
  }

  return {
    async openCamera() {
      const wanted = begin();
      let stream: MediaStream;
      try {
        stream = await openCamera(settings.value.camera);
      } catch (error) {
        if (wanted()) showProblem(error, "camera-absent");
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
    openSample,
    offerSample() {
      const then = turn;
      return async () => {
        if (turn === then) await openSample();
      };
    },
    async openFile(file) {
      if (file.size === 0) {
        close();
        problem.value = "file-empty";
        return;
      }
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
      // Playing fails only while another source is being opened, which then starts by itself.
      video.play().catch(() => {});
    },
    pause() {
      if (session !== null) session.pause();
      else video.pause();
    },
    seek(time) {
      if (session !== null) return session.seek(time);
      // A camera has no duration, and no earlier time to go to.
      if (Number.isFinite(video.duration)) video.currentTime = time;
    },
    analyse: (image) => analyseImage(engine, image),
    close,
  };
}

/** An image of as many pixels that cannot be decoded is too large rather than damaged. */
const HUGE_PIXELS = 100e6;

/**
 * An image file on a canvas, upright.
 *
 * @throws {SourceError} for a size that cannot be shown or holds no face.
 * @throws {DOMException} when it is not an image.
 */
async function readImage(file: Blob): Promise<HTMLCanvasElement> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (cause) {
    const size = await imageSize(file);
    if (size === undefined || size.width * size.height < HUGE_PIXELS) throw cause;
    const message = `The image has ${size.width} × ${size.height} pixels.`;
    throw new SourceError("image-huge", message, { cause });
  }
  if (isTooNarrow(bitmap.width, bitmap.height)) {
    const message = `The image has ${bitmap.width} × ${bitmap.height} pixels.`;
    bitmap.close();
    throw new SourceError("image-narrow", message);
  }
  const canvases = createFrameCanvases();
  canvases.draw(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return canvases.swap();
}

async function analyseImage(
  engine: EngineClient,
  image: HTMLCanvasElement,
): Promise<AnalysedFrame> {
  const sent = await createImageBitmap(image);
  const request = { image: sent, longestSide: LONGEST_IMAGE };
  const { analysis, milliseconds } = await engine.call("image", request, [sent]);
  const { width, height, faces } = analysis;
  const face = faces[0] ?? null;
  return { image, width, height, faces, face, report: null, timestamp: 0, milliseconds };
}
