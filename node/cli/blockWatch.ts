// Notices that the process itself hangs: an inference pass runs on the main thread, and while it does not return no timer of
// this thread does either. Another thread says so.

import { Worker } from "node:worker_threads";
import { STALLED_AFTER } from "./stallWatch.ts";

const BEAT_MILLISECONDS = 250;

/** The thread, which needs no file of its own. It writes by itself: streams of a thread are those of the main thread. */
const SCRIPT = `
const { writeSync } = require("node:fs");
const { beats, name, after } = require("node:worker_threads").workerData;
let seen = -1, last = 0, next = after;
setInterval(() => {
  const now = performance.now() / 1000;
  const beat = Atomics.load(beats, 0);
  if (beat !== seen) [seen, last, next] = [beat, now, after];
  const seconds = Math.floor(now - last);
  if (seconds < next) return;
  next = 2 * seconds;
  try {
    writeSync(2, "warning: " + name + ": no new image for " + seconds + " s: the process does not respond.\\n");
  } catch {}
}, ${BEAT_MILLISECONDS});
`;

/**
 * Writes a warning to standard error after 5, 10, 20 … s in which the main thread does nothing else.
 *
 * @param name the source, as in other warnings.
 * @returns a function that ends it.
 */
export function watchBlocking(name: string): () => Promise<unknown> {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { beats, name, after: STALLED_AFTER };
  const worker = new Worker(SCRIPT, { eval: true, workerData, execArgv: [] });
  worker.unref();
  // Without the thread the source is watched all the same.
  worker.on("error", () => {});
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MILLISECONDS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return worker.terminate();
  };
}
