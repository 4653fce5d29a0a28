// Must be loaded before libvips, the library behind sharp, in a process: it keeps the threads of libvips.
//
// By default these threads end after 15 s without an image. When the next one comes at that moment, libvips 8.18 can wait for ever
// (sharp's issue 4486 shows the same threads), and with it whoever waits for the image: the thumbnails of a camera whose
// frames come every few seconds. A pool of fixed size ends no thread.

import { availableParallelism } from "node:os";

/** Images that are processed at once: the threads of Node's pool. */
const AT_ONCE = Number(process.env["UV_THREADPOOL_SIZE"]) || 4;
/** Each takes a thread for each processor at most, and others to read and to write. */
const BESIDE = 2;
/** The most that libvips allows. */
const MOST = 1024;

process.env["VIPS_MAX_THREADS"] ??= String(
  Math.min(MOST, AT_ONCE * (availableParallelism() + BESIDE)),
);
