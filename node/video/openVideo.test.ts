import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import {
  expectQuarters,
  FIXTURES,
  inMilliseconds,
  QUARTERS,
  readAll,
  TIMES,
  timesOf,
  writeQuarters,
} from "../../testing/videoFiles.ts";
import { openVideo } from "./openVideo.ts";
import { VideoError, type VideoErrorCode } from "./videoError.ts";
import { createVideoWriter } from "./videoWriter.ts";

const folder = temporaryFolder();

const EVEN = TIMES.map((_, k) => k / 25);

describe("containers and codecs: times, colours and number of frames", () => {
  test.each([
    ["h264.mp4", "h264", TIMES],
    // Sound begins 128 ms before the images.
    ["h264-sound.mkv", "h264", TIMES.map((time) => time + 0.128)],
    ["vp8.webm", "vp8", TIMES],
    ["hevc.mov", "hevc", TIMES],
    ["mpeg4.avi", "mpeg4", EVEN],
    ["mjpeg.avi", "mjpeg", EVEN],
  ])("%s", async (name, codec, times) => {
    const warnings: string[] = [];
    const video = await openVideo(join(FIXTURES, name), { onWarning: (m) => warnings.push(m) });
    expect(video.facts).toMatchObject({ codec, width: 64, height: 48, rotation: 0 });
    const frames = await readAll(video);
    expect(timesOf(frames)).toEqual(inMilliseconds(times));
    expect(frames.map(({ index }) => index)).toEqual(times.map((_, k) => k));
    for (const { frame } of frames) expectQuarters(frame, QUARTERS, 8);
    expect(warnings).toEqual([]);
  });
});

/** Marks an MP4's image as rotated: its track header ends in a display matrix and the size. */
async function turned(path: string, matrix: readonly number[]): Promise<string> {
  const bytes = await readFile(path);
  const header = bytes.indexOf("tkhd");
  for (const [k, value] of matrix.entries()) bytes.writeInt32BE(value, header + 44 + 4 * k);
  const result = path.replace(".mp4", `-${matrix.join("")}.mp4`.replaceAll("-", "m"));
  await writeFile(result, bytes);
  return result;
}

const ONE = 0x10000;
const [RED, GREEN, BLUE, WHITE] = QUARTERS as [number[], number[], number[], number[]];

test.each([
  ["a quarter turn clockwise", [0, ONE, 0, -ONE, 0], 90, [BLUE, RED, WHITE, GREEN]],
  ["half a turn", [-ONE, 0, 0, 0, -ONE], 180, [WHITE, BLUE, GREEN, RED]],
  ["a quarter turn back", [0, -ONE, 0, ONE, 0], 270, [GREEN, WHITE, RED, BLUE]],
  ["mirrored", [-ONE, 0, 0, 0, ONE], 0, [GREEN, RED, WHITE, BLUE]],
])("rotation flag: %s", async (_, matrix, rotation, colors) => {
  const plain = await writeQuarters(join(folder, "plain.mp4"), [0, 0.04]);
  const video = await openVideo(await turned(plain, matrix));
  const sideways = rotation % 180 === 90;
  const size = sideways ? { width: 48, height: 64 } : { width: 64, height: 48 };
  expect(video.facts).toMatchObject({ ...size, rotation });
  const frames = await readAll(video);
  expect(frames).toHaveLength(2);
  for (const { frame } of frames) {
    expect(frame).toMatchObject(size);
    expectQuarters(frame, colors, 6);
  }
});

