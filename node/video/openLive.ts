// Live video: a camera, an address or a pipe. Frames are decoded as they arrive; a slow reader gets the newest one.

import type { Readable } from "node:stream";
import type { Frame as NativeFrame } from "node-av/lib";
import * as z from "zod";
import { check, mustBe, positive, text } from "../../src/options.ts";
import { type OpenContainer, openContainer } from "./container.ts";
import { decodeImages } from "./decode.ts";
import { nameOf, type VideoInput } from "./input.ts";
import { loadVideoLibrary, type VideoLibrary } from "./library.ts";
import { factsOf, type OpenVideoOptions, orientationIn } from "./openVideo.ts";
import { checkReading } from "./options.ts";
import { type SilenceWatch, watchSilence } from "./silence.ts";
import type { VideoFrame, VideoSource } from "./source.ts";
import { selector } from "./thinning.ts";
import { rgbConverter } from "./toRgb.ts";
import { VideoError } from "./videoError.ts";

/** Where live video comes from. */
export type LiveInput =
  /** The system's name of a camera: `/dev/video0`, on macOS "0" or a name, on Windows a name. */
  | {
      readonly camera: string;
      /** Such as "640x480". */
      readonly size?: string;
      readonly frameRate?: number;
      /** FFmpeg's name of the camera interface. Default: that of the operating system. */
      readonly interface?: string;
    }
  /** Such as rtsp:// or http://. */
  | { readonly address: string }
  | { readonly stream: Readable };

export interface OpenLiveOptions extends Pick<OpenVideoOptions, "fps" | "maxSide" | "onWarning"> {
  /** Aborted to stop: the source ends, even while it waits for a frame. */
  readonly stop?: AbortSignal;
  /** Seconds without an image after which an address or a camera is given up. Default 60; at most 15 until it is open. */
  readonly timeout?: number;
  /** Called once a second while no image arrives, with the whole seconds since the last one, from 2 on. */
  readonly onSilence?: (seconds: number) => void;
  /** A monotonic clock in seconds, for streams without timestamps. Default: the system's. */
  readonly clock?: () => number;
}

const filled = text.min(1, mustBe("a string that is not empty"));

/** FFmpeg takes a missing name for a pointer to nothing, and ends the process. */
const inputSchema = z.union(
  [
    z.object({
      stream: z.custom<Readable>(
        (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
      ),
    }),
    z.object({ address: filled }),
    z.object({
      camera: filled,
      size: z.optional(filled),
      frameRate: z.optional(positive),
      interface: z.optional(filled),
    }),
  ],
  mustBe("{ camera }, { address } or { stream }"),
);

const TIMEOUT = 60;
const OPENING_TIMEOUT = 15;

/**
 * Opens live video. Frames are decoded as they arrive, and only the newest one is kept: an analysis that is slower
 * than the camera drops frames but never lags. `index` counts all frames, so that gaps show dropped frames.
 *
 * Timestamps are seconds. They come from the stream if its format has any; those of cameras and addresses count from the
 * first frame. Otherwise they are the time of arrival since the first frame.
 *
 * @throws {RangeError} when the input or an option is malformed.
 * @throws {VideoError} when it cannot be opened, or is stopped before it is open. Reading throws it with the code
 *   "timed-out" when an address or a camera falls silent for `timeout` seconds.
 *
 * @example
 * const camera = await openLive({ camera: "/dev/video0", size: "640x480" });
 * const session = createDriverSession(vigil);
 * for await (const { frame, timestamp, index } of camera) {
 *   const { report } = await session.next(frame, timestamp, { index });
 *   console.log(report.state);
 * }
 */
export async function openLive(
  input: LiveInput,
  options: OpenLiveOptions = {},
): Promise<VideoSource> {
  check(inputSchema, input, "The live input");
  checkReading(options);
  const { stop, timeout = TIMEOUT, onSilence = () => {} } = options;
  const opened = inputOf(input);
  const library = await loadVideoLibrary(nameOf(opened));
  const isRemote = opened.kind === "address";
  let onTimeout = (): void => {};
  const silence = watchSilence((seconds) => {
    onSilence(seconds);
    if (isRemote && seconds >= timeout) onTimeout();
  });
  try {
    const container = await openContainer(library, opened, {
      live: true,
      stop,
      timeout: isRemote ? Math.min(timeout, OPENING_TIMEOUT) : undefined,
    });
    const source = liveSource(library, container, options, { silence, fromZero: isRemote });
    onTimeout = () => source.fail(timedOut(nameOf(opened), timeout));
    // Images are read from the first request on.
    silence.pause();
    return source;
  } catch (error) {
    silence.end();
    throw error;
  }
}

function timedOut(name: string, seconds: number): VideoError {
  const message = `no image came for ${seconds} s; it is given up. Check the connection.`;
  return new VideoError("timed-out", name, message);
}

/** FFmpeg's names of the camera interfaces. */
const CAMERA_FORMATS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "v4l2",
  darwin: "avfoundation",
  win32: "dshow",
};

