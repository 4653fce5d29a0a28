// Decodes packets to images with timestamps. Damage and an early end are reported, not thrown.

import type { Frame as NativeFrame, Packet } from "node-av/lib";
import { elapsedText } from "../../src/formats/timeText.ts";
import type { OpenContainer } from "./container.ts";
import { STREAM_ADVICE } from "./input.ts";
import type { VideoLibrary } from "./library.ts";
import { VideoError } from "./videoError.ts";

/** A decoded image in the library's memory, which the next one overwrites. */
export interface DecodedImage {
  readonly image: NativeFrame;
  /** Presentation timestamp of the container, seconds. */
  readonly timestamp: number;
}

/** Frame rate where neither container nor codec gives one. */
const ASSUMED_RATE = 25;

/** After this many consecutive failures the decoder is assumed to have no more images. */
const FAILURES_IN_A_ROW = 32;

/** A video that ends earlier than its container states, by more than this, is truncated; sound may be longer. */
const EARLY_SECONDS = 1;

/** Callbacks for problems, each with a message. */
export interface ProblemHandlers {
  /** Something is assumed. */
  readonly warn: (message: string) => void;
  /** Images are lost: data is damaged, or the end comes early. */
  readonly damage: (message: string) => void;
}

/**
 * Decodes a container's images in the order they are shown.
 *
 * @param problems called with messages that name the time in the video.
 * @param options.whole whether it is read from its start, so that its packets can be counted.
 * @throws {VideoError} "damaged" when no image can be decoded.
 */
export async function* decodeImages(
  library: VideoLibrary,
  container: OpenContainer,
  problems: ProblemHandlers,
  options: { readonly whole: boolean } = { whole: true },
): AsyncGenerator<DecodedImage> {
  const { lib, constants, again } = library;
  const { decoder, stream } = container;
  const secondsPerTick = stream.timeBase.toDouble();
  const step = 1 / frameRateOf(container);
  const image = new lib.Frame();
  image.alloc();
  const seen = { last: undefined as number | undefined, packets: 0, damaged: 0, assumed: false };
  let broken: string | undefined;

  const damage = (): void => {
    if (seen.damaged++ === 0)
      problems.damage(`damaged images after ${elapsedText(seen.last ?? 0, 3)} are left out`);
  };
  const timeOf = ({ bestEffortTimestamp: ticks }: NativeFrame): number => {
    if (ticks !== constants.AV_NOPTS_VALUE) return Number(ticks) * secondsPerTick;
    if (!seen.assumed)
      problems.warn(
        `it holds no times; ${Number((1 / step).toFixed(2))} frames a second are assumed`,
      );
    seen.assumed = true;
    return seen.last === undefined ? 0 : seen.last + step;
  };
  async function* received(): AsyncGenerator<DecodedImage> {
    for (let failures = 0; failures < FAILURES_IN_A_ROW; ) {
      const code = await decoder.receiveFrame(image);
      if (code === again || code === constants.AVERROR_EOF) return;
      if (code < 0) {
        failures++;
        damage();
        continue;
      }
      seen.last = timeOf(image);
      yield { image, timestamp: seen.last };
      image.unref();
    }
  }

  try {
    const onBreak = (reason: string): void => {
      broken = reason;
    };
    for await (const packet of readPackets(library, container, onBreak)) {
      seen.packets++;
      if ((await decoder.sendPacket(packet)) < 0) damage();
      yield* received();
    }
    await decoder.sendPacket(null);
    yield* received();
    if (seen.damaged > 1) problems.damage(`${seen.damaged} damaged images were left out in all`);
    if (seen.last === undefined) throw nothingDecoded(container, broken);
    if (broken !== undefined) {
      problems.damage(
        `it breaks off after ${elapsedText(seen.last ?? 0, 3)} (${broken}); everything before was read`,
      );
      return;
    }
    const end = seen.last + step;
    if (endsEarly(container, options.whole ? seen.packets : undefined, end)) {
      const stated = durationOf(container);
      const of = stated === undefined ? "" : ` of ${elapsedText(stated, 3)}`;
      problems.damage(
        `it ends after ${elapsedText(end, 3)}${of}: the file is cut short; everything before was read`,
      );
    }
  } finally {
    image.free();
  }
}

function nothingDecoded({ name, format }: OpenContainer, reason = "no image in it"): VideoError {
  const advice = format.pb?.seekable === 0 ? STREAM_ADVICE : "Copy or record it again.";
  const message = `not one image could be decoded (${reason}). ${advice}`;
  return new VideoError("damaged", name, message);
}

/** The average frame rate, from container or codec. */
export function frameRateOf({ stream }: OpenContainer): number {
  for (const rate of [stream.avgFrameRate, stream.rFrameRate]) {
    if (rate.num > 0 && rate.den > 0) return rate.toDouble();
  }
  return ASSUMED_RATE;
}

/** Duration of the video stream, or of all streams, in seconds, if the container states it. */
export function durationOf({ format, stream }: OpenContainer): number | undefined {
  if (stream.duration > 0n) return Number(stream.duration) * stream.timeBase.toDouble();
  return format.duration > 0n ? Number(format.duration) / 1e6 : undefined;
}

/** Timestamp of the first frame in seconds, if the container states it. */
export function startOf({ stream }: OpenContainer): number | undefined {
  // The library encodes "unknown" as the lowest number.
  if (stream.startTime < -(2n ** 62n)) return undefined;
  return Number(stream.startTime) * stream.timeBase.toDouble();
}

/** Whether there were fewer images than the container states. */
function endsEarly(container: OpenContainer, packets: number | undefined, end: number): boolean {
  const { stream } = container;
  if (packets !== undefined && stream.nbFrames > 0n) return packets < Number(stream.nbFrames);
  const duration = durationOf(container);
  if (duration === undefined) return false;
  return end < (startOf(container) ?? 0) + duration - EARLY_SECONDS;
}

/** Milliseconds before a device without data is read again. */
const AGAIN_AFTER = 4;

/**
 * Reads the packets of the video stream; each is valid until the next one is requested.
 *
 * @param onBreak called with the reason when reading ends before the end of the data.
 */
async function* readPackets(
  { lib, constants, again }: VideoLibrary,
  { format, stream }: OpenContainer,
  onBreak: (reason: string) => void,
): AsyncGenerator<Packet> {
  const packet = new lib.Packet();
  packet.alloc();
  try {
    for (;;) {
      const code = await format.readFrame(packet);
      if (code === again) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
        continue;
      }
      if (code < 0) {
        if (code !== constants.AVERROR_EOF) onBreak(lib.FFmpegError.strerror(code));
        return;
      }
      if (packet.streamIndex === stream.index) {
        // The last packet of a truncated file would be decoded to half an image.
        if (packet.flags & constants.AV_PKT_FLAG_CORRUPT) onBreak("the data ends within an image");
        else yield packet;
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
}
