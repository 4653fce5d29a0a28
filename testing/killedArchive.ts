// Kills an archive run at random moments until it is done, and compares its results with those of an unbroken run.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { readCheckpoint } from "../node/archive/checkpoint.ts";
import { checkpointPath, journalPath } from "../node/cli/outputFolder.ts";
import { openVideo } from "../node/video/openVideo.ts";
import { createVideoWriter, type VideoWriter } from "../node/video/videoWriter.ts";
import { randomFrom } from "../src/math/random.ts";

export interface KilledArchiveOptions {
  /** An empty folder. */
  readonly folder: string;
  /** The built command, `dist/bin/main.js`. */
  readonly command: string;
  /** A video that the videos of the archive are cut from. */
  readonly clip: string;
  readonly videos: number;
  /** Seconds of each video; longer ones repeat the clip. */
  readonly seconds: number;
  /** Frames a second. Default 8. */
  readonly rate?: number;
  readonly kills: number;
  readonly jobs: number;
  readonly seed: number;
  /** Seconds of a video between checkpoints. Default: so few that short videos have several. */
  readonly checkpointEvery?: number;
  readonly log?: (line: string) => void;
}

export interface KilledArchive {
  /** How often a run was killed while it was working. */
  readonly kills: number;
  /** How often the archive was completed meanwhile. */
  readonly completed: number;
  /** Files that differ from those of the unbroken run, or that one of them lacks. */
  readonly differences: readonly string[];
  /** The most that was analysed of a video and not saved when a run was killed, seconds. */
  readonly twice: number;
}

const CHECKPOINT_EVERY = 0.4;

export async function killArchive(options: KilledArchiveOptions): Promise<KilledArchive> {
  const { folder, kills, log = () => {} } = options;
  await makeArchive(options);
  const whole = join(folder, "whole");
  const began = performance.now();
  const code = await ended(start(options, whole));
  if (code !== 0) throw new Error(`The unbroken run ended with ${code}.`);
  const duration = performance.now() - began;
  log(`unbroken: ${(duration / 1000).toFixed(1)} s`);

  const random = randomFrom(options.seed);
  const differences: string[] = [];
  let killed = 0;
  let completed = 0;
  let twice = 0;
  while (killed < kills || completed === 0) {
    const out = join(folder, `killed-${completed}`);
    const run = start(options, out);
    // Short enough that many kills are needed for one archive; some fall into the start.
    const moment = (0.02 + 0.2 * random.next()) * duration;
    const timer = killed < kills ? setTimeout(() => killGroup(run), moment) : undefined;
    const status = await ended(run);
    clearTimeout(timer);
    if (status === null) {
      const again = await notSaved(out, options.videos);
      log(`killed after ${(moment / 1000).toFixed(1)} s; ${again.toFixed(2)} s of a video again`);
      killed++;
      twice = Math.max(twice, again);
      continue;
    }
    if (status !== 0) throw new Error(`A run that went on ended with ${status}.`);
    completed++;
    log(`completed after ${killed} kills in all`);
    differences.push(...(await differencesBetween(whole, out)));
    await rm(out, { recursive: true });
  }
  return { kills: killed, completed, differences, twice };
}

/** Short videos of different parts of a clip, in folders. */
export async function makeArchive({
  folder,
  clip,
  videos,
  seconds,
  rate = 8,
}: Pick<KilledArchiveOptions, "folder" | "clip" | "videos" | "seconds" | "rate">): Promise<void> {
  for (let k = 0; k < videos; k++) {
    const place = join(folder, "archive", `car-${k % 3}`);
    await mkdir(place, { recursive: true });
    // More videos than fit side by side into the clip begin a little later each round, so that no two are the same.
    const start = ((2 * k) % 22) + 0.3 * Math.floor(k / 11);
    let writer: VideoWriter | undefined;
    for (let done = 0; seconds - done > 0.5 / rate; ) {
      const from = done === 0 ? start : 0;
      const video = await openVideo(clip, { start: from, end: from + seconds - done, fps: rate });
      const { width, height } = video.facts;
      writer ??= await createVideoWriter(join(place, `drive-${k}.webm`), { width, height });
      let at = done;
      for await (const { frame, timestamp } of video) {
        at = done + timestamp - from;
        await writer.write(frame, at);
      }
      done = at + 1 / rate;
    }
    await writer?.close();
  }
}

/** The longest part of a video that is in its table, but neither in its checkpoint nor entered as done, seconds. */
async function notSaved(out: string, videos: number): Promise<number> {
  const journal = await readFile(journalPath(out), "utf8").catch(() => "");
  let most = 0;
  for (let k = 0; k < videos; k++) {
    const stem = `drive-${k}`;
    if (journal.includes(`"stem":"${stem}"`)) continue;
    const table = await readFile(join(out, stem, "frames.csv"), "utf8").catch(() => "");
    const times = table.split("\n").map((row) => Number(row.split(",")[2]));
    const last = Math.max(0, ...times.filter(Number.isFinite));
    const saved = (await readCheckpoint(checkpointPath(out, stem))) as Saved | undefined;
    most = Math.max(most, last - (saved?.seen.lastTimestamp ?? 0));
  }
  return most;
}

interface Saved {
  readonly seen: { readonly lastTimestamp: number };
}

function start(
  { folder, command, jobs, checkpointEvery = CHECKPOINT_EVERY }: KilledArchiveOptions,
  out: string,
): ChildProcess {
  const options = [
    "--recursive",
    "--all-faces",
    "--video",
    "--no-second-pass",
    ...["--network", "nano"],
    "--quiet",
    "--checkpoint-every",
    String(checkpointEvery),
  ];
  const args = [command, "analyze", "archive", "--out", out, "--jobs", String(jobs), ...options];
  // A group of its own, so that the workers are killed with it.
  return spawn(process.execPath, args, { cwd: folder, detached: true, stdio: "inherit" });
}

/** Kills the process, and on every second call its workers too: those that are left must end by themselves. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(pid % 2 === 0 ? -pid : pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}

/** The exit code; null when it was killed. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** Files that differ between two folders, or that one of them lacks. */
export async function differencesBetween(whole: string, other: string): Promise<string[]> {
  const names = new Set([...(await filesIn(whole)), ...(await filesIn(other))]);
  const differences: string[] = [];
  for (const name of names) {
    const [p, q] = await Promise.all(
      [whole, other].map((folder) => readFile(join(folder, name)).catch(() => undefined)),
    );
    if (p === undefined || q === undefined || !p.equals(q)) differences.push(name);
  }
  return differences;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
