// One process a camera: they are started again when they end or hang, and stopped together.

import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { durationText } from "../../src/formats/timeText.ts";
import { createBackoff } from "../backoff.ts";
import { EXIT } from "./errors.ts";
import { count, type Terminal } from "./terminal.ts";
import type { WatchRequest } from "./watchLive.ts";
import { NO_STATUS, type WatchStatus } from "./watchStatus.ts";
import type { FromWatcher, ToWatcher, WatcherProgress } from "./watchWorker.ts";

/** A camera to watch. */
export interface SupervisedCamera {
  /** Begins each of its lines. */
  readonly name: string;
  readonly request: WatchRequest;
}

export interface SuperviseOptions {
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
  readonly quiet: boolean;
  /** Seconds without a step of a process after which it is killed and started again. */
  readonly hangAfter: number;
  /** Seconds between two lines on each camera. */
  readonly statusEvery: number;
  /** Is told how each camera goes. Default: nobody. */
  readonly status?: WatchStatus;
  /** The script of a process; tests give another. Default: `watchWorker`. */
  readonly script?: URL;
  /** The longest first wait before a process is started again, seconds; later ones are longer. */
  readonly firstWait?: number;
}

/** Seconds: the waits before a process is started again, and the life after which the waits begin anew. */
const FIRST_WAIT = 1;
const LONGEST_WAIT = 60;
const LASTING = 60;
/** Seconds for the processes to complete their files after the stop; then they are killed, and the next start does it. */
const STOP_WITHIN = 30;

/** How the watching of a camera ended. */
type Outcome = "ended" | "given-up" | "killed";

/** @returns the exit code: that of the worst outcome. */
export async function superviseCameras(
  cameras: readonly SupervisedCamera[],
  options: SuperviseOptions,
): Promise<number> {
  const outcomes = await Promise.all(cameras.map((camera) => supervise(camera, options)));
  const is = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
  if (is("given-up") === cameras.length) return EXIT.cannotRun;
  if (is("given-up") + is("killed") > 0) return EXIT.someFailed;
  return options.stop.aborted ? EXIT.interrupted : EXIT.ok;
}

/** What is known of a camera. */
interface Status {
  readonly began: number;
  readonly earlierFrames: number;
  readonly restarts: number;
  readonly progress: WatcherProgress | undefined;
}

