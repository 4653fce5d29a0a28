// Opens containers (files, addresses, devices and byte streams), finds the video stream and opens its decoder.

import type { CodecContext, FormatContext, InputFormat, Stream } from "node-av/lib";
import { byteStream } from "./byteStream.ts";
import { nameOf, type VideoInput } from "./input.ts";
import { needsAllStreams } from "./length.ts";
import type { VideoLibrary } from "./library.ts";
import { checkFile, openingError } from "./openingErrors.ts";
import { VideoError } from "./videoError.ts";
import { limitWaiting } from "./waiting.ts";

/** A container with its video stream and a decoder for it. */
export interface OpenContainer {
  readonly name: string;
  readonly format: FormatContext;
  readonly stream: Stream;
  readonly decoder: CodecContext;
  readonly codecName: string;
  /** Aborts a read that waits for data; afterwards the container can only be closed. */
  interrupt(): void;
  close(): Promise<void>;
}

/** How much is read before the first frame: bytes to probe the format, microseconds to analyse, frames for the rate. */
const BEGIN_SOON = { formatprobesize: 32_768, analyzeduration: 1_000_000, fpsprobesize: 0 };

export interface OpenContainerOptions {
  /** Whether to start as soon as possible, rather than to probe the input completely. */
  readonly live?: boolean;
  /** Aborted to give up waiting for the first data. */
  readonly stop?: AbortSignal;
  /** Seconds after which the wait for the first data is given up. Default: never. */
  readonly timeout?: number;
  /** Threads of the decoder. Default 0: the decoder chooses. */
  readonly threads?: number;
}

/** @throws {VideoError} for everything that keeps the first frame from being decoded. */
export async function openContainer(
  library: VideoLibrary,
  input: VideoInput,
  { live = false, stop, timeout, threads = 0 }: OpenContainerOptions = {},
): Promise<OpenContainer> {
  const { lib, constants } = library;
  const name = nameOf(input);
  if (input.kind === "file") await checkFile(input.path);
  const format = new lib.FormatContext();
  // The library calls back to ask for an interruption only in a context that exists before it is opened.
  format.allocContext();
  const bytes = input.kind === "stream" ? byteStream(library, input.readable) : undefined;
  let decoder: CodecContext | undefined;
  const close = async (): Promise<void> => {
    decoder?.freeContext();
    if (bytes) format.pb = null;
    await format.closeInput();
    bytes?.context.freeContext();
    if (input.kind === "stream") input.readable.destroy();
  };
  const interrupt = (): void => {
    if (input.kind === "stream") input.readable.destroy();
    format.interrupt();
  };
  const waiting = limitWaiting({ name, interrupt, stop, seconds: timeout });
  try {
    if (bytes) {
      format.pb = bytes.context;
      format.setFlags(constants.AVFMT_FLAG_CUSTOM_IO);
    }
    // A device that stops to deliver would block a read that cannot be interrupted.
    if (isDevice(input)) format.setFlags(constants.AVFMT_FLAG_NONBLOCK);
    const options = optionsOf(library, input, live);
    const iformat = formatOf(library, input);
    const opened = await waiting.until(() => format.openInput(addressOf(input), iformat, options));
    if (opened < 0) {
      if (bytes?.received() === 0)
        throw new VideoError("empty", name, "the stream ended before it began.");
      throw await openingError(library, input, opened);
    }
    const known = await waiting.until(() => format.findStreamInfo(null));
    if (known < 0) throw await openingError(library, input, known);
    const stream = videoStream(library, format, name);
    const codec = lib.Codec.findDecoder(stream.codecpar.codecId);
    const codecName = library.lib.avGetCodecName(stream.codecpar.codecId) ?? "unknown";
    if (!codec) throw unsupported(name, codecName);
    decoder = new lib.CodecContext();
    decoder.allocContext3(codec);
    decoder.parametersToContext(stream.codecpar);
    decoder.pktTimebase = stream.timeBase;
    // The analysis is slower than decoding with any number of threads.
    decoder.threadCount = threads;
    if ((await decoder.open2(codec)) < 0) throw unsupported(name, codecName);
    const discarded = needsAllStreams({ format, stream }) ? [] : format.streams;
    for (const other of discarded) {
      if (other.index !== stream.index) other.discard = constants.AVDISCARD_ALL;
    }
    return { name, format, stream, decoder, codecName, interrupt, close };
  } catch (error) {
    await waiting.whenIdle(close);
    throw error;
  } finally {
    waiting.end();
  }
}

function isDevice(input: VideoInput): boolean {
  return input.kind === "address" && input.format !== undefined;
}

function addressOf(input: VideoInput): string {
  if (input.kind === "stream") return "";
  // With an explicit protocol a colon in a file's name is not taken for one.
  return input.kind === "file" ? `file:${input.path}` : input.address;
}

function formatOf({ lib }: VideoLibrary, input: VideoInput): InputFormat | null {
  if (input.kind !== "address" || input.format === undefined) return null;
  const format = lib.InputFormat.findInputFormat(input.format);
  if (format) return format;
  const message = `this build of the video library cannot read from "${input.format}" devices.`;
  throw new VideoError("unsupported", nameOf(input), message);
}

function optionsOf(
  { lib }: VideoLibrary,
  input: VideoInput,
  live: boolean,
): InstanceType<VideoLibrary["lib"]["Dictionary"]> {
  return lib.Dictionary.fromObject({
    // Playlists can refer to other files and machines: only local files may be opened.
    ...(input.kind === "address" ? input.options : { protocol_whitelist: "file" }),
    ...(live ? BEGIN_SOON : {}),
  });
}

/** The video stream; cover images of music do not count. */
function videoStream(
  { lib, constants }: VideoLibrary,
  format: FormatContext,
  name: string,
): Stream {
  const best = format.findBestStream(constants.AVMEDIA_TYPE_VIDEO, -1, -1);
  const stream = format.streams[best];
  if (!stream || stream.hasDisposition(constants.AV_DISPOSITION_ATTACHED_PIC)) {
    const kinds = format.streams.map(
      ({ codecpar }) => lib.avGetMediaTypeString(codecpar.codecType) ?? "unknown",
    );
    const holds = kinds.length === 0 ? "nothing that is known" : [...new Set(kinds)].join(", ");
    throw new VideoError(
      "not-a-video",
      name,
      `there are no moving images in it (it holds ${holds}).`,
    );
  }
  if (stream.codecpar.width > 0 && stream.codecpar.height > 0) return stream;
  const message = "no image could be found in it; it is cut short or damaged near its start.";
  throw new VideoError("damaged", name, message);
}

function unsupported(name: string, codec: string): VideoError {
  const message = `its images are coded as "${codec}", which is not read; convert it to H.264, for instance.`;
  return new VideoError("unsupported", name, message);
}
