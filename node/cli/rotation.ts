// Cuts the results of a live source into folders by the clock, each of which stands alone.

import { join } from "node:path";
import { isGap, type TimeGap } from "../../src/formats/gaps.ts";
import type { SessionEnd, SessionFrame } from "../../src/formats/sessionFrame.ts";
import { beginFolder, endFolder } from "../outputs/wholeFolder.ts";
import type { FrameSink } from "../video/analyzeVideo.ts";

/** What a segment needs to know to write its files. */
export interface SegmentStart {
  /** The folder to write into. */
  readonly folder: string;
  /** Its final name. */
  readonly name: string;
  /** The timestamp of its begin, and the time of day then, milliseconds since 1970. */
  readonly origin: number;
  readonly began: number;
  /** Whether the events that last are ended: in the last segment only. */
  readonly isLast: () => boolean;
}

export interface RotationOptions {
  /** Segments are folders in it, named after the time of their begin. */
  readonly folder: string;
  /** Seconds of a segment; they begin at multiples of it since midnight, UTC. */
  readonly length: number;
  /** Opens the files of a segment. */
  readonly open: (start: SegmentStart) => Promise<FrameSink<SessionFrame>>;
  /** Called when a segment is complete under its final name. */
  readonly onComplete?: (path: string) => void;
  /** The time of day, milliseconds since 1970; tests pass a fake. */
  readonly now?: () => number;
}

interface Segment {
  readonly path: string;
  readonly part: string;
  readonly sink: FrameSink<SessionFrame>;
  readonly origin: number;
  readonly began: number;
  /** The time of day at which it ends. */
  readonly until: number;
  readonly isLast: { value: boolean };
  frames: number;
  first: number | null;
  last: number | null;
}

/** A clock that was set back by more than this begins a new segment, milliseconds. */
const SET_BACK = 60_000;

/**
 * A sink that writes each segment into a folder of its own, which gets its final name when it is complete.
 *
 * A segment begins with the first frame of its time; a time without any image has none. An event that lasts over a cut is
 * in both segments, with the same number and start. A segment is completed while the next one is written.
 */
export function rotatingResults(options: RotationOptions): FrameSink<SessionFrame> {
  const { folder, length, open, onComplete, now = Date.now } = options;
  let segment: Segment | undefined;
  let hasBegun = false;
  /** Completes segments in the background; a failure is thrown with the next frame. */
  let completing: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;

  async function begin(timestamp: number, wall: number): Promise<Segment> {
    const boundary = Math.floor(wall / (1000 * length)) * 1000 * length;
    // What was before the first frame of all was not watched.
    const began = hasBegun ? boundary : wall;
    hasBegun = true;
    const origin = Math.round(1000 * timestamp - (wall - began)) / 1000;
    const name = nameOf(began);
    const { path, part } = await beginFolder(join(folder, name));
    const isLast = { value: false };
    const start = { folder: part, name, origin, began, isLast: () => isLast.value };
    const sink = await open(start);
    const until = boundary + 1000 * length;
    return { path, part, sink, origin, began, until, isLast, frames: 0, first: null, last: null };
  }
  function cut(wall: number): void {
    if (segment === undefined) return;
    const ended = segment;
    segment = undefined;
    const to = ended.origin + (Math.min(wall, ended.until) - ended.began) / 1000;
    const end = endOf(ended, null, to);
    completing = completing
      .then(() => complete(ended, end))
      .catch((error: unknown) => {
        failure ??= { error };
      });
  }
  async function complete({ sink, part, path }: Segment, end: SessionEnd): Promise<void> {
    await sink.close(end);
    await endFolder(part, path);
    onComplete?.(path);
  }
  /** The segment of this moment, if there is one. */
  function current(): Segment | undefined {
    if (failure !== undefined) throw failure.error;
    const wall = now();
    if (segment && (wall >= segment.until || wall < segment.began - SET_BACK)) cut(wall);
    return segment;
  }
  return {
    async onFrame(result, video) {
      const { timestamp } = result.frame;
      const going = current();
      const each = going ?? (await begin(timestamp, now()));
      segment = each;
      await each.sink.onFrame(going === undefined ? withOngoing(result) : result, video);
      each.frames++;
      each.first ??= timestamp;
      each.last = timestamp;
    },
    async onSilence(report) {
      await current()?.sink.onSilence?.(report);
    },
    async close(end) {
      if (segment) {
        segment.isLast.value = true;
        const to = segment.origin + (now() - segment.began) / 1000;
        await Promise.all([complete(segment, endOf(segment, end.stopped, to)), completing]);
      }
      await completing;
      if (failure !== undefined) throw failure.error;
    },
  };
}

/** The first frame of a segment reports the events that last as if they were new: its files know no earlier frame. */
function withOngoing({ frame, report }: SessionFrame): SessionFrame {
  const known = new Set(report.changed.map(({ id }) => id));
  const lasting = report.ongoing.filter(({ id }) => !known.has(id));
  return { frame, report: { ...report, changed: [...lasting, ...report.changed] } };
}

/** @param to the timestamp of the segment's end. */
function endOf(
  { frames, first, last, origin }: Segment,
  stopped: string | null,
  to: number,
): SessionEnd {
  const outside: TimeGap[] = [];
  if (first !== null && isGap(first - origin)) outside.push({ from: origin, to: first });
  if (last !== null && isGap(to - last)) outside.push({ from: last, to });
  const gaps = outside.length > 0 ? { gaps: outside } : {};
  return { frames, firstTimestamp: first, lastTimestamp: last, stopped, ...gaps };
}

/** Such as 2026-11-27T14-00-00Z: sorted by time, the same in every time zone, allowed in every file system. */
function nameOf(wall: number): string {
  return `${new Date(wall).toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/** Whether a folder of this name is a segment that is being written, or was when its process ended. */
export function isUnfinished(name: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?\.part$/.test(name);
}
