import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";

const folder = temporaryFolder();
const ROOT = join(import.meta.dirname, "../..");
const BUILT = join(ROOT, "dist/node/video/openVideo.js");

/** A program whose worker decodes a video without end, until it is told to stop. */
const PROGRAM = `
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { openVideo } from ${JSON.stringify(pathToFileURL(BUILT).href)};

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.on("message", (message) => {
    console.log(message);
    if (message === "decoding") worker.postMessage("stop");
  });
  worker.on("exit", (code) => console.log("worker", code));
} else {
  const stop = new AbortController();
  parentPort.once("message", () => stop.abort());
  let frames = 0;
  try {
    while (!stop.signal.aborted) {
      const video = await openVideo(${JSON.stringify(join(ROOT, "samples/driver-clip.webm"))}, { stop: stop.signal });
      for await (const _ of video) if (++frames === 3) parentPort.postMessage("decoding");
    }
  } catch (error) {
    parentPort.postMessage(error.code);
  }
}
`;

// The program runs by itself: a worker that is terminated instead aborts its whole process.
test.skipIf(!existsSync(BUILT))(
  "a worker that is stopped while it decodes ends, and the process goes on",
  async () => {
    const path = join(folder, "worker.mjs");
    await writeFile(path, PROGRAM);
    const { stdout } = await promisify(execFile)(process.execPath, [path]);
    expect(stdout.trim().split("\n")).toEqual(["decoding", "stopped", "worker 0"]);
  },
  60_000,
);
