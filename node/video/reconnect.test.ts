import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { expectQuarters, FIXTURES, QUARTERS } from "../../testing/videoFiles.ts";
import { openReconnecting } from "./reconnect.ts";
import type { VideoFrame } from "./source.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A camera whose connection ends after the fixture's frames; the second attempt is refused. */
async function unsteadyCamera(): Promise<{
  readonly address: string;
  readonly visits: () => number;
}> {
  const bytes = await readFile(join(FIXTURES, "vp8.webm"));
  let visits = 0;
  server = createServer((_, response) => {
    if (++visits === 2) response.writeHead(503).end();
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/live.webm`, visits: () => visits };
}

test("a connection that is lost is opened again, and the gap is a gap in time", async () => {
  const { address, visits } = await unsteadyCamera();
  const stop = new AbortController();
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const options = { stop: stop.signal, firstWait: 0.3, onWarning };
  const frames: VideoFrame[] = [];
  const started = performance.now();
  for await (const frame of await openReconnecting({ address }, options)) {
    frames.push(frame);
    if (visits() === 4) stop.abort();
  }
  expect(visits()).toBeGreaterThanOrEqual(4);
  for (const { frame } of frames) expectQuarters(frame, QUARTERS, 8);
  const times = frames.map(({ timestamp }) => timestamp);
  expect(times[0]).toBeGreaterThanOrEqual(0);
  expect(times).toEqual([...times].sort((p, q) => p - q));
  const indices = frames.map(({ index }) => index);
  expect(indices).toEqual([...new Set(indices)].sort((p, q) => p - q));
  // At least half of the waits of 0.3, 0.6 and 1.2 s lie between the first and the last connection.
  expect(times.at(-1)).toBeGreaterThan(1.05);
  expect(times.at(-1)).toBeLessThan((performance.now() - started) / 1000 + 3 * 1.48);
  expect(warnings.join()).toMatch(/the connection ended; it is opened again/);
  expect(warnings.join()).toMatch(/It is tried again/);
}, 30_000);

test("stopping ends the wait for the next attempt", async () => {
  const { address } = await unsteadyCamera();
  const stop = new AbortController();
  const onWarning = (message: string): void => {
    if (/connection ended/.test(message)) setTimeout(() => stop.abort(), 50);
  };
  const source = await openReconnecting(
    { address },
    { stop: stop.signal, firstWait: 600, onWarning },
  );
  let frames = 0;
  for await (const _ of source) frames++;
  expect(frames).toBeGreaterThan(0);
});

test("closing ends the wait for the next attempt", async () => {
  const { address } = await unsteadyCamera();
  let closed: Promise<void> | undefined;
  const onWarning = (message: string): void => {
    if (/connection ended/.test(message)) setTimeout(() => (closed = source.close()), 50);
  };
  const source = await openReconnecting({ address }, { firstWait: 600, onWarning });
  for await (const _ of source);
  await closed;
  expect(closed).toBeDefined();
});
