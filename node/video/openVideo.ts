// Opens a video. Its facts are known at once; its frames are decoded on demand, with the container's timestamps.

import type { Readable } from "node:stream";
import { nameOf, type OpenContainer, openContainer, type VideoInput } from "./container.ts";
import { decodeImages, durationOf, frameRateOf, startOf } from "./decode.ts";
import { loadVideoLibrary, type VideoLibrary } from "./library.ts";
import { type Orientation, orientationOf, UPRIGHT } from "./orient.ts";
import type { VideoFacts, VideoFrame, VideoSource } from "./source.ts";
import { type Selection, selector } from "./thinning.ts";
import { rgbConverter, shownSize } from "./toRgb.ts";

export interface OpenVideoOptions extends Selection {
  /** The longest side of frames, pixels; larger frames are scaled down. */
  readonly maxSide?: number;
  /** Called with a message when something is assumed. */
  readonly onWarning?: (message: string) => void;
  /** Called with a message when frames are lost because of damage or truncation; the others are read. Default: `onWarning`. */
  readonly onDamage?: (message: string) => void;
}

/**
 * Opens a video file, or a stream of bytes that is one (`process.stdin`, or `createReadStream` of a named pipe).
 *
 * Timestamps are the container's presentation times. Rotation flags are applied, pixels are made square, and sound is
 * ignored. A truncated or damaged file gives every frame before the damage, then `onDamage` is called; nothing is
 * thrown once the first frame is decoded.
 *
 * @throws {VideoError} when it is missing, empty, not a video, or in an unsupported codec.
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
  input: string | Readable,
  options: OpenVideoOptions = {},
): Promise<VideoSource> {
  const opened: VideoInput =
    typeof input === "string"
      ? { kind: "file", path: input }
      : { kind: "stream", name: nameOfStream(input), readable: input };
  const library = await loadVideoLibrary(nameOf(opened));
  return videoSource(library, await openContainer(library, opened), options);
}

/** The path of a file that is read as a stream; any other stream is taken for standard input. */
function nameOfStream(stream: Readable): string {
  return "path" in stream && typeof stream.path === "string" ? stream.path : "standard input";
}

function videoSource(
  library: VideoLibrary,
  container: OpenContainer,
  options: OpenVideoOptions,
): VideoSource {
  const orientation = orientationIn(library, container);
  let closed = false;
  let reading = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await container.close();
  };
  async function* frames(): AsyncGenerator<VideoFrame> {
    if (reading || closed)
      throw new Error(`${container.name}: a video is read once; open it again.`);
    reading = true;
    const { onWarning, onDamage = onWarning } = options;
    const problems = {
      warn: (message: string): void => onWarning?.(`${container.name}: ${message}.`),
      damage: (message: string): void => onDamage?.(`${container.name}: ${message}.`),
    };
    const converter = rgbConverter(library, container.name, orientation, options.maxSide);
    const select = selector(options);
    try {
      const whole = !(await seekTo(library, container, options.start));
      let index = -1;
      for await (const { image, timestamp } of decodeImages(library, container, problems, {
        whole,
      })) {
        index++;
        const wanted = select(timestamp);
        if (wanted === "stop") return;
        if (wanted === "take") yield { index, timestamp, frame: await converter.convert(image) };
      }
    } finally {
      converter.close();
      await close();
    }
  }
  return { facts: factsOf(container, orientation, options), close, [Symbol.asyncIterator]: frames };
}

/** The rotation to upright images, from the container. */
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

/** The facts that are known before the first frame. */
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
  const frames =
    counted ?? (seconds === undefined ? undefined : Math.max(0, Math.round(seconds * rate)));
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
