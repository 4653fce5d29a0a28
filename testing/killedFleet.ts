// Kills the workers of a fleet and its database at random moments until all videos are done, and compares the results
// with those of `vigil analyze`.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { randomFrom } from "../src/math/random.ts";
import { differencesBetween, ended, makeArchive } from "./killedArchive.ts";
import type { PostgresServer } from "./postgres.ts";

/** A fleet on this machine. */
export interface TestFleet {
  /** A folder with the videos in `archive`. */
  readonly folder: string;
  /** The built command, `dist/bin/main.js`. */
  readonly command: string;
  /** The database's address. */
  readonly database: string;
  /** The folder of results, relative to `folder`. */
  readonly results: string;
}

export interface KilledFleetOptions extends Omit<TestFleet, "database" | "results"> {
  readonly server: PostgresServer;
  /** A video that the videos of the archive are cut from. */
  readonly clip: string;
  readonly videos: number;
  /** Seconds of each video. */
  readonly seconds: number;
  readonly workers: number;
  readonly kills: number;
  /** Restarts of the database, every second one without time to write. */
  readonly restarts: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
  /** Ends all workers and gives up, as when a test took too long. */
  readonly signal?: AbortSignal;
}

export interface KilledFleet {
  readonly kills: number;
  readonly restarts: number;
  /** How often the archive was completed meanwhile, each time in a new database. */
  readonly completed: number;
  /** Videos that were committed never or more than once. */
  readonly wrong: readonly string[];
  /** Files that differ from those of `vigil analyze`, or that one of them lacks. */
  readonly differences: readonly string[];
  /** Causes of the attempts that were lost, with their number. */
  readonly lost: Readonly<Record<string, number>>;
}

const ANALYSIS = ["--all-faces", "--no-second-pass", "--checkpoint-every", "0.4"];
/** The parts of an annotated video are state, too; the small network leaves more time for kills. */
const KILLED = ["--video", "--network", "nano"];
/** Videos of lost workers are taken over soon. */
const HASTE = ["--lease", "6", "--poll", "0.3", "--until-done", "--jobs", "1", "--quiet"];

export async function killFleet(options: KilledFleetOptions): Promise<KilledFleet> {
  const { folder, command, server, kills, restarts, workers, signal, log = () => {} } = options;
  const running = new Map<ChildProcess, Promise<number | null>>();
  signal?.addEventListener("abort", () => {
    for (const { pid } of running.keys()) if (pid !== undefined) kill(-pid);
  });
  await makeArchive(options);
  const whole = join(folder, "whole");
  const begun = performance.now();
  await succeeded(analyze(folder, command, "whole", KILLED));
  // A part of what one video takes, so that most are killed at least once.
  const span = (performance.now() - begun) / options.videos;
  const random = randomFrom(options.seed);
  const wrong: string[] = [];
  const differences: string[] = [];
  const lost: Record<string, number> = {};
  let [killed, restarted, completed] = [0, 0, 0];
  while (killed < kills || restarted < restarts || completed === 0) {
    signal?.throwIfAborted();
    const name = `kill_${completed}`;
    const fleet = { folder, command, database: server.database(name), results: name };
    await succeeded(submit(fleet, [...KILLED, "--retries", "1000", "--retry-delay", "1"]));
    let over = false;
    const begin = (): void => {
      const child = work(fleet, [], "pipe");
      let said = "";
      child.stderr?.on("data", (text: Buffer) => {
        said += text.toString();
      });
      const end = ended(child).then((code) => {
        running.delete(child);
        // Without a database at its start a worker ends, and whoever manages services starts it again.
        const isEarly = code === 2 && restarted > 0 && /The database .*/.test(said);
        if (isEarly) log(`worker ended: ${said.trim()}`);
        const again = !over && signal?.aborted !== true;
        if ((code === null || isEarly) && again) begin();
        else if (code !== null && code !== 0)
          throw new Error(`A worker ended with ${code}: ${said}`);
        return code;
      });
      running.set(child, end);
    };
    for (let k = 0; k < workers; k++) begin();
    const first = (): Promise<unknown> => Promise.race(running.values());
    while (running.size > 0) {
      const pause = (0.2 + 1.3 * random.next()) * span;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, pause)), first()]);
      const victims = [...running.keys()];
      const victim = victims[Math.floor(random.next() * victims.length)];
      if (restarted < restarts && random.next() < (restarts - restarted) / (kills - killed + 1)) {
        restarted++;
        server.restart(restarted % 2 === 0);
        log(`database restarted${restarted % 2 === 0 ? " without time to write" : ""}`);
      } else if (killed < kills && victim?.pid !== undefined && victim.exitCode === null) {
        // Every second time with the process that analyses, which otherwise must end by itself.
        if (!kill(killed % 2 === 0 ? victim.pid : -victim.pid)) continue;
        killed++;
        log(`worker killed (${killed})`);
      }
    }
    signal?.throwIfAborted();
    over = true;
    completed++;
    wrong.push(...wrongVideos(server, name));
    for (const [cause, n] of lostAttempts(server, name)) lost[cause] = (lost[cause] ?? 0) + n;
    const out = join(folder, `${name}-exported`);
    await succeeded(exported(fleet, out));
    differences.push(...(await differingResults(whole, out)));
    log(`completed after ${killed} kills and ${restarted} restarts`);
  }
  return { kills: killed, restarts: restarted, completed, wrong, differences, lost };
}

