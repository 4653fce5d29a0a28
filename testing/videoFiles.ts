// For the tests of video files: an image that shows any rotation, mirroring or colour error, and videos of it.

import { join } from "node:path";
import { expect } from "vitest";
import type { VideoFrame } from "../node/video/source.ts";
import { createVideoWriter } from "../node/video/videoWriter.ts";
import type { Frame } from "../src/image/frame.ts";

/** Times of the fixtures' nine frames, seconds: a variable frame rate. */
export const TIMES = [0, 0.04, 0.08, 0.2, 0.52, 0.56, 1, 1.04, 1.48];

export const FIXTURES = join(import.meta.dirname, "../node/video/fixtures");

/** Colours of the quarters: top left, top right, bottom left, bottom right. */
export const QUARTERS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

/** An image in quarters. */
export function quarters(width = 64, height = 48, colors = QUARTERS): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = colors[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)];
      data.set(color ?? [], (y * width + x) * 3);
    }
  }
  return { width, height, channels: 3, data };
}

/** Fails unless the centre of each quarter has its colour; `within` is the tolerance of a channel, 0..255. */
export function expectQuarters(frame: Frame, colors: readonly number[][], within: number): void {
  const { width, height, channels, data } = frame;
  const middles = [0.25, 0.75].flatMap((v) => [0.25, 0.75].map((u) => [u, v] as const));
  for (const [k, [u, v]] of middles.entries()) {
    const at = (Math.floor(v * height) * width + Math.floor(u * width)) * channels;
    const found = Array.from(data.subarray(at, at + 3));
    const off = found.map((value, c) => Math.abs(value - (colors[k]?.[c] ?? Number.NaN)));
    expect(Math.max(...off), `quarter ${k} is ${found}, not ${colors[k]}`).toBeLessThanOrEqual(
      within,
    );
  }
}

/** Writes a video of the image in quarters at the given times. */
export async function writeQuarters(path: string, times: readonly number[]): Promise<string> {
  const writer = await createVideoWriter(path, { width: 64, height: 48 });
  for (const time of times) await writer.write(quarters(), time);
  await writer.close();
  return path;
}

/** All frames of a video. */
export async function readAll(video: AsyncIterable<VideoFrame>): Promise<VideoFrame[]> {
  const frames: VideoFrame[] = [];
  for await (const frame of video) frames.push(frame);
  return frames;
}

/** Times of frames, rounded to the millisecond. */
export function timesOf(frames: readonly VideoFrame[]): number[] {
  return inMilliseconds(frames.map(({ timestamp }) => timestamp));
}

/** Seconds rounded to the millisecond. */
export function inMilliseconds(times: readonly number[]): number[] {
  return times.map((time) => Math.round(time * 1000) / 1000);
}
