// The status file of `vigil watch`: how each camera goes, for programs that watch over it.

import type { DriverReport } from "../../src/report.ts";
import { writeWhole } from "../wholeFile.ts";

/** What a process that watches a camera knows. */
export interface CameraProgress {
  /** Frames analysed by this process. */
  readonly frames: number;
  /** Whole seconds since the last image; 0 while images come. */
  readonly silence: number;
  /** Whole seconds for which the analysis has stood still, though the source is not silent; 0 otherwise. */
  readonly stalled: number;
  readonly state: DriverReport["state"] | null;
  /** Resident memory of the process, bytes. */
  readonly memory: number | null;
}

/** Whether frames come: "stalled" when none is analysed though the source is not silent, "waiting" before the process is started again, "given-up" when it is not. */
type Condition = "starting" | "watching" | "silent" | "stalled" | "waiting" | "given-up" | "ended";

interface CameraStatus {
  condition: Condition;
  /** Frames of processes that have ended. */
  earlier: number;
  progress: CameraProgress | undefined;
  lastFrame: number | null;
  restarts: number;
  problem: string | null;
  /** Frames when the file was written last. */
  written: number;
}

/** Notes how cameras go; each is named as in the printed lines. */
export interface WatchStatus {
  progress(name: string, progress: CameraProgress): void;
  /** Its process has ended and will be started again. */
  waits(name: string, problem: string): void;
  /** It is not watched any more. */
  ends(name: string, condition: "given-up" | "ended", problem?: string): void;
  /** Writes for the last time. */
  close(): Promise<void>;
}

/** For commands without a status file. */
export const NO_STATUS: WatchStatus = {
  progress: () => {},
  waits: () => {},
  ends: () => {},
  close: async () => {},
};

/** Milliseconds without an analysed frame after which a camera whose images come counts as stalled. */
const STALLED_AFTER = 30_000;

export interface StatusOptions {
  readonly warn: (message: string) => void;
  /** Seconds between two writings. Default 5. */
  readonly every?: number;
  /** The time of day, milliseconds since 1970; tests pass a fake. */
  readonly now?: () => number;
}

/** Writes the status of cameras into a file now, regularly and at the end; the file is whole at any moment. */
export function openStatus(
  path: string,
  names: readonly string[],
  { warn, every = 5, now = Date.now }: StatusOptions,
): WatchStatus {
  const began = now();
  const cameras = new Map(names.map((name): [string, CameraStatus] => [name, begin()]));
  let at = began;
  let isWarned = false;
  let writing = Promise.resolve();
  const write = (ended: boolean): void => {
    const seconds = (now() - at) / 1000;
    at = now();
    const status = {
      ...{ schema: "vigil-watch-status", version: 1, at: timeText(at), every, ended },
      ...{ began: timeText(began), pid: process.pid },
      cameras: [...cameras].map(([name, camera]) => statusOf(name, camera, { seconds, at })),
    };
    for (const camera of cameras.values()) camera.written = framesOf(camera);
    writing = writing
      .then(() => writeWhole(path, `${JSON.stringify(status, null, 1)}\n`))
      .catch((error: Error) => {
        // A status that cannot be written is no reason to watch nobody.
        if (!isWarned) warn(`the status cannot be written: ${error.message}`);
        isWarned = true;
      });
  };
  const change = (name: string, changed: Partial<CameraStatus>): void => {
    const camera = cameras.get(name);
    if (camera !== undefined) Object.assign(camera, changed);
  };
  write(false);
  const timer = setInterval(() => write(false), 1000 * every);
  return {
    progress(name, progress) {
      const before = cameras.get(name);
      if (before === undefined) return;
      const isNew = progress.frames > (before.progress?.frames ?? 0);
      const condition = progress.frames > 0 ? "watching" : "starting";
      change(name, {
        progress,
        condition: progress.stalled > 0 ? "stalled" : progress.silence > 0 ? "silent" : condition,
        ...(isNew ? { lastFrame: now() } : {}),
      });
    },
    waits(name, problem) {
      const camera = cameras.get(name);
      if (camera === undefined) return;
      const restarts = camera.restarts + 1;
      const earlier = framesOf(camera);
      change(name, { condition: "waiting", restarts, problem, earlier, progress: undefined });
    },
    ends: (name, condition, problem) =>
      change(name, { condition, ...(problem === undefined ? {} : { problem }) }),
    async close() {
      clearInterval(timer);
      write(true);
      await writing;
    },
  };
}

function begin(): CameraStatus {
  return {
    ...{ condition: "starting", earlier: 0, progress: undefined, lastFrame: null },
    ...{ restarts: 0, problem: null, written: 0 },
  };
}

function framesOf({ earlier, progress }: CameraStatus): number {
  return earlier + (progress?.frames ?? 0);
}

function statusOf(
  name: string,
  camera: CameraStatus,
  { seconds, at }: { readonly seconds: number; readonly at: number },
): object {
  const { progress, lastFrame, restarts, problem, written } = camera;
  const frames = framesOf(camera);
  const isStalled = camera.condition === "watching" && at - (lastFrame ?? at) > STALLED_AFTER;
  const condition: Condition = isStalled ? "stalled" : camera.condition;
  return {
    ...{ name, condition, driver: progress?.state ?? null, frames },
    framesPerSecond: seconds > 0 ? Number(((frames - written) / seconds).toFixed(2)) : 0,
    lastFrame: lastFrame === null ? null : timeText(lastFrame),
    ...{ silence: progress?.silence ?? 0, restarts, problem, memory: progress?.memory ?? null },
  };
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
