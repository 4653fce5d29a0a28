import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { expectQuarters, FIXTURES, QUARTERS, readAll, timesOf } from "../../testing/videoFiles.ts";
import { openVideo } from "./openVideo.ts";
import type { VideoFrame } from "./source.ts";

const folder = temporaryFolder();

/** All frames of a video, and its messages. */
async function read(
  path: string,
): Promise<{ readonly frames: readonly VideoFrame[]; readonly messages: readonly string[] }> {
  const messages: string[] = [];
  const video = await openVideo(path, { onWarning: (message) => messages.push(message) });
  return { frames: await readAll(video), messages };
}

describe("interlaced video is read: times, colours and number of frames", () => {
  test.each([
    ["interlaced-h264.mp4", 0],
    ["interlaced-h264.mpegts", 1.48],
    ["interlaced-mpeg2.mpegts", 1.44],
    ["interlaced-ffv1.mkv", 0],
    ["interlaced-prores.mov", 0],
  ])("%s", async (name, start) => {
    const { frames, messages } = await read(join(FIXTURES, name));
    const times = [0, 0.04, 0.08, 0.12, 0.16].map((time) => Math.round(1000 * (start + time)));
    expect(timesOf(frames).map((time) => Math.round(1000 * time))).toEqual(times);
    for (const { frame } of frames) expectQuarters(frame, QUARTERS, 8);
    expect(messages).toEqual([]);
  });

  test("raw DV, whose average rate FFmpeg takes for that of the clock", async () => {
    const path = join(folder, "interlaced.dv");
    await writeFile(path, gunzipSync(await readFile(join(FIXTURES, "interlaced.dv.gz"))));
    const video = await openVideo(path);
    expect(video.facts).toMatchObject({ frames: 3, width: 768, height: 576 });
    await video.close();
    const { frames, messages } = await read(path);
    expect(timesOf(frames).map((time) => Math.round(1000 * time))).toEqual([0, 40, 80]);
    for (const { frame } of frames) expectQuarters(frame, QUARTERS, 8);
    expect(messages).toEqual([]);
  });

  test("scaled down", async () => {
    const path = join(FIXTURES, "interlaced-h264.mp4");
    const [first] = await readAll(await openVideo(path, { maxSide: 32 }));
    expect(first?.frame).toMatchObject({ width: 32, height: 24 });
    if (first) expectQuarters(first.frame, QUARTERS, 8);
  });
});

describe("a whole video is not called cut short", () => {
  test.each([
    ["WebM that starts at 100 s", "starts-at-100.webm", [100, 101, 102, 103, 104], 5],
    ["Matroska that starts at 100 s", "starts-at-100.mkv", [100, 101, 102, 103, 104], 5],
    ["a subtitle that outlasts the images", "long-subtitle.mkv", [0, 1, 2, 3, 4], 5],
    ["one image in ten seconds", "slow.mkv", [0, 10, 20, 30, 40], 50],
  ])("%s", async (_, name, times, duration) => {
    const path = join(FIXTURES, name);
    const video = await openVideo(path);
    expect(video.facts.duration).toBeCloseTo(duration, 3);
    expect(video.facts.frames).toBe(5);
    await video.close();
    const { frames, messages } = await read(path);
    expect(timesOf(frames)).toEqual(times);
    expect(messages).toEqual([]);
  });
});

test("an edit list's part of a video is whole, and is what is counted", async () => {
  const path = join(FIXTURES, "trimmed.mp4");
  const video = await openVideo(path);
  expect(video.facts.frames).toBe(3);
  await video.close();
  const { frames, messages } = await read(path);
  expect(timesOf(frames)).toEqual([0, 1, 2]);
  expect(messages).toEqual([]);
});

test("recordings that were joined by cat are read to the end of the last one", async () => {
  const bytes = await readFile(join(FIXTURES, "interlaced-mpeg2.mpegts"));
  const path = join(folder, "joined.mpegts");
  await writeFile(path, Buffer.concat([bytes, bytes]));
  const { frames, messages } = await read(path);
  // The reader takes the last image before the seam for incomplete.
  expect(frames).toHaveLength(9);
  expect(messages).toEqual([expect.stringMatching(/damaged images after 0:01\.\d+ are left out/)]);
});

test.each([
  ["starts-at-100.webm", 0.8],
  ["long-subtitle.mkv", 0.92],
  ["slow.mkv", 0.92],
])("%s of which only a part is there is cut short", async (name, share) => {
  const bytes = await readFile(join(FIXTURES, name));
  const path = join(folder, name);
  await writeFile(path, bytes.subarray(0, Math.round(bytes.length * share)));
  const { frames, messages } = await read(path);
  expect(frames.length).toBeLessThan(5);
  expect(messages.join()).toMatch(/cut short|breaks off/);
});

test("times before 0 that FFmpeg's reader drops follow from the later ones", async () => {
  const { frames, messages } = await read(join(FIXTURES, "negative.mkv"));
  expect(timesOf(frames)).toEqual([-3, -2, -1, 0, 1]);
  expect(messages).toEqual([expect.stringMatching(/times of its first images are negative/)]);
});

test("such times from a pipe, which cannot be read twice, are the same", async () => {
  const messages: string[] = [];
  const piped = createReadStream(join(FIXTURES, "negative.mkv"));
  const video = await openVideo(piped, { onWarning: (message) => messages.push(message) });
  expect(timesOf(await readAll(video))).toEqual([-3, -2, -1, 0, 1]);
  expect(messages).toEqual([expect.stringMatching(/times of its first images are negative/)]);
});
