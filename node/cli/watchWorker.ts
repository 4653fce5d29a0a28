// A process of `vigil watch` with several cameras: it watches one of them, and tells the supervisor how it goes.

import { errorMessage } from "../../src/errorMessage.ts";
import { letHeapGrow } from "../heapGrowth.ts";
import { loadShippedEngine } from "./engine.ts";
import { UsageError } from "./errors.ts";
import { type WatchRequest, watchLive } from "./watchLive.ts";
import type { CameraProgress } from "./watchStatus.ts";

/** What the supervisor sends. */
export type ToWatcher =
  | { readonly kind: "watch"; readonly request: WatchRequest }
  | { readonly kind: "stop" };

/** What a watcher sends. */
export type FromWatcher =
  | { readonly kind: "out" | "err"; readonly text: string }
  | ({ readonly kind: "beat" } & WatcherProgress)
  /** It ends. With `lasting`, starting it again would not help. */
  | { readonly kind: "failed"; readonly message: string; readonly lasting: boolean };

/** How far a watcher is. */
export interface WatcherProgress extends CameraProgress {
  /** Grows with each frame, second of silence and attempt to connect: when it does not, the process hangs. */
  readonly steps: number;
}

const BEAT_MILLISECONDS = 500;

letHeapGrow();
const stop = new AbortController();
let hasEnded = false;
let progress: WatcherProgress = {
  ...{ frames: 0, steps: 0, silence: 0, stalled: 0 },
  ...{ state: null, memory: null },
};

// The supervisor decides what a signal from the terminal means; one for this process alone ends it properly.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
process.on("SIGTERM", () => stop.abort());
// Without a supervisor the files are completed; when it ends during that, its user wants the end at once.
process.on("disconnect", () => {
  if (stop.signal.aborted && !hasEnded) process.kill(process.pid, "SIGKILL");
  stop.abort();
});
process.on("message", (message) => {
  const { kind, ...rest } = message as ToWatcher;
  if (kind === "stop") stop.abort();
  else if ("request" in rest) void watch(rest.request);
});

async function watch(request: WatchRequest): Promise<void> {
  const beat = setInterval(() => sendBeat(), BEAT_MILLISECONDS);
  const terminal = {
    out: (text: string) => send({ kind: "out", text }),
    err: (text: string) => send({ kind: "err", text }),
    interactive: false,
  };
  const onProgress = (next: Partial<Omit<WatcherProgress, "steps">>): void => {
    // A second in which the analysis stands still is no step: the supervisor ends a process that makes none.
    const step = (next.stalled ?? 0) > 0 ? 0 : 1;
    progress = { ...progress, ...next, steps: progress.steps + step };
  };
  try {
    const context = { terminal, loadEngine: loadShippedEngine, stop: stop.signal, onProgress };
    process.exitCode = await watchLive(request, context);
  } catch (error) {
    const lasting = error instanceof UsageError && !isPassing(error);
    send({ kind: "failed", message: errorMessage(error), lasting });
    process.exitCode = 1;
  } finally {
    hasEnded = true;
    clearInterval(beat);
    // Native calls that were left behind, such as the resolution of a name, do not keep the process.
    setTimeout(() => process.exit(), 1000).unref();
    if (process.connected) process.disconnect();
  }
}

/** Whether the cause may go away by itself: a full disk, too many open files. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  const PASSING = /^(ENOSPC|EDQUOT|EIO|EMFILE|ENFILE|ENOMEM|EAGAIN)$/;
  return PASSING.test(code) || isPassing(error.cause);
}

function sendBeat(): void {
  send({ kind: "beat", ...progress, memory: process.memoryUsage.rss() });
}

function send(message: FromWatcher): void {
  if (process.connected) process.send?.(message, () => {});
}