async function supervise(
  { name, request }: SupervisedCamera,
  options: SuperviseOptions,
): Promise<Outcome> {
  const { terminal, stop, quiet, statusEvery, firstWait = FIRST_WAIT } = options;
  const { status: noted = NO_STATUS } = options;
  const backoff = createBackoff({ first: firstWait, longest: LONGEST_WAIT });
  const say = (text: string): void => terminal.err(withName(name, text));
  const began = performance.now();
  let status: Status = { began, earlierFrames: 0, restarts: 0, progress: undefined };
  const timer = setInterval(() => {
    if (!quiet) say(`${statusText(status)}\n`);
  }, 1000 * statusEvery);
  try {
    for (;;) {
      const startedAt = performance.now();
      const end = await runOnce(name, request, options, (progress) => {
        status = { ...status, progress };
        noted.progress(name, progress);
      });
      if (end.outcome !== undefined) {
        noted.ends(name, end.outcome === "given-up" ? "given-up" : "ended", end.problem);
        return end.outcome;
      }
      if (stop.aborted) return "killed";
      if (performance.now() - startedAt >= 1000 * LASTING) backoff.reset();
      const { progress, earlierFrames, restarts } = status;
      const frames = earlierFrames + (progress?.frames ?? 0);
      status = { began, earlierFrames: frames, restarts: restarts + 1, progress: undefined };
      const wait = backoff.next();
      noted.waits(name, end.reason);
      say(`warning: ${end.reason}; it is started again in ${wait.toFixed(1)} s.\n`);
      await pause(1000 * wait, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return "ended";
    }
  } finally {
    clearInterval(timer);
    if (!quiet) say(`${statusText(status)}\n`);
  }
}

/** The end of a process: an outcome, or a reason to start it again. */
type End =
  | { readonly outcome: Outcome; readonly reason?: undefined; readonly problem?: string }
  | { readonly outcome?: undefined; readonly reason: string };

/** Runs a process until it ends, hangs or is stopped. */
function runOnce(
  name: string,
  request: WatchRequest,
  { terminal, stop, hangAfter, script = workerScript() }: SuperviseOptions,
  onProgress: (progress: WatcherProgress) => void,
): Promise<End> {
  // Requests go by message: addresses with passwords do not stand in the list of processes.
  const child = fork(fileURLToPath(script), {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const send = (message: ToWatcher): void => {
    if (child.connected) child.send(message, () => {});
  };
  return new Promise((resolve) => {
    let failure: { readonly message: string; readonly lasting: boolean } | undefined;
    let hangs = false;
    let steps = -1;
    const kill = (): void => {
      child.kill("SIGKILL");
    };
    const onHang = (): void => {
      hangs = true;
      kill();
    };
    let watchdog = setTimeout(onHang, 1000 * hangAfter);
    let deadline: NodeJS.Timeout | undefined;
    const onStop = (): void => {
      clearTimeout(watchdog);
      send({ kind: "stop" });
      deadline = setTimeout(kill, 1000 * STOP_WITHIN);
    };
    if (stop.aborted) onStop();
    stop.addEventListener("abort", onStop, { once: true });
    child.on("message", (given) => {
      const message = given as FromWatcher;
      if (message.kind === "failed") failure = message;
      else if (message.kind !== "beat") terminal[message.kind](withName(name, message.text));
      else {
        onProgress(message);
        if (message.steps === steps || stop.aborted) return;
        steps = message.steps;
        clearTimeout(watchdog);
        watchdog = setTimeout(onHang, 1000 * hangAfter);
      }
    });
    const ended = (how: string): void => {
      clearTimeout(watchdog);
      clearTimeout(deadline);
      stop.removeEventListener("abort", onStop);
      resolve(endOf(child, how, { failure, hangs, stopped: stop.aborted }));
    };
    child.once("error", (error) => ended(error.message));
    child.once("exit", (code, signal) => ended(signal ?? `exit code ${code}`));
    send({ kind: "watch", request });

    function endOf(
      { exitCode }: ChildProcess,
      how: string,
      seen: {
        readonly failure: typeof failure;
        readonly hangs: boolean;
        readonly stopped: boolean;
      },
    ): End {
      if (seen.failure?.lasting) {
        terminal.err(withName(name, `${seen.failure.message} This camera is given up.\n`));
        return { outcome: "given-up", problem: seen.failure.message };
      }
      if (seen.failure !== undefined) return { reason: seen.failure.message.replace(/\.$/, "") };
      if (exitCode === EXIT.ok || exitCode === EXIT.interrupted) {
        const wasAsked = exitCode === EXIT.ok || seen.stopped;
        if (wasAsked) return { outcome: "ended" };
      }
      if (seen.stopped) return { outcome: "killed" };
      if (seen.hangs)
        return { reason: `its process did nothing for ${hangAfter} s and was killed` };
      return { reason: `its process ended (${how})` };
    }
  });
}

function workerScript(): URL {
  const name = import.meta.url.endsWith(".ts") ? "./watchWorker.ts" : "./watchWorker.js";
  return new URL(name, import.meta.url);
}

/** Each line with the camera's name before it. */
function withName(name: string, text: string): string {
  return text.replace(/^(?=.)/gm, `${name}: `);
}

function statusText({ began, earlierFrames, restarts, progress }: Status): string {
  const seconds = (performance.now() - began) / 1000;
  const frames = earlierFrames + (progress?.frames ?? 0);
  const images =
    progress === undefined
      ? "starting"
      : progress.silence + progress.stalled > 0
        ? `no new image for ${durationText(progress.silence || progress.stalled)}`
        : (progress.state ?? "connecting");
  const rate = (frames / Math.max(1, seconds)).toFixed(1);
  const analysed = `${count(frames, "frame")} in ${durationText(seconds)}, ${rate}/s`;
  return [images, analysed, ...(restarts > 0 ? [count(restarts, "restart")] : [])].join("; ");
}
