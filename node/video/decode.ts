// Decodes packets to images with timestamps. Damage and an early end are reported, not thrown.

import type { Frame as NativeFrame, Packet } from "node-av/lib";
import { elapsedText } from "../../src/formats/timeText.ts";
import type { OpenContainer } from "./container.ts";
import { STREAM_ADVICE } from "./input.ts";
import { durationOf, endsEarly, frameRateOf } from "./length.ts";
import type { VideoLibrary } from "./library.ts";
import { VideoError } from "./videoError.ts";

/** A decoded image in the library's memory, which the next one overwrites. */
export interface DecodedImage {
  readonly image: NativeFrame;
  /** Presentation timestamp of the container, seconds. */
  readonly timestamp: number;
}

/** After this many consecutive failures the decoder is assumed to have no more images. */
const FAILURES_IN_A_ROW = 32;

/** A stream's first images without a time are kept until a later one has it: those of about two seconds at most. */
const MOST_HELD = 64;

/** Callbacks for problems, each with a message. */
export interface ProblemHandlers {
  /** Something is assumed. */
  readonly warn: (message: string) => void;
  /** Images are lost: data is damaged, or the end comes early. */
  readonly damage: (message: string) => void;
}

export interface DecodeOptions {
  /** Whether it is read from its start, so that its packets can be counted. */
  readonly whole: boolean;
  /** Whether it has no end of its own: a connection that ends is no file that was cut short. */
  readonly live?: boolean;
  /** Called when the first image holds no time, for the one that follows from later images, seconds. */
  readonly firstTime?: () => Promise<number | undefined>;
  /** Whether it cannot be read twice: images without a time at its beginning then wait for the first that has one. */
  readonly once?: boolean;
}

/**
 * Decodes a container's images in the order they are shown.
 *
 * @param problems called with messages that name the time in the video.
 * @throws {VideoError} "damaged" when no image can be decoded.
 */
export async function* decodeImages(
  library: VideoLibrary,
  container: OpenContainer,
  problems: ProblemHandlers,
  options: DecodeOptions = { whole: true },
): AsyncGenerator<DecodedImage> {
  const { lib, constants, again } = library;
  const { decoder, stream } = container;
  const secondsPerTick = stream.timeBase.toDouble();
  const step = 1 / frameRateOf(container);
  const image = new lib.Frame();
  image.alloc();
  // With one thread an image is decoded when its packet is sent. To fetch it is not worth the way to another thread and back.
  const receive = (): number | Promise<number> =>
    decoder.threadCount === 1 ? decoder.receiveFrameSync(image) : decoder.receiveFrame(image);
  const seen = {
    first: undefined as number | undefined,
    last: undefined as number | undefined,
    /** The end of the last packet of any stream. */
    end: -Infinity,
    packets: 0,
    damaged: 0,
    assumed: false,
  };
  let broken: string | undefined;
  const held: NativeFrame[] = [];
  /** The time of the first image that was held. */
  let heldFrom: number | undefined;

  const damage = (): void => {
    if (seen.damaged++ === 0)
      problems.damage(`damaged images after ${elapsedText(seen.last ?? 0, 3)} are left out`);
  };
  const timeOf = async ({ bestEffortTimestamp: ticks }: NativeFrame): Promise<number> => {
    if (ticks !== constants.AV_NOPTS_VALUE) return Number(ticks) * secondsPerTick;
    const firstTime =
      seen.last === undefined ? (heldFrom ?? (await options.firstTime?.())) : undefined;
    if (!seen.assumed) {
      const rate = `${Number((1 / step).toFixed(2))} frames a second`;
      problems.warn(
        seen.last !== undefined
          ? `not all images hold a time; ${rate} are assumed after ${elapsedText(seen.last, 3)}`
          : firstTime === undefined
            ? `it holds no times; ${rate} are assumed`
            : `the times of its first images are negative and cannot be read; ${rate} are assumed for them`,
      );
    }
    seen.assumed = true;
    return seen.last === undefined ? (firstTime ?? 0) : seen.last + step;
  };
  async function* received(): AsyncGenerator<DecodedImage> {
    for (let failures = 0; failures < FAILURES_IN_A_ROW; ) {
      const code = await receive();
      if (code === again || code === constants.AVERROR_EOF) return;
      if (code < 0) {
        failures++;
        damage();
        continue;
      }
      const ticks = image.bestEffortTimestamp;
      const isTimed = ticks !== constants.AV_NOPTS_VALUE;
      if (options.once && !isTimed && seen.last === undefined && held.length < MOST_HELD) {
        const kept = image.clone();
        if (kept) held.push(kept);
        image.unref();
        continue;
      }
      if (isTimed) heldFrom = Number(ticks) * secondsPerTick - held.length * step;
      yield* released();
      yield* timed(image);
      image.unref();
    }
  }
  async function* timed(shown: NativeFrame): AsyncGenerator<DecodedImage> {
    seen.last = await timeOf(shown);
    seen.first ??= seen.last;
    yield { image: shown, timestamp: seen.last };
  }
  async function* released(): AsyncGenerator<DecodedImage> {
    for (let kept = held.shift(); kept; kept = held.shift()) {
      try {
        yield* timed(kept);
      } finally {
        kept.free();
      }
    }
  }

  try {
    const onBreak = (reason: string): void => {
      broken = reason;
    };
    const onEnd = (seconds: number): void => {
      seen.end = Math.max(seen.end, seconds);
    };
    for await (const packet of readPackets(library, container, {
      onBreak,
      onEnd,
      onLoss: damage,
    })) {
      seen.packets++;
      if ((await decoder.sendPacket(packet)) < 0) damage();
      yield* received();
    }
    await decoder.sendPacket(null);
    yield* received();
    yield* released();
    if (seen.damaged > 1) problems.damage(`${seen.damaged} damaged images were left out in all`);
    if (seen.last === undefined) throw nothingDecoded(container, broken);
    if (broken !== undefined) {
      problems.damage(
        `it breaks off after ${elapsedText(seen.last ?? 0, 3)} (${broken}); everything before was read`,
      );
      return;
    }
    const end = seen.last + step;
    const read = {
      first: options.whole ? seen.first : undefined,
      end,
      endOfAll: Math.max(end, seen.end),
      packets: seen.packets,
    };
    if (!options.live && endsEarly(container, read)) {
      const stated = durationOf(container);
      const of = stated === undefined ? "" : ` of ${elapsedText(stated, 3)}`;
      problems.damage(
        `it ends after ${elapsedText(end - (read.first ?? 0), 3)}${of}: the file is cut short; everything before was read`,
      );
    }
  } finally {
    for (const kept of held) kept.free();
    image.free();
  }
}

