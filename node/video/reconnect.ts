// A live source that is opened again when its connection is lost.

import { setTimeout as pause } from "node:timers/promises";
import { type LiveInput, type OpenLiveOptions, openLive } from "./openLive.ts";
import { watchSilence } from "./silence.ts";
import type { VideoFrame, VideoSource } from "./source.ts";
import { VideoError } from "./videoError.ts";

/** Seconds before the first attempt; each later one waits twice as long, up to the longest wait. */
const FIRST_WAIT = 1;
const LONGEST_WAIT = 30;

export interface OpenReconnectingOptions extends OpenLiveOptions {
  /** Seconds before the first attempt to open it again; later ones wait longer. Default 1. */
  readonly firstWait?: number;
}

/**
 * Opens live video as `openLive` does, and opens it again whenever it ends, breaks off or falls silent for `timeout`
 * seconds, after 1, 2, 4 … 30 s. It ends only when it is stopped or closed.
 *
 * Timestamps go on with the time that has passed, so that a gap in the connection is a gap in the timestamps.
 *
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
  const { stop, onWarning, onSilence = () => {}, firstWait = FIRST_WAIT, ...rest } = options;
  const closing = new AbortController();
  const signal = stop === undefined ? closing.signal : AbortSignal.any([stop, closing.signal]);
  const open = (): Promise<VideoSource> => openLive(input, { ...rest, onWarning, stop: signal });
  const silence = watchSilence(onSilence);
  let source = await open().catch((error: unknown) => {
    silence.end();
    throw error;
  });
  const { facts } = source;
  silence.pause();

  /** Opens the source again, however long that takes; undefined when it is stopped. */
  async function again(): Promise<VideoSource | undefined> {
    for (let wait = firstWait; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        await pause(wait * 1000, undefined, { signal });
        return await open();
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof VideoError)) throw error;
        onWarning?.(`${error.message} It is tried again.`);
      }
    }
  }

  async function* frames(): AsyncGenerator<VideoFrame> {
    let [zero, index] = [0, -1];
    /** The last frame's time, and when it came, milliseconds. */
    let last = { timestamp: 0, at: performance.now() };
    silence.image();
    try {
      for (;;) {
        const [from, before] = [zero, index];
        try {
          for await (const video of source) {
            index = before + 1 + video.index;
            last = { timestamp: from + video.timestamp, at: performance.now() };
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
        zero = last.timestamp + (performance.now() - last.at) / 1000;
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
