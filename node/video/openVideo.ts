// Opens a video. Its facts are known at once; its frames are decoded on demand, with the container's timestamps.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pathOf } from "../paths.ts";
import { openPipe } from "./byteStream.ts";
import { type OpenContainer, openContainer } from "./container.ts";
import { decodeImages } from "./decode.ts";
import { nameOf, type VideoInput } from "./input.ts";
import { durationOf, frameRateOf, startOf } from "./length.ts";
import { loadVideoLibrary, type VideoLibrary } from "./library.ts";
import { timeBeforeTheKnown } from "./negativeTimes.ts";
import { checkReading } from "./options.ts";
import { type Orientation, orientationOf, UPRIGHT } from "./orient.ts";
import { type SilenceWatch, watchSilence } from "./silence.ts";
import type { VideoFacts, VideoFrame, VideoSource } from "./source.ts";
import { type Selection, selector } from "./thinning.ts";
import { rgbConverter, shownSize } from "./toRgb.ts";
import { VideoError } from "./videoError.ts";

export interface OpenVideoOptions extends Selection {
  /** The longest side of frames, pixels; larger frames are scaled down. */
  readonly maxSide?: number;
  /** So many of the selected frames are passed over, to go on with an interrupted analysis. Default 0. */
  readonly skip?: number;
  /** Threads of the decoder. More of them hold more images in memory. Default: as many as processors, if the codec can use them. */
  readonly threads?: number;
  /** Called with a message when something is assumed. */
  readonly onWarning?: (message: string) => void;
  /** Called with a message when frames are lost because of damage or truncation; the others are read. Default: `onWarning`. */
  readonly onDamage?: (message: string) => void;
  /** Aborted to stop: opening and reading throw a `VideoError` with the code "stopped", even while they wait for data. */
  readonly stop?: AbortSignal;
  /** Called once a second while a stream or pipe sends no image, with the whole seconds since the last one, from 2 on. */
  readonly onSilence?: (seconds: number) => void;
}

/**
 * Opens a video file, or a stream of bytes that is one (`process.stdin`); a named pipe is read as one.
 *
 * Timestamps are the container's presentation times. Rotation flags are applied, pixels are made square, and sound is
 * ignored. A truncated or damaged file gives every frame before the damage, then `onDamage` is called; nothing is
 * thrown once the first frame is decoded.
 *
 * @throws {VideoError} when it is missing, empty, not a video, or in an unsupported codec.
 * @throws {RangeError} naming the first malformed option; {TypeError} when the input is no path, `file:` URL or stream.
 *
 * @example
 * const video = await openVideo("samples/driver-clip.webm", { end: 0.3 });
 * const { codec, width, height, rotation } = video.facts;
 * [codec, width, height, rotation]; // ["vp9", 480, 360, 0]
 * const times: number[] = [];
 * for await (const { timestamp } of video) times.push(timestamp);
 * times; // [0, 0.083, 0.167, 0.25]
 */
export async function openVideo(
  input: string | URL | Readable,
  options: OpenVideoOptions = {},
): Promise<VideoSource> {
  checkReading(options);
  const opened = await inputOf(isStream(input) ? input : pathOf(input, "A video"));
  const { stop, onSilence, threads } = options;
  const library = await loadVideoLibrary(nameOf(opened));
  const silence =
    onSilence !== undefined && opened.kind === "stream" ? watchSilence(onSilence) : undefined;
  try {
    const container = await openContainer(library, opened, { stop, threads });
    silence?.pause();
    return videoSource(library, opened, container, options, silence);
  } catch (error) {
    silence?.end();
    throw error;
  }
}

function isStream(input: string | URL | Readable): input is Readable {
  return typeof input === "object" && input !== null && "pipe" in input;
}

async function inputOf(input: string | Readable): Promise<VideoInput> {
  if (typeof input !== "string") {
    return { kind: "stream", name: nameOfStream(input), readable: input };
  }
  const found = await stat(input).catch(() => undefined);
  const stream = { kind: "stream", name: input } as const;
  if (found?.isFIFO()) return { ...stream, readable: await openPipe(input) };
  if (found?.isCharacterDevice()) return { ...stream, readable: createReadStream(input) };
  return { kind: "file", path: input };
}

/** The path of a file that is read as a stream; any other stream is taken for standard input. */
function nameOfStream(stream: Readable): string {
  return "path" in stream && typeof stream.path === "string" ? stream.path : "standard input";
}

