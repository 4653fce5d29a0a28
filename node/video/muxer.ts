// Writes coded images with their times to a container: WebM, Matroska or MP4.

import { extname } from "node:path";
import type { CodecParameters, Packet, Stream } from "node-av/lib";
import type { VideoLibrary } from "./library.ts";
import { VideoError } from "./videoError.ts";

/** A file with one video stream. */
export interface Muxer {
  /** @param timeBase the unit of the packet's times. @throws {VideoError} "unwritable". */
  write(packet: Packet, timeBase: Stream["timeBase"]): Promise<void>;
  /** Writes what belongs at the end. @throws {VideoError} "unwritable". */
  finish(): Promise<void>;
  /** Closes the file; without `finish` before, it is playable except for its last seconds. */
  close(): Promise<void>;
}

/** Container format by file extension. */
const MUXERS: Readonly<Record<string, string>> = {
  ".webm": "webm",
  ".mkv": "matroska",
  ".mp4": "mp4",
};

/** Seconds between key frames: the seek positions of players, and the largest loss in a truncated file. */
export const KEY_FRAME_SECONDS = 2;

/** Throws what a call of the library reports. */
export type Check = (code: number, doing: string) => void;

/** @throws {VideoError} "unwritable", from the function that is returned. */
export function checkWriting({ lib }: VideoLibrary, path: string): Check {
  return (code, doing) => {
    if (code >= 0) return;
    const reason = lib.FFmpegError.strerror(code);
    throw new VideoError("unwritable", path, `${doing} failed (${reason}).`);
  };
}

/**
 * Creates a file.
 *
 * @param describe sets the parameters of the stream.
 * @throws {VideoError} "unwritable" when the file cannot be created or has another extension.
 */
export async function openMuxer(
  library: VideoLibrary,
  path: string,
  timeBase: Stream["timeBase"],
  describe: (parameters: CodecParameters) => number,
): Promise<Muxer> {
  const name = muxerOf(path);
  const check = checkWriting(library, path);
  const format = new library.lib.FormatContext();
  let stream: Stream;
  try {
    check(format.allocOutputContext2(null, name, path), "preparing the file");
    // The same images give the same file: without random numbers and the time of writing.
    format.setFlags(library.constants.AVFMT_FLAG_BITEXACT);
    stream = format.newStream();
    check(describe(stream.codecpar), "preparing the file");
    stream.timeBase = timeBase;
    check(await format.openOutput(), "creating the file");
    const layout = library.lib.Dictionary.fromObject({
      ...(name === "mp4"
        ? { movflags: "frag_keyframe+delay_moov+default_base_moof" }
        : { cluster_time_limit: 1000 * KEY_FRAME_SECONDS }),
      flush_packets: 1,
    });
    check(await format.writeHeader(layout), "writing");
  } catch (error) {
    await format.closeOutput();
    throw error;
  }
  return {
    async write(packet, unit) {
      packet.rescaleTs(unit, stream.timeBase);
      packet.streamIndex = stream.index;
      check(await format.interleavedWriteFrame(packet), "writing");
    },
    finish: async () => check(await format.writeTrailer(), "finishing the file"),
    close: async () => {
      await format.closeOutput();
    },
  };
}

/** @throws {VideoError} "unwritable" unless a file of this name can be written. */
export function muxerOf(path: string): string {
  const muxer = MUXERS[extname(path).toLowerCase()];
  if (muxer !== undefined) return muxer;
  throw new VideoError("unwritable", path, "a video's name must end in .webm, .mkv or .mp4.");
}
