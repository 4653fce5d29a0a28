import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../src/image/frame.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import {
  expectQuarters,
  FIXTURES,
  QUARTERS,
  readAll,
  TIMES,
  timesOf,
} from "../../testing/videoFiles.ts";
import { openVideo } from "./openVideo.ts";
import { createVideoWriter } from "./videoWriter.ts";

const folder = temporaryFolder();

describe("a file that was cut short gives what was before the cut, then a warning with the time", () => {
  test.each([".webm", ".mkv", ".mp4"])("%s", async (ending) => {
    const path = await writeNoise(join(folder, `long${ending}`));
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, Math.round(0.7 * bytes.length)));
    const warnings: string[] = [];
    const frames = await readAll(await openVideo(path, { onWarning: (m) => warnings.push(m) }));
    // What is in complete clusters or fragments is there; none is longer than two seconds.
    expect(frames.length).toBeGreaterThan(120);
    expect(frames.length).toBeLessThan(240);
    expect(timesOf(frames)).toEqual(TEN_SECONDS.slice(0, frames.length));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(path);
    expect(warnings[0]).toMatch(/(cut short|breaks off).*everything before was read/);
  });

  test("an MP4 with its index at the start", async () => {
    const bytes = await readFile(join(FIXTURES, "h264.mp4"));
    const path = join(folder, "cut.mp4");
    await writeFile(path, bytes.subarray(0, bytes.length - 60));
    const warnings: string[] = [];
    const frames = await readAll(await openVideo(path, { onWarning: (m) => warnings.push(m) }));
    expect(frames.length).toBeGreaterThan(4);
    expect(frames.length).toBeLessThan(TIMES.length);
    for (const { frame } of frames) expectQuarters(frame, QUARTERS, 8);
    expect(warnings.join()).toMatch(/breaks off after 0:0[01]\.\d+/);
  });
});

const TEN_SECONDS = Array.from({ length: 250 }, (_, k) => k / 25);

/** Ten seconds in which every frame takes about as many bytes. */
async function writeNoise(path: string): Promise<string> {
  const writer = await createVideoWriter(path, { width: 64, height: 48, quality: 10 });
  for (const [k, time] of TEN_SECONDS.entries()) await writer.write(noise(k), time);
  await writer.close();
  return path;
}

/** An image that does not compress, so that a share of a file's bytes is a share of its frames. */
function noise(seed: number): Frame {
  const data = new Uint8Array(64 * 48 * 3);
  let state = seed + 1;
  for (let k = 0; k < data.length; k++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    data[k] = state >> 16;
  }
  return { width: 64, height: 48, channels: 3, data };
}

test("a damaged image is skipped and reported, and the others are read", async () => {
  const bytes = await readFile(join(FIXTURES, "mjpeg.avi"));
  // The fifth image's start is overwritten.
  let at = -1;
  for (let k = 0; k < 5; k++) at = bytes.indexOf(Buffer.from([0xff, 0xd8, 0xff]), at + 1);
  bytes.fill(0, at, at + 200);
  const path = join(folder, "damaged.avi");
  await writeFile(path, bytes);
  const warnings: string[] = [];
  const frames = await readAll(await openVideo(path, { onWarning: (m) => warnings.push(m) }));
  expect(timesOf(frames)).toEqual([0, 0.04, 0.08, 0.12, 0.2, 0.24, 0.28, 0.32]);
  expect(warnings.join()).toMatch(/damaged images after 0:00\.120/);
});

describe("streams", () => {
  test.each(["vp8.webm", "h264-sound.mkv", "h264.mp4"])("%s as a stream of bytes", async (name) => {
    const stream = createReadStream(join(FIXTURES, name), { highWaterMark: 100 });
    const frames = await readAll(await openVideo(stream));
    expect(frames).toHaveLength(TIMES.length);
    expect(timesOf(frames)).toEqual(timesOf(await readAll(await openVideo(join(FIXTURES, name)))));
    expect(stream.destroyed).toBe(true);
  });

  test("an MP4 whose index comes last cannot be read from a stream, and is reported", async () => {
    const bytes = await readFile(join(FIXTURES, "hevc.mov"));
    const index = bytes.indexOf("moov") - 4;
    // So much lies before the index that the images cannot be kept until it comes.
    const filling = Buffer.alloc(500_000);
    filling.writeUInt32BE(filling.length);
    filling.write("free", 4);
    const parts = [bytes.subarray(0, index), filling, bytes.subarray(index)];
    const error = await openVideo(Readable.from(parts))
      .then(readAll)
      .catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/standard input: not one image.*fragmented MP4/);
  });

  test("a stream that breaks off gives what came", async () => {
    const bytes = await readFile(await writeNoise(join(folder, "whole.mkv")));
    async function* broken(): AsyncGenerator<Buffer> {
      yield bytes.subarray(0, bytes.length / 2);
      throw new Error("the cable was pulled");
    }
    const frames = await readAll(await openVideo(Readable.from(broken())));
    expect(frames.length).toBeGreaterThan(50);
  });
});
