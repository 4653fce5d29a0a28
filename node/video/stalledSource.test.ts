import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { FIXTURES } from "../../testing/videoFiles.ts";
import { analyzeVideo, STOPPED_BY_USER } from "./analyzeVideo.ts";
import { openLive } from "./openLive.ts";
import { openVideo } from "./openVideo.ts";
import type { VideoSource } from "./source.ts";

const folder = temporaryFolder();
const servers: { readonly server: Server; readonly end: () => void }[] = [];
afterEach(() => {
  for (const { server, end } of servers.splice(0)) {
    end();
    server.close();
  }
});

/** A server that accepts connections, sends these bytes as an HTTP response if there are any, and then nothing. */
async function silentServer(bytes?: Buffer): Promise<string> {
  const open = new Set<{ destroy(): void }>();
  const server =
    bytes === undefined
      ? createServer((socket) => socket.on("error", () => {}).resume())
      : createHttpServer((_, response) => response.write(bytes));
  server.on("connection", (socket) => open.add(socket));
  servers.push({ server, end: () => [...open].map((socket) => socket.destroy()) });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Aborts after a moment, in which the source has begun to wait. */
function abortSoon(): AbortSignal {
  return AbortSignal.timeout(150);
}

async function codeOf(opening: Promise<unknown>): Promise<unknown> {
  const error: unknown = await opening.catch((reason: unknown) => reason);
  return error instanceof Error && "code" in error ? error.code : error;
}

test.each(["rtsp", "http"])("a silent %s server: stopping ends the wait", async (protocol) => {
  const address = `${protocol}://${await silentServer()}/stream`;
  expect(await codeOf(openLive({ address }, { stop: abortSoon() }))).toBe("stopped");
});

test.each(["rtsp", "http"])("a silent %s server is given up after a time", async (protocol) => {
  const address = `${protocol}://${await silentServer()}/stream`;
  expect(await codeOf(openLive({ address }, { timeout: 0.3 }))).toBe("timed-out");
});

test("stopped before it begins", async () => {
  const address = `http://${await silentServer()}/stream`;
  expect(await codeOf(openLive({ address }, { stop: AbortSignal.abort() }))).toBe("stopped");
});

/** An HTTP source that sends the first JPEGs of a stream and then stalls. */
async function stallingSource(): Promise<{ readonly address: string }> {
  const bytes = await readFile(join(FIXTURES, "mjpeg.avi"));
  const start = Buffer.from([0xff, 0xd8, 0xff]);
  const first = bytes.indexOf(start);
  const image = bytes.subarray(first, bytes.lastIndexOf("00dc", bytes.indexOf(start, first + 1)));
  const host = await silentServer(Buffer.concat(Array.from({ length: 300 }, () => image)));
  return { address: `http://${host}/live.mjpeg` };
}

async function readToEnd(
  source: VideoSource,
  onFrame: (timestamp: number) => void = () => {},
): Promise<number> {
  let frames = 0;
  for await (const { timestamp } of source) {
    frames++;
    onFrame(timestamp);
  }
  return frames;
}

test("HTTP that stalls after some frames: stopping ends the source", async () => {
  const stop = new AbortController();
  const source = await openLive(await stallingSource(), { stop: stop.signal });
  const frames = await readToEnd(source, () => setTimeout(() => stop.abort(), 100));
  expect(frames).toBeGreaterThan(0);
});

test("HTTP that stalls after some frames: close() returns, and the source ends", async () => {
  const source = await openLive(await stallingSource());
  let closed: Promise<void> | undefined;
  await readToEnd(source, () => {
    setTimeout(() => {
      closed ??= source.close();
    }, 100);
  });
  await closed;
  expect(closed).toBeDefined();
});

test("HTTP that stalls after some frames is reported every second, then given up", async () => {
  const silent: number[] = [];
  const onSilence = (seconds: number): void => void silent.push(seconds);
  const source = await openLive(await stallingSource(), { timeout: 3, onSilence });
  const seen: number[] = [];
  expect(await codeOf(readToEnd(source, (timestamp) => seen.push(timestamp)))).toBe("timed-out");
  // What the decoder still held is not shown as if it were new.
  expect(Math.max(...seen)).toBeLessThan(3);
  expect(silent.at(-1)).toBeGreaterThanOrEqual(3);
  expect(silent[0]).toBe(2);
}, 20_000);

/** A pipe that sends the first part of a video and then nothing. */
async function stalledPipe(): Promise<Readable> {
  const bytes = await readFile(join(FIXTURES, "h264-sound.mkv"));
  const stream = new Readable({ read() {} });
  stream.push(bytes.subarray(0, Math.round(bytes.length * 0.8)));
  return stream;
}

test("analysing a stalled pipe: the stop closes the sinks with what came", async () => {
  const stop = new AbortController();
  const source = await openVideo(await stalledPipe());
  let frames = 0;
  const end = await analyzeVideo(
    source,
    async () => {
      setTimeout(() => stop.abort(), 100);
    },
    [{ onFrame: () => void frames++, close: () => {} }],
    { stop: stop.signal },
  );
  expect(end).toMatchObject({ stopped: STOPPED_BY_USER, frames });
  expect(frames).toBeGreaterThan(0);
});

test("reading a stalled pipe: the option `stop` ends the reading with an error", async () => {
  const stop = new AbortController();
  const source = await openVideo(await stalledPipe(), { stop: stop.signal });
  const reading = readToEnd(source, () => setTimeout(() => stop.abort(), 100));
  expect(await codeOf(reading)).toBe("stopped");
});

test("a video that is closed between two frames ends there", async () => {
  const source = await openVideo(join(FIXTURES, "vp8.webm"));
  const frames = source[Symbol.asyncIterator]();
  expect((await frames.next()).done).toBe(false);
  await source.close();
  expect((await frames.next()).done).toBe(true);
});

test.skipIf(process.platform === "win32")(
  "a named pipe without a writer can be stopped",
  async () => {
    const path = join(folder, "nobody");
    execFileSync("mkfifo", [path]);
    expect(await codeOf(openVideo(path, { stop: abortSoon() }))).toBe("stopped");
  },
);

test.skipIf(process.platform === "win32")("a named pipe is read as a stream", async () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const opening = openVideo(path);
  createWriteStream(path).end(await readFile(join(FIXTURES, "vp8.webm")));
  expect(await readToEnd(await opening)).toBe(9);
});
