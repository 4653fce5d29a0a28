// Opens containers (files, addresses, devices and byte streams), finds the video stream and opens its decoder.

import { open as openFile, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { CodecContext, FormatContext, InputFormat, IOContext, Stream } from "node-av/lib";
import { errorCode } from "../../src/errorMessage.ts";
import type { VideoLibrary } from "./library.ts";
import { VideoError } from "./videoError.ts";

/** An input: a file, a byte stream, or an address or device that FFmpeg can open. */
export type VideoInput =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stream"; readonly name: string; readonly readable: Readable }
  /** An address such as rtsp://…, or a device; `format` names the device's kind, such as "v4l2". */
  | {
      readonly kind: "address";
      readonly address: string;
      readonly format?: string;
      readonly options?: Readonly<Record<string, string>>;
    };

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

/** The formats that can be read from a stream. */
export const STREAM_ADVICE =
  "Only formats that need no seeking can be read from a stream: fragmented MP4, WebM, Matroska, MPEG-TS, MJPEG, Y4M.";

/** How much is read before the first frame: bytes to probe the format, microseconds to analyse, frames for the rate. */
const BEGIN_SOON = { formatprobesize: 32_768, analyzeduration: 1_000_000, fpsprobesize: 0 };

/** The name of an input in messages. */
export function nameOf(input: VideoInput): string {
  if (input.kind === "file") return input.path;
  return input.kind === "stream" ? input.name : input.address;
}

export interface OpenContainerOptions {
  /** Whether to start as soon as possible, rather than to probe the input completely. */
  readonly live?: boolean;
  /** Aborted to give up waiting for the first data. */
  readonly stop?: AbortSignal;
}

/** @throws {VideoError} for everything that keeps the first frame from being decoded. */
export async function openContainer(
  library: VideoLibrary,
  input: VideoInput,
  { live = false, stop }: OpenContainerOptions = {},
): Promise<OpenContainer> {
  const { lib, constants } = library;
  const name = nameOf(input);
  if (input.kind === "file") await checkFile(input.path);
  const format = new lib.FormatContext();
  let io: IOContext | undefined;
  let received = (): number => 1;
  let decoder: CodecContext | undefined;
  const close = async (): Promise<void> => {
    decoder?.freeContext();
    if (io) format.pb = null;
    await format.closeInput();
    io?.freeContext();
    if (input.kind === "stream") input.readable.destroy();
  };
  const interrupt = (): void => {
    if (input.kind === "stream") input.readable.destroy();
    format.interrupt();
  };
  stop?.addEventListener("abort", interrupt);
  try {
    stop?.throwIfAborted();
    if (input.kind === "stream") {
      format.allocContext();
      ({ context: io, received } = readableContext(library, input.readable));
      format.pb = io;
      format.setFlags(constants.AVFMT_FLAG_CUSTOM_IO);
    }
    const opened = await format.openInput(
      addressOf(input),
      formatOf(library, input),
      optionsOf(library, input, live),
    );
    if (opened < 0) {
      if (received() === 0)
        throw new VideoError("empty", name, "the stream ended before it began.");
      throw await openingError(library, input, opened);
    }
    const known = await format.findStreamInfo(null);
    if (known < 0) throw await openingError(library, input, known);
    const stream = videoStream(library, format, name);
    const codec = lib.Codec.findDecoder(stream.codecpar.codecId);
    const codecName = library.lib.avGetCodecName(stream.codecpar.codecId) ?? "unknown";
    if (!codec) throw unsupported(name, codecName);
    decoder = new lib.CodecContext();
    decoder.allocContext3(codec);
    decoder.parametersToContext(stream.codecpar);
    decoder.pktTimebase = stream.timeBase;
    // 0 lets the decoder choose. The analysis is slower than decoding with any number of threads.
    decoder.threadCount = 0;
    if ((await decoder.open2(codec)) < 0) throw unsupported(name, codecName);
    for (const other of format.streams) {
      if (other.index !== stream.index) other.discard = constants.AVDISCARD_ALL;
    }
    return { name, format, stream, decoder, codecName, interrupt, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    stop?.removeEventListener("abort", interrupt);
  }
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
  throw new VideoError("unsupported", input.address, message);
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

async function checkFile(path: string): Promise<void> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new VideoError("not-a-file", path, "this is a folder; name a video file.");
    }
    if (found.isFile() && found.size === 0) {
      throw new VideoError("empty", path, "the file is empty; copy or download it again.");
    }
    await (await openFile(path, "r")).close();
  } catch (cause) {
    if (cause instanceof VideoError) throw cause;
    const code = errorCode(cause);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new VideoError("missing", path, "there is no such file; check the path.", { cause });
    }
    const why = code === "EACCES" || code === "EPERM" ? "permission denied" : code;
    throw new VideoError("unreadable", path, `the file cannot be opened (${why}).`, { cause });
  }
}

/** Explains why opening failed; the library only reports "invalid data". */
async function openingError(
  { lib }: VideoLibrary,
  input: VideoInput,
  code: number,
): Promise<VideoError> {
  const name = nameOf(input);
  const reason = lib.FFmpegError.strerror(code);
  if (input.kind === "address") {
    return new VideoError("unreadable", name, `it cannot be opened (${reason}).`);
  }
  if (input.kind === "file" && (await looksLikeMp4(input.path))) {
    const message =
      "the file's index is missing: the recording was not finished, or the file was cut short or damaged.";
    return new VideoError("damaged", name, `${message} Record or copy it again.`);
  }
  const advice = input.kind === "stream" ? ` ${STREAM_ADVICE}` : "";
  return new VideoError(
    "not-a-video",
    name,
    `this is not a video that is read (${reason}).${advice}`,
  );
}

/** Whether a file begins like MP4 and QuickTime files. */
async function looksLikeMp4(path: string): Promise<boolean> {
  const file = await openFile(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
    return bytesRead === 12 && /^(ftyp|moov|mdat|wide|free)$/.test(buffer.toString("latin1", 4, 8));
  } finally {
    await file.close();
  }
}

const BUFFER_BYTES = 64 * 1024;

/**
 * An input context over a stream of bytes, without seeking. It reads when FFmpeg requests data, so that the writer at
 * the other end waits.
 *
 * @returns the context, and the number of bytes received so far.
 */
function readableContext(
  { lib, constants }: VideoLibrary,
  readable: Readable,
): { readonly context: IOContext; readonly received: () => number } {
  const chunks: AsyncIterator<Uint8Array> = readable[Symbol.asyncIterator]();
  let left: Uint8Array = new Uint8Array(0);
  let received = 0;
  const context = new lib.IOContext();
  context.allocContextWithCallbacks(BUFFER_BYTES, 0, async (size) => {
    while (left.length === 0) {
      // A broken stream ends here; the data before is still read.
      const next = await chunks.next().catch(() => undefined);
      if (!next || next.done) return constants.AVERROR_EOF;
      left = next.value;
      received += left.length;
    }
    const part = left.subarray(0, size);
    left = left.subarray(part.length);
    return Buffer.from(part.buffer, part.byteOffset, part.length);
  });
  return { context, received: () => received };
}
