// A live source that is opened again when its connection is lost.

import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { check, positive } from "../../src/options.ts";
import { createBackoff } from "../backoff.ts";
import { type LiveInput, type OpenLiveOptions, openLive } from "./openLive.ts";
import { checkReading } from "./options.ts";
import { watchSilence } from "./silence.ts";
import type { VideoFrame, VideoSource } from "./source.ts";
import { VideoError } from "./videoError.ts";

/** Seconds before the first attempt; each later one waits twice as long, up to the longest wait. */
const FIRST_WAIT = 1;
const LONGEST_WAIT = 30;
/** A connection that has lasted so many seconds counts as a success: after it the waits begin anew. */
const LASTING = 30;

export interface OpenReconnectingOptions extends OpenLiveOptions {
  /** The longest wait before the first attempt to open it again, seconds; later ones wait longer. Default 1. */
  readonly firstWait?: number;
  /** Whether a source that cannot be opened the first time is tried again too, rather than an error. Default false. */
  readonly insist?: boolean;
  /** Called before each attempt to open it again, with its number since the last connection that lasted, from 1. */
  readonly onAttempt?: (attempt: number) => void;
}

/**
 * Opens live video as `openLive` does, and opens it again whenever it ends, breaks off or falls silent for `timeout`
 * seconds. It waits 1, 2, 4 … 30 s, each time a random part of at least half of that, so that many readers of one server
 * do not return at once. It ends only when it is stopped or closed.
 *
 * Timestamps go on with the time that has passed, so that a gap in the connection is a gap in the timestamps.
 *
 * @throws {RangeError} when the input or an option is malformed.
 * @throws {VideoError} when it cannot be opened the first time, or comes back with another size.
 *
 * @example
 * const stop = new AbortController();
 * const camera = await openReconnecting({ address: "rtsp://192.168.1.20/stream" }, { stop: stop.signal });
 * for await (const { frame, timestamp } of camera) {
 *   // After a gap, timestamp has advanced by the gap's length.
 *   if (timestamp > 3600 || frame.width === 0) stop.abort();
 * }
 */
export async function openReconnecting(
  input: LiveInput,
  options: OpenReconnectingOptions = {},
): Promise<VideoSource> {
  check(z.optional(positive), checkReading(options).firstWait, "The option firstWait");
  const { stop, onWarning, onSilence = () => {}, onAttempt, insist = false, ...others } = options;
  const { firstWait = FIRST_WAIT, ...rest } = others;
  const closing = new AbortController();
  const signal = stop === undefined ? closing.signal : AbortSignal.any([stop, closing.signal]);
  const open = (): Promise<VideoSource> => openLive(input, { ...rest, onWarning, stop: signal });
  const silence = watchSilence(onSilence);
  const backoff = createBackoff({ first: firstWait, longest: LONGEST_WAIT });
  let attempts = 0;

  /** Opens the source again, however long that takes; undefined when it is stopped. */
  async function again(): Promise<VideoSource | undefined> {
    for (;;) {
      try {
        await pause(backoff.next() * 1000, undefined, { signal });
        onAttempt?.(++attempts);
        return await open();
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof VideoError)) throw error;
        onWarning?.(`${error.message} It is tried again.`);
      }
    }
  }
  async function first(): Promise<VideoSource> {
    try {
      return await open();
    } catch (error) {
      if (!insist || signal.aborted || !(error instanceof VideoError)) throw error;
      onWarning?.(`${error.message} It is tried again.`);
      const opened = await again();
      if (opened === undefined) throw error;
      return opened;
    }
  }

  let source = await first().catch((error: unknown) => {
    silence.end();
    throw error;
  });
  const { facts } = source;
  silence.pause();

  async function* frames(): AsyncGenerator<VideoFrame> {
    let index = -1;
    /** The last frame's time, and when it came, milliseconds; absent before the first. */
    let last: { readonly timestamp: number; readonly at: number } | undefined;
    silence.image();
    try {
      for (;;) {
        const before = index;
        const connectedAt = performance.now();
        /** What is added to this connection's times, so that they go on with the time that has passed. */
        let offset: number | undefined;
        try {
          for await (const video of source) {
            const at = performance.now();
            offset ??= last ? last.timestamp + (at - last.at) / 1000 - video.timestamp : 0;
            index = before + 1 + video.index;
            last = { timestamp: offset + video.timestamp, at };
            silence.pause();
            yield { ...video, index, timestamp: last.timestamp };
            silence.image();
          }
          if (signal.aborted) return;
          onWarning?.(`${facts.name}: the connection ended; it is opened again.`);
        } catch (error) {
          if (!(error instanceof VideoError)) throw error;
          onWarning?.(`${error.message} It is opened again.`);
        }
        if (performance.now() - connectedAt >= 1000 * LASTING) {
          backoff.reset();
          attempts = 0;
        }
        const next = await again();
        if (next === undefined) return;
        source = next;
        const { width, height } = next.facts;
        if (width !== facts.width || height !== facts.height) {
          const sizes = `${width}×${height} instead of ${facts.width}×${facts.height}`;
          throw new VideoError(
            "unsupported",
            facts.name,
            `it came back with ${sizes}; start anew.`,
          );
        }
      }
    } finally {
      silence.end();
      await source.close();
    }
  }
  return {
    facts,
    async close() {
      closing.abort();
      silence.end();
      await source.close();
    },
    [Symbol.asyncIterator]: frames,
  };
}