describe("what cannot be read is named", () => {
  const refusal = async (input: string | Readable): Promise<VideoError> => {
    const error = await openVideo(input)
      .then(readAll)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VideoError);
    return error as VideoError;
  };
  const cases: [string, () => Promise<string>, VideoErrorCode, RegExp][] = [
    ["missing", async () => join(folder, "none.mp4"), "missing", /no such file/],
    ["a folder", async () => folder, "not-a-file", /folder/],
    ["empty", async () => await made("empty.mp4", ""), "empty", /empty/],
    [
      "text",
      async () => await made("notes.mp4", "dear diary, ".repeat(99)),
      "not-a-video",
      /not a video/,
    ],
    ["sound alone", async () => join(FIXTURES, "sound.m4a"), "not-a-video", /holds audio/],
    [
      "a truncated index",
      async () => await cutFixture("mpeg4.avi", 30),
      "not-a-video",
      /not a video/,
    ],
    [
      "a truncated header",
      async () => await cutFixture("h264.mp4", 400),
      "damaged",
      /near its start/,
    ],
    [
      "an MP4 without its index",
      async () => await cutFixture("hevc.mov", 230),
      "damaged",
      /index is missing/,
    ],
  ];
  const made = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const cutFixture = async (name: string, bytes: number): Promise<string> =>
    made(`cut-${name}`, (await readFile(join(FIXTURES, name))).subarray(0, bytes));

  test.each(cases)("%s", async (_, make, code, message) => {
    const path = await make();
    const error = await refusal(path);
    expect(error.message).toContain(path);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });

  test("a stream that ends before it began, and one of text", async () => {
    expect((await refusal(Readable.from([]))).code).toBe("empty");
    const text = await refusal(Readable.from([Buffer.from("dear diary, ".repeat(99))]));
    expect(text.code).toBe("not-a-video");
    expect(text.message).toMatch(/standard input.*fragmented MP4/);
  });
});

test("Y4M from a stream", async () => {
  const parts = [Buffer.from("YUV4MPEG2 W4 H2 F5:1 Ip A1:1 C444 XCOLORRANGE=FULL\n")];
  for (const luma of [0, 128, 255]) {
    parts.push(Buffer.from("FRAME\n"), Buffer.alloc(8, luma), Buffer.alloc(16, 128));
  }
  const frames = await readAll(await openVideo(Readable.from(parts)));
  expect(timesOf(frames)).toEqual([0, 0.2, 0.4]);
  for (const [k, luma] of [0, 128, 255].entries()) {
    expect([...(frames[k]?.frame.data ?? [])].every((v) => Math.abs(v - luma) <= 1)).toBe(true);
  }
});

describe("selection of frames", () => {
  const read = async (options: Parameters<typeof openVideo>[1]): Promise<number[]> =>
    timesOf(await readAll(await openVideo(join(FIXTURES, "h264.mp4"), options)));
  test("from a time to a time", async () => {
    expect(await read({ start: 0.5 })).toEqual([0.52, 0.56, 1, 1.04, 1.48]);
    expect(await read({ start: 0.07, end: 1 })).toEqual([0.08, 0.2, 0.52, 0.56]);
  });
  test("at most five a second", async () => {
    expect(await read({ fps: 5 })).toEqual([0, 0.2, 0.52, 1, 1.48]);
  });
  test("reduced", async () => {
    const video = await openVideo(join(FIXTURES, "h264.mp4"), { maxSide: 32 });
    expect(video.facts).toMatchObject({ width: 32, height: 24 });
    for (const { frame } of await readAll(video)) {
      expect(frame).toMatchObject({ width: 32, height: 24 });
      expectQuarters(frame, QUARTERS, 10);
    }
  });
});

test("frames belong to the reader, and leaving the loop early frees the video", async () => {
  const video = await openVideo(join(FIXTURES, "mjpeg.avi"));
  let first: Uint8Array | Uint8ClampedArray | undefined;
  for await (const { frame, index } of video) {
    first ??= frame.data;
    frame.data.fill(index === 0 ? 7 : 9);
    if (index === 3) break;
  }
  expect(first?.every((value) => value === 7)).toBe(true);
  await video.close();
  await expect(readAll(video)).rejects.toThrow(/read once/);
});

test("memory does not grow over thousands of frames", async () => {
  const path = join(folder, "thousands.mkv");
  const writer = await createVideoWriter(path, { width: 160, height: 120 });
  const image = {
    width: 160,
    height: 120,
    channels: 3,
    data: new Uint8Array(160 * 120 * 3),
  } as const;
  for (let k = 0; k < 3000; k++) await writer.write(image, k / 30);
  await writer.close();
  let count = 0;
  let early = 0;
  for await (const { frame } of await openVideo(path)) {
    count++;
    expect(frame.data.length).toBe(57600);
    if (count === 500) early = process.memoryUsage().rss;
  }
  expect(count).toBe(3000);
  // The frames read in between are 144 MB.
  expect(process.memoryUsage().rss - early).toBeLessThan(60e6);
});