function videoSource(
  library: VideoLibrary,
  opened: VideoInput,
  container: OpenContainer,
  options: OpenVideoOptions,
  silence: SilenceWatch | undefined,
): VideoSource {
  const { name } = container;
  const { stop } = options;
  const orientation = orientationIn(library, container);
  let reading: AsyncGenerator<VideoFrame> | undefined;
  let closing: Promise<void> | undefined;
  const interrupt = (): void => container.interrupt();
  const free = (): Promise<void> => {
    stop?.removeEventListener("abort", interrupt);
    silence?.end();
    closing ??= container.close();
    return closing;
  };
  const close = async (): Promise<void> => {
    if (!closing) interrupt();
    await reading?.return(undefined);
    await free();
  };
  async function* frames(): AsyncGenerator<VideoFrame> {
    const { onWarning, onDamage = onWarning } = options;
    const problems = {
      warn: (message: string): void => onWarning?.(`${name}: ${message}.`),
      damage: (message: string): void => {
        if (!stop?.aborted && !closing) onDamage?.(`${name}: ${message}.`);
      },
    };
    const converter = rgbConverter(library, name, orientation, options.maxSide);
    const select = selector(options);
    let passed = 0;
    try {
      const whole = !(await seekTo(library, container, options.start));
      const firstTime = async (): Promise<number | undefined> =>
        whole && opened.kind === "file" ? timeBeforeTheKnown(library, opened) : undefined;
      let index = -1;
      const images = decodeImages(library, container, problems, {
        whole,
        firstTime,
        once: opened.kind === "stream",
      });
      silence?.image();
      for await (const { image, timestamp } of images) {
        index++;
        silence?.image();
        const wanted = select(timestamp);
        if (wanted === "stop") return;
        // All frames are decoded: after a seek, damaged or open groups of pictures could give other pixels.
        if (wanted === "take" && passed++ >= (options.skip ?? 0)) {
          const frame = await converter.convert(image);
          silence?.pause();
          yield { index, timestamp, frame };
          silence?.image();
        }
        if (stop?.aborted) break;
      }
      if (stop?.aborted) throw new VideoError("stopped", name, "stopped before its end.");
    } catch (error) {
      if (!stop?.aborted) throw error;
      throw new VideoError("stopped", name, "stopped before its end.", { cause: error });
    } finally {
      converter.close();
      await free();
    }
  }
  stop?.addEventListener("abort", interrupt);
  return {
    facts: factsOf(container, orientation, options),
    close,
    [Symbol.asyncIterator]() {
      if (reading || closing) throw new Error(`${name}: a video is read once; open it again.`);
      reading = frames();
      return reading;
    },
  };
}

/**
 * The rotation to upright images, from the container.
 *
 * @internal without its types in the package: those of the optional library would have to be installed.
 */
export function orientationIn({ constants }: VideoLibrary, { stream }: OpenContainer): Orientation {
  const matrix = stream.codecpar.getCodedSideData(constants.AV_PKT_DATA_DISPLAYMATRIX);
  return matrix && matrix.length >= 36 ? orientationOf(matrix) : UPRIGHT;
}

/**
 * Seeks to the last key frame before a time, if the container can. Frames before the time still follow.
 *
 * @returns whether it did.
 */
async function seekTo(
  { constants }: VideoLibrary,
  { format, stream, decoder }: OpenContainer,
  seconds: number | undefined,
): Promise<boolean> {
  if (seconds === undefined || format.pb?.seekable === 0) return false;
  const ticks = BigInt(Math.floor(seconds / stream.timeBase.toDouble()));
  const code = await format.seekFrame(stream.index, ticks, constants.AVSEEK_FLAG_BACKWARD);
  if (code < 0) return false;
  decoder.flushBuffers();
  return true;
}

/** The facts that are known before the first frame. @internal */
export function factsOf(
  container: OpenContainer,
  { rotation }: Orientation,
  { start, end, fps, maxSide }: OpenVideoOptions,
): VideoFacts {
  const { stream, format, decoder } = container;
  const ratio = stream.sampleAspectRatio.toDouble();
  const { width, height } = shownSize(decoder, ratio, maxSide);
  const full = shownSize(decoder, ratio);
  const sideways = rotation === 90 || rotation === 270;
  const duration = durationOf(container);
  const rate = Math.min(frameRateOf(container), fps ?? Infinity);
  const known = startOf(container);
  const begin = known ?? 0;
  const whole = start === undefined && end === undefined && fps === undefined;
  const counted = whole && stream.nbFrames > 0n ? Number(stream.nbFrames) : undefined;
  const seconds =
    duration === undefined
      ? undefined
      : Math.min(begin + duration, end ?? Infinity) - Math.max(begin, start ?? -Infinity);
  const expected = seconds === undefined ? undefined : Math.max(0, Math.round(seconds * rate));
  // MP4 also counts images that its edit list leaves out.
  const isPlausible =
    expected === undefined ||
    (counted !== undefined && Math.abs(counted - expected) <= 1 + 0.1 * expected);
  const frames = isPlausible ? (counted ?? expected) : expected;
  return {
    name: container.name,
    container: format.iformat?.name ?? "unknown",
    codec: container.codecName,
    width: sideways ? height : width,
    height: sideways ? width : height,
    scale: Math.max(width, height) / Math.max(full.width, full.height),
    rotation,
    start: known,
    duration,
    frames,
  };
}