function nothingDecoded({ name, format }: OpenContainer, reason = "no image in it"): VideoError {
  const advice = format.pb?.seekable === 0 ? STREAM_ADVICE : "Copy or record it again.";
  const message = `not one image could be decoded (${reason}). ${advice}`;
  return new VideoError("damaged", name, message);
}

/** Milliseconds before a device without data is read again. */
const AGAIN_AFTER = 4;

/**
 * Reads the packets of the video stream; each is valid until the next one is requested.
 *
 * @param on.onBreak called with the reason when reading ends before the end of the data.
 * @param on.onEnd called with the end of each packet of another stream that is read, seconds.
 * @param on.onLoss called when an incomplete packet was left out and others follow: data were lost on the way, or files were
 *   joined.
 */
export async function* readPackets(
  { lib, constants, again }: VideoLibrary,
  { format, stream }: OpenContainer,
  {
    onBreak,
    onEnd,
    onLoss,
  }: {
    readonly onBreak: (reason: string) => void;
    readonly onEnd: (seconds: number) => void;
    readonly onLoss: () => void;
  },
): AsyncGenerator<Packet> {
  const packet = new lib.Packet();
  packet.alloc();
  let isIncomplete = false;
  try {
    for (;;) {
      const code = await format.readFrame(packet);
      if (code === again) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
        continue;
      }
      if (code < 0) {
        if (code !== constants.AVERROR_EOF) onBreak(lib.FFmpegError.strerror(code));
        else if (isIncomplete) onBreak("the data ends within an image");
        return;
      }
      if (packet.streamIndex === stream.index) {
        if (isIncomplete) onLoss();
        // It would be decoded to half an image.
        isIncomplete = (packet.flags & constants.AV_PKT_FLAG_CORRUPT) !== 0;
        if (!isIncomplete) yield packet;
      } else if (packet.pts !== constants.AV_NOPTS_VALUE) {
        const secondsPerTick = format.streams[packet.streamIndex]?.timeBase.toDouble() ?? 0;
        onEnd(Number(packet.pts + packet.duration) * secondsPerTick);
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
}
