// Packets into decoded images with their times; damage is told and passed over, and so is an end that comes early.

import type { Frame as NativeFrame, Packet } from "node-av/lib";
import { elapsedText } from "../../src/formats/timeText.ts";
import { type OpenContainer, STREAM_ADVICE } from "./container.ts";
import type { VideoLibrary } from "./library.ts";
import { VideoError } from "./videoError.ts";

/** A decoded image in the library's memory; the next one takes its place. */
export interface DecodedImage {
  readonly image: NativeFrame;
  /** Presentation time in seconds, the container's. */
  readonly timestamp: number;
}

/** Frames a second where neither container nor codec says. */
const ASSUMED_RATE = 25;

/** Images that fail one after the other before the decoder is taken to have nothing more. */
const FAILURES_IN_A_ROW = 32;

/** A video that ends this much before its container says is taken for cut short; sound may outlast images. */
const EARLY_SECONDS = 1;

/** Who is told, in a sentence, of what is not as it should be. */
export interface Complaints {
  /** Something is assumed. */
  readonly warn: (message: string) => void;
  /** Images are lost: data is damaged, or the end comes early. */
  readonly damage: (message: string) => void;
}

/**
 * Decodes a container's images in the order they are shown.
 *
 * @param tell told with the time in the video.
 * @throws {VideoError} "damaged" when not one image can be decoded.
 * @param options.whole whether it is read from its beginning, so that its packets can be counted.
 */
export async function* decodeImages(
  library: VideoLibrary,
  container: OpenContainer,
  tell: Complaints,
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
      tell.damage(`damaged images after ${elapsedText(seen.last ?? 0, 3)} are left out`);
  };
  const timeOf = ({ bestEffortTimestamp: ticks }: NativeFrame): number => {
    if (ticks !== constants.AV_NOPTS_VALUE) return Number(ticks) * secondsPerTick;
    if (!seen.assumed)
      tell.warn(`it holds no times; ${Number((1 / step).toFixed(2))} frames a second are assumed`);
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
    if (seen.damaged > 1) tell.damage(`${seen.damaged} damaged images were left out in all`);
    if (seen.last === undefined) throw nothingDecoded(container, broken);
    if (broken !== undefined) {
      tell.damage(
        `it breaks off after ${elapsedText(seen.last ?? 0, 3)} (${broken}); everything before was read`,
      );
      return;
    }
    const end = seen.last + step;
    if (endsEarly(container, options.whole ? seen.packets : undefined, end)) {
      const said = durationOf(container);
      const of = said === undefined ? "" : ` of ${elapsedText(said, 3)}`;
      tell.damage(
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

/** Frames a second on average, as container or codec say. */
export function frameRateOf({ stream }: OpenContainer): number {
  for (const rate of [stream.avgFrameRate, stream.rFrameRate]) {
    if (rate.num > 0 && rate.den > 0) return rate.toDouble();
  }
  return ASSUMED_RATE;
}

/** Seconds of the video stream, or of all streams, where the container says. */
export function durationOf({ format, stream }: OpenContainer): number | undefined {
  if (stream.duration > 0n) return Number(stream.duration) * stream.timeBase.toDouble();
  return format.duration > 0n ? Number(format.duration) / 1e6 : undefined;
}

/** The first frame's time in seconds, where the container says. */
export function startOf({ stream }: OpenContainer): number | undefined {
  // The library's mark for "unknown" is the lowest number.
  if (stream.startTime < -(2n ** 62n)) return undefined;
  return Number(stream.startTime) * stream.timeBase.toDouble();
}

/** Whether fewer images came than the container announced. */
function endsEarly(container: OpenContainer, packets: number | undefined, end: number): boolean {
  const { stream } = container;
  if (packets !== undefined && stream.nbFrames > 0n) return packets < Number(stream.nbFrames);
  const duration = durationOf(container);
  if (duration === undefined) return false;
  return end < (startOf(container) ?? 0) + duration - EARLY_SECONDS;
}

/** How long to wait before a device that has nothing yet is asked again, milliseconds. */
const AGAIN_AFTER = 4;

/**
 * Reads the video stream's packets; each is valid until the next is asked for.
 *
 * @param onBreak told why, when reading ends otherwise than by the end of the data.
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
        // Half a packet at the end of a file that was cut would be decoded to half an image.
        if (packet.flags & constants.AV_PKT_FLAG_CORRUPT) onBreak("the data ends within an image");
        else yield packet;
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
}
