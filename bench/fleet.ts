// A fleet on this machine: jobs a second of the queue alone, throughput of 1, 2 and 4 workers, and what becomes of the
// results when workers are killed, the database is restarted, the disk is full, and an input is removed.
//
// node dist/bench/fleet.js [--only queue,workers,kills,disk,removed] [--seed 1] [--videos 12] [--kills 20]
//   [--processes 1,2,4] [--json FILE]

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { atLeastOne, listOf, wholeNumber } from "../node/cli/arguments.ts";
import { packageFolder } from "../node/package.ts";
import { ended, makeArchive } from "../testing/killedArchive.ts";
import {
  analyze,
  differingResults,
  exported,
  killFleet,
  submit,
  succeeded,
  type TestFleet,
  work,
  wrongVideos,
} from "../testing/killedFleet.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";
import { measureQueue } from "./fleetQueue.ts";

const root = packageFolder();
const command = join(root, "dist/bin/main.js");
const clip = join(root, "samples/driver-clip.webm");

interface Surroundings {
  readonly server: PostgresServer;
  /** An empty folder. */
  readonly folder: string;
  readonly seed: number;
  readonly videos: number;
  readonly kills: number;
  /** Empty jobs to measure the queue with. */
  readonly jobs: number;
  /** Numbers of workers. */
  readonly processes: readonly number[];
}

const PARTS = {
  queue: measureQueue,
  workers: measureWorkers,
  kills: measureKills,
  disk: fillDisk,
  removed: removeInput,
} as const satisfies Record<string, (surroundings: Surroundings) => Promise<object>>;

/** The same archive with several numbers of workers of one process each, and by `vigil analyze` with as many processes. */
async function measureWorkers({
  server,
  folder,
  videos,
  processes: counts,
}: Surroundings): Promise<object> {
  await makeArchive({ folder, clip, videos, seconds: 8 });
  const nano = ["--network", "nano"];
  const figures: Record<string, unknown> = {};
  for (const processes of counts) {
    const key = `analyze, ${processes} processes`;
    const jobs = ["--jobs", String(processes), ...nano];
    figures[key] = await timed(() => succeeded(analyze(folder, command, key, jobs)));
    console.log(`${key}:`, figures[key]);
  }
  for (const workers of counts) {
    const name = `workers_${workers}`;
    const fleet = { folder, command, database: server.database(name), results: name };
    await succeeded(submit(fleet, nano));
    const all = Array.from({ length: workers }, () => () => succeeded(work(fleet)));
    const times = await timed(() => Promise.all(all.map((run) => run())));
    const [rate, busy] = server.sql(name, PACE).split("|").map(Number);
    figures[`${workers} workers`] = { ...times, videoSecondsPerSecond: rate, busy };
    console.log(`${workers} workers:`, figures[`${workers} workers`]);
  }
  return figures;
}

/** Seconds of time, and of processor time of the processes that ended meanwhile: it does not depend on other work. */
async function timed(run: () => Promise<unknown>): Promise<object> {
  const [begun, before] = [performance.now(), childrenSeconds()];
  await run();
  return { seconds: (performance.now() - begun) / 1000, processor: childrenSeconds() - before };
}

/** On Linux: fields 16 and 17 of proc_pid_stat(5), in ticks of 10 ms. */
function childrenSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return fields.slice(13, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
}

/**
 * Seconds of video a second, and the share of their time that workers work, from the moment when all have begun until no
 * video waits any more.
 */
const PACE = `
WITH done AS (
  SELECT a.worker, a.begun_at, a.ended_at, r.seconds FROM vigil_fleet.attempt a
  JOIN vigil_fleet.result r ON r.video = a.video WHERE a.outcome = 'done'
), span AS (
  SELECT (SELECT max(first) FROM (SELECT min(begun_at) AS first FROM done GROUP BY worker) f) AS t0,
    (SELECT max(begun_at) FROM done) AS t1, (SELECT count(DISTINCT worker) FROM done) AS workers
), parts AS (
  SELECT seconds, extract(epoch FROM ended_at - begun_at) AS whole, extract(epoch FROM t1 - t0) AS length, workers,
    extract(epoch FROM least(ended_at, t1) - greatest(begun_at, t0)) AS within
  FROM done, span WHERE ended_at > t0 AND begun_at < t1
)
SELECT sum(seconds * within / whole) / max(length), sum(within) / (max(workers) * max(length)) FROM parts`;

async function measureKills(surroundings: Surroundings): Promise<object> {
  const restarts = Math.ceil(surroundings.kills / 5);
  const options = { ...surroundings, command, clip, seconds: 1, workers: 2, restarts };
  const killed = await killFleet({ ...options, log: console.log });
  console.log(killed);
  const { wrong, differences } = killed;
  return { ...killed, wrong: wrong.length, differences: differences.length };
}