function inputOf(input: LiveInput): VideoInput {
  if ("stream" in input) return { kind: "stream", name: "standard input", readable: input.stream };
  if ("address" in input) {
    const overTcp: Record<string, string> = input.address.startsWith("rtsp:")
      ? { rtsp_transport: "tcp" }
      : {};
    return { kind: "address", address: input.address, options: overTcp };
  }
  const { camera, size, frameRate } = input;
  const format = input.interface ?? CAMERA_FORMATS[process.platform] ?? "v4l2";
  const isName = format === "dshow" && !camera.includes("=");
  return {
    kind: "address",
    address: isName ? `video=${camera}` : camera,
    format,
    options: {
      ...(size && { video_size: size }),
      ...(frameRate && { framerate: String(frameRate) }),
    },
  };
}

/** The newest image, not yet taken by the reader. */
interface Waiting {
  readonly image: NativeFrame;
  readonly timestamp: number;
  readonly index: number;
}

const systemClock = (): number => performance.now() / 1000;

/** Whether the times of a format are made up: a stream of bare images gets 25 a second, however fast they come. */
function hasNoTimes({ constants }: VideoLibrary, { format: { iformat } }: OpenContainer): boolean {
  const isMarked = ((iformat?.flags ?? 0) & constants.AVFMT_NOTIMESTAMPS) !== 0;
  return isMarked || /_pipe$/.test(iformat?.name ?? "");
}

/** A live source that can be ended with an error from outside. */
interface LiveSource extends VideoSource {
  fail(error: VideoError): void;
}

function liveSource(
  library: VideoLibrary,
  container: OpenContainer,
  { stop, onWarning, clock = systemClock, ...options }: OpenLiveOptions,
  { silence, fromZero }: { readonly silence: SilenceWatch; readonly fromZero: boolean },
): LiveSource {
  const { name } = container;
  const orientation = orientationIn(library, container);
  const select = selector(options);
  const untimed = hasNoTimes(library, container);
  let waiting: Waiting | undefined;
  let ended = false;
  let failure: unknown;
  let wake = (): void => {};
  let stopping: Promise<void> | undefined;
  let decoding: Promise<void> | undefined;

  const warn = (message: string): void => {
    if (!stopping && failure === undefined) onWarning?.(`${name}: ${message}.`);
  };
  // Images of a live stream can be lost; that is a warning, not damage.
  const problems = { warn, damage: warn };
  async function decode(): Promise<void> {
    let index = -1;
    let zero: number | undefined;
    for await (const { image, timestamp } of decodeImages(library, container, problems, {
      whole: false,
      live: true,
    })) {
      // What the decoder still held when the source was given up is seconds old.
      if (failure !== undefined) return;
      index++;
      silence.image();
      const seconds = untimed ? clock() : timestamp;
      zero ??= untimed || fromZero ? seconds : 0;
      if (stopping) return;
      if (select(seconds - zero) !== "take") continue;
      const kept = image.clone();
      if (!kept) continue;
      waiting?.image.free();
      waiting = { image: kept, timestamp: seconds - zero, index };
      wake();
    }
  }
  const close = (): Promise<void> => {
    stopping ??= (async () => {
      stop?.removeEventListener("abort", close);
      silence.end();
      container.interrupt();
      wake();
      await decoding;
      waiting?.image.free();
      waiting = undefined;
      await container.close();
    })();
    return stopping;
  };
  stop?.addEventListener("abort", close);

  async function* frames(): AsyncGenerator<VideoFrame> {
    if (stopping) return;
    if (decoding) throw new Error(`${name}: a video is read once; open it again.`);
    const converter = rgbConverter(library, name, orientation, options.maxSide);
    silence.image();
    decoding = decode()
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => {
        ended = true;
        wake();
      });
    try {
      for (;;) {
        while (!waiting && !ended && !stopping) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        if (stopping) return;
        if (!waiting) break;
        const { image, timestamp, index } = waiting;
        waiting = undefined;
        const frame = await converter.convert(image).finally(() => image.free());
        yield { index, timestamp, frame };
      }
      if (failure !== undefined) throw failure;
    } finally {
      converter.close();
      await close();
    }
  }
  return {
    facts: factsOf(container, orientation, options),
    close,
    fail(error) {
      failure ??= error;
      container.interrupt();
    },
    [Symbol.asyncIterator]: frames,
  };
}
