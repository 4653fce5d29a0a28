import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { expectQuarters, FIXTURES, QUARTERS } from "../../testing/videoFiles.ts";
import { openLive } from "./openLive.ts";
import type { VideoFrame } from "./source.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A virtual camera: FFmpeg's generated images in real time. */
const GENERATED = {
  camera: "testsrc=size=64x48:rate=50,realtime",
  interface: "lavfi",
} as const;

test("a slow reader gets the newest frame: frames are dropped, none is late or repeated", async () => {
  const stop = new AbortController();
  const frames: VideoFrame[] = [];
  const started = performance.now();
  for await (const frame of await openLive(GENERATED, { stop: stop.signal })) {
    frames.push(frame);
    await pause(130);
    if (frames.length === 6) stop.abort();
  }
  const seconds = (performance.now() - started) / 1000;
  expect(frames).toHaveLength(6);
  const indices = frames.map(({ index }) => index);
  expect(indices).toEqual([...new Set(indices)].sort((p, q) => p - q));
  // Six frames in a row would be indices 0 to 5.
  expect(indices.at(-1)).toBeGreaterThan(10);
  for (const { index, timestamp } of frames) expect(timestamp).toBeCloseTo(index / 50, 3);
  expect(frames.at(-1)?.timestamp).toBeLessThan(seconds);
});

/** One JPEG out of the fixture. */
async function jpeg(): Promise<Buffer> {
  const bytes = await readFile(join(FIXTURES, "mjpeg.avi"));
  const start = Buffer.from([0xff, 0xd8, 0xff]);
  const first = bytes.indexOf(start);
  return bytes.subarray(first, bytes.lastIndexOf("00dc", bytes.indexOf(start, first + 1)));
}

/** A stream of JPEGs, one every 20 ms, that never ends. */
async function endless(): Promise<Readable> {
  const image = await jpeg();
  const stream = new Readable({ read() {} });
  const timer = setInterval(() => stream.push(image), 20);
  return stream.on("close", () => clearInterval(timer));
}

test("images without timestamps (MJPEG) get their time of arrival", async () => {
  const stop = new AbortController();
  const stream = await endless();
  const frames: VideoFrame[] = [];
  // A clock that is read once an image, so that a busy machine changes nothing.
  let now = 100;
  const clock = () => (now += 0.04);
  for await (const frame of await openLive({ stream }, { stop: stop.signal, clock })) {
    frames.push(frame);
    if (frame.timestamp > 0.5) stop.abort();
  }
  for (const { frame } of frames) expectQuarters(frame, QUARTERS, 8);
  expect(frames[0]).toMatchObject({ timestamp: 0, index: 0 });
  for (const { index, timestamp } of frames) expect(timestamp).toBeCloseTo(0.04 * index, 6);
  expect(frames.at(-1)?.timestamp).toBeGreaterThan(0.5);
  expect(stream.destroyed).toBe(true);
});

test("stopping ends a source that waits for a frame", async () => {
  const stop = new AbortController();
  const stream = await endless();
  const source = await openLive({ stream }, { stop: stop.signal });
  stream.pause();
  stream.push = () => true;
  setTimeout(() => stop.abort(), 200);
  const frames: VideoFrame[] = [];
  for await (const frame of source) frames.push(frame);
  expect(stream.destroyed).toBe(true);
});

test("stopping ends the wait for the start of a stream", async () => {
  const stop = new AbortController();
  const stream = new Readable({ read() {} });
  const source = openLive({ stream }, { stop: stop.signal });
  setTimeout(() => stop.abort(), 100);
  await expect(source).rejects.toThrow(/standard input/);
  expect(stream.destroyed).toBe(true);
});

test("an address", async () => {
  const bytes = await readFile(join(FIXTURES, "vp8.webm"));
  server = createServer((_, response) => response.end(bytes));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const frames: VideoFrame[] = [];
  for await (const frame of await openLive({ address: `http://127.0.0.1:${port}/live.webm` })) {
    frames.push(frame);
  }
  // All at once, so most are missed; the last never is.
  expect(frames.at(-1)).toMatchObject({ index: 8, timestamp: 1.48 });
});

test("a missing camera and a missing address are reported", async () => {
  await expect(openLive({ camera: "/dev/video99", interface: "v4l2" })).rejects.toThrow(
    /\/dev\/video99: it cannot be opened \(No such file/,
  );
  await expect(openLive({ address: "http://127.0.0.1:9/none" })).rejects.toThrow(
    /127\.0\.0\.1:9\/none: it cannot be opened/,
  );
});

test.each<unknown>([
  {},
  { camera: undefined },
  { camera: "" },
  { address: 5 },
  { stream: null },
  { camera: "/dev/video0", frameRate: Number.NaN },
  "rtsp://camera",
  undefined,
])("%j is refused before FFmpeg gets it, which would end the process", async (input) => {
  const failed = await openLive(input as Parameters<typeof openLive>[0]).catch(
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(RangeError);
  expect(String(failed)).toMatch(/live input/);
});