/** Results on a file system of 1 MB: the worker ends with the reason; with more room the next one goes on. */
async function fillDisk({ server, folder }: Surroundings): Promise<object> {
  const share = join(folder, "share");
  await mkdir(share);
  const mount = (...args: string[]): boolean => spawnSync("mount", args).status === 0;
  if (!mount("-t", "tmpfs", "-o", "size=400k", "tmpfs", share)) {
    console.log("disk: skipped, because no file system can be mounted here");
    return { skipped: "no file system can be mounted" };
  }
  try {
    await makeArchive({ folder, clip, videos: 4, seconds: 1 });
    await succeeded(analyze(folder, command, "whole"));
    const fleet: TestFleet = {
      ...{ folder, command, results: "share" },
      database: server.database("disk"),
    };
    await succeeded(submit(fleet));
    const full = work(fleet, [], "pipe");
    let message = "";
    full.stderr?.on("data", (text: Buffer) => {
      message += text.toString();
    });
    const exitCode = await ended(full);
    console.log(`disk full: exit code ${exitCode}: ${message.trim()}`);
    mount("-o", "remount,size=64m", share);
    await succeeded(work(fleet));
    return { exitCode, ...(await checked(server, fleet, "disk")) };
  } finally {
    spawnSync("umount", [share]);
  }
}

/** An input that is removed fails with its cause; back again, it is done on request. */
async function removeInput({ server, folder }: Surroundings): Promise<object> {
  await makeArchive({ folder, clip, videos: 3, seconds: 1 });
  await succeeded(analyze(folder, command, "whole"));
  const database = server.database("removed");
  const fleet: TestFleet = { folder, command, results: "results", database };
  await succeeded(submit(fleet, ["--retries", "2", "--retry-delay", "1"]));
  const video = join(folder, "archive/car-1/drive-1.webm");
  await rename(video, join(folder, "aside"));
  const exitCode = await ended(work(fleet));
  const failed = server.sql(
    "removed",
    "SELECT cause || ', ' || attempts || ' attempts: ' || reason FROM vigil_fleet.video WHERE state = 'failed'",
  );
  console.log(`input removed: exit code ${exitCode}: ${failed}`);
  await rename(join(folder, "aside"), video);
  await succeeded(submit(fleet, ["--retry-failed"]));
  await succeeded(work(fleet));
  return { exitCode, failed, ...(await checked(server, fleet, "removed")) };
}

/** Videos that were not done exactly once, and files that are not those of `vigil analyze`. */
async function checked(
  server: PostgresServer,
  fleet: TestFleet,
  database: string,
): Promise<{ readonly wrong: number; readonly differences: number }> {
  const out = join(fleet.folder, "exported");
  await succeeded(exported(fleet, out));
  const wrong = wrongVideos(server, database);
  const differences = await differingResults(join(fleet.folder, "whole"), out);
  console.log(`wrong: ${wrong.length}; differences: ${differences.length}`);
  for (const name of differences) console.log(`  ${name}`);
  return { wrong: wrong.length, differences: differences.length };
}

interface Options {
  readonly only: readonly string[];
  readonly seed: number;
  readonly jobs: number;
  readonly videos: number;
  readonly kills: number;
  readonly processes: readonly number[];
  readonly json?: string;
}

/** @throws {InvalidArgumentError} for a name that is no part. */
function parts(text: string): string[] {
  const names = text.split(",");
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`There is no part "${unknown}".`);
}

await new Command("bench:fleet")
  .option("--only <parts>", `some of ${Object.keys(PARTS).join(", ")}`, parts, Object.keys(PARTS))
  .option("--seed <n>", "of the random moments", wholeNumber, 1)
  .option("--jobs <n>", "empty jobs", atLeastOne, 2000)
  .option("--videos <n>", "videos for workers and kills", atLeastOne, 12)
  .option(
    "--kills <n>",
    "kills of workers; the database is restarted a fifth as often",
    wholeNumber,
    20,
  )
  .option("--processes <n,n>", "numbers of workers to compare", listOf(atLeastOne), [1, 2, 4])
  .option("--json <file>", "also write the figures as JSON")
  .action(async ({ only, json, ...numbers }: Options) => {
    // Other work on the machine makes times longer, and processor times hardly.
    const figures: Record<string, object> = { machine: { loadAverage: loadavg()[0] } };
    const server = startPostgres();
    try {
      for (const [name, measure] of Object.entries(PARTS)) {
        if (!only.includes(name)) continue;
        const folder = await mkdtemp(join(tmpdir(), `vigil-fleet-${name}-`));
        try {
          figures[name] = await measure({ server, folder, ...numbers });
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      }
    } finally {
      server.remove();
    }
    await writeMeasurement(
      {
        ...{ program: "npm run bench:fleet --", measurement: "fleet", figures },
        ...{ data: "parts of samples/driver-clip.webm", count: numbers.videos },
        networks: ["detector", "landmarks", "eyes", "gaze"],
      },
      { json },
    );
  })
  .parseAsync();