/** @returns false when it has just ended by itself. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/** Differences between results alone: the journal of `vigil analyze` has no counterpart. */
export async function differingResults(whole: string, other: string): Promise<string[]> {
  const names = await differencesBetween(whole, other);
  return names.filter((name) => !name.startsWith(".vigil"));
}

/** Analyses the archive without a fleet. */
export function analyze(
  folder: string,
  command: string,
  out: string,
  more: readonly string[] = [],
): ChildProcess {
  const args = [command, "analyze", "archive", "-r", "--out", out, "-q", ...ANALYSIS, ...more];
  return started(folder, args);
}

export function submit(
  { folder, command, database, results }: TestFleet,
  more: readonly string[] = [],
): ChildProcess {
  const args = ["fleet", "submit", "archive", "-r", "--out", results, "--database", database];
  return started(folder, [command, ...args, ...ANALYSIS, ...more], "ignore");
}

/** A worker that ends when all videos have ended. @param errors where its warnings go. */
export function work(
  { folder, command, database }: TestFleet,
  more: readonly string[] = [],
  errors: "ignore" | "inherit" | "pipe" = "ignore",
): ChildProcess {
  const args = [command, "fleet", "work", "--database", database, ...HASTE, ...more];
  return started(folder, args, "ignore", errors);
}

export function exported({ folder, command, database }: TestFleet, out: string): ChildProcess {
  const args = [command, "fleet", "results", "--out", out, "--database", database];
  return started(folder, args, "ignore");
}

function started(
  cwd: string,
  args: readonly string[],
  out: "ignore" | "inherit" = "inherit",
  errors: "ignore" | "inherit" | "pipe" = "inherit",
): ChildProcess {
  // A group of its own, so that its processes can be killed with it.
  return spawn(process.execPath, args, { cwd, detached: true, stdio: ["ignore", out, errors] });
}

export async function succeeded(child: ChildProcess): Promise<void> {
  const code = await ended(child);
  if (code !== 0) throw new Error(`${child.spawnargs.slice(2).join(" ")} ended with ${code}.`);
}

/** Videos whose result was not committed exactly once. */
export function wrongVideos(server: PostgresServer, database: string): string[] {
  const rows = server.sql(
    database,
    `SELECT v.name FROM vigil_fleet.video v
     LEFT JOIN vigil_fleet.attempt a ON a.video = v.id AND a.outcome = 'done'
     LEFT JOIN vigil_fleet.result r ON r.video = v.id
     GROUP BY v.id HAVING count(DISTINCT a.token) <> 1 OR count(DISTINCT r.key) <> 1 OR v.state <> 'done'`,
  );
  return rows === "" ? [] : rows.split("\n");
}

function lostAttempts(server: PostgresServer, database: string): [string, number][] {
  const rows = server.sql(
    database,
    "SELECT cause, count(*) FROM vigil_fleet.attempt WHERE cause IS NOT NULL GROUP BY cause",
  );
  return rows
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => {
      const [cause = "", n = "0"] = row.split("|");
      return [cause, Number(n)];
    });
}
