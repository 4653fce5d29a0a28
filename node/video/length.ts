// How long a video is by its container, and whether less was read.
//
// Matroska and WebM state where the last stream ends on the clock of the timestamps, so that a start other than 0 is
// contained in it; the end of each stream is at best a tag. Other containers state the length of each stream.

import type { FormatContext, Stream } from "node-av/lib";

/** Frame rate where neither container nor codec gives one. */
const ASSUMED_RATE = 25;

/** A video that ends earlier than its container states, by more than this, is truncated. */
const EARLY_SECONDS = 1;

/** The parts of an open container that state lengths. */
interface Lengths {
  readonly format: FormatContext;
  readonly stream: Stream;
}

/** The average frame rate, from container or codec. */
export function frameRateOf({ stream }: Lengths): number {
  const rateOf = ({ num, den }: Stream["rFrameRate"]) => (num > 0 && den > 0 ? num / den : 0);
  const average = rateOf(stream.avgFrameRate);
  // All times are multiples of its step, so that no average is higher; for raw DV the average is that of the clock.
  const common = rateOf(stream.rFrameRate);
  if (average > 0 && common > 0) return Math.min(average, common);
  return average || common || ASSUMED_RATE;
}

/** Timestamp of the first frame in seconds, if the container states it. */
export function startOf({ stream }: Lengths): number | undefined {
  // The library encodes "unknown" as the lowest number.
  if (stream.startTime < -(2n ** 62n)) return undefined;
  return Number(stream.startTime) * stream.timeBase.toDouble();
}

/** Duration of the video stream or, where it is not stated, of the longest stream, in seconds. */
export function durationOf(container: Lengths): number | undefined {
  const { format, stream } = container;
  if (isMatroska(container)) {
    const start = startOf(container) ?? 0;
    const end = taggedEnd(container) ?? totalOf(container);
    // Some writers state the length.
    return end === undefined || end <= start ? end : end - start;
  }
  if (stream.duration > 0n) return Number(stream.duration) * stream.timeBase.toDouble();
  return format.duration > 0n ? totalOf(container) : undefined;
}

/** Whether the end of the video can be known only from the other streams, whose packets must then be read too. */
export function needsAllStreams(container: Lengths): boolean {
  const { format, stream } = container;
  const isKnown = isMatroska(container) ? taggedEnd(container) !== undefined : stream.duration > 0n;
  return format.streams.length > 1 && !isKnown;
}

/** What was read of a video. Times in seconds, on the container's clock. */
export interface ReadLength {
  /** The first image's time, when the video was read from its start. */
  readonly first?: number;
  /** The end of the last image. */
  readonly end: number;
  /** The end of the last packet of any stream, of those that were read. */
  readonly endOfAll: number;
  /** Packets of the video. */
  readonly packets: number;
}

/** Whether less was read than the container states. */
export function endsEarly(container: Lengths, read: ReadLength): boolean {
  const { stream } = container;
  const step = 1 / frameRateOf(container);
  const isWhole = read.first !== undefined;
  const counted = stream.nbFrames > 0n ? Number(stream.nbFrames) : undefined;
  if (isWhole && counted !== undefined && read.packets >= counted) return false;
  const duration = durationOf(container);
  if (duration === undefined) return isWhole && counted !== undefined;
  const begin = read.first ?? startOf(container) ?? 0;
  const expected = isMatroska(container)
    ? (taggedEnd(container) ?? totalOf(container) ?? 0)
    : begin + duration;
  const end = needsAllStreams(container) ? read.endOfAll : read.end;
  // Where frames are counted, empty ones may be missing at the start, and the length is exact.
  const tolerance =
    isWhole && counted !== undefined ? 1.5 * step : Math.max(EARLY_SECONDS, 1.5 * step);
  return end < expected - tolerance;
}

function isMatroska({ format }: Lengths): boolean {
  return format.iformat?.name?.includes("matroska") ?? false;
}

function totalOf({ format }: Lengths): number | undefined {
  return format.duration > 0n ? Number(format.duration) / 1e6 : undefined;
}

/** The end of the video stream in its tag DURATION, such as "00:01:45.023000000". */
function taggedEnd({ stream }: Lengths): number | undefined {
  const tag = stream.metadata?.get("DURATION") ?? "";
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(tag) ?? [];
  if (seconds === undefined) return undefined;
  return 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
}
