// A fleet on this machine: jobs a second of the queue alone, throughput of 1, 2 and 4 workers, and what becomes of the
// results when workers are killed, the database is restarted, the disk is full, and an input is removed.
//
// node dist/bench/fleet.js [--only queue,workers,kills,disk,removed] [--seed 1] [--videos 12] [--kills 20] [--json FILE]

import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { settingsOf } from "../node/cli/plan.ts";
import {
  type Attempt,
  type Beat,
  extendLeases,
  reapLostAttempts,
  takeVideo,
} from "../node/fleet/attempts.ts";
import { type Batches, openBatches } from "../node/fleet/batches.ts";
import { type Fleet, openFleet } from "../node/fleet/fleet.ts";
import { commitResult, takeKnownResult } from "../node/fleet/results.ts";
import { submitVideos } from "../node/fleet/submission.ts";
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
}

const PARTS = {
  queue: measureQueue,
  workers: measureWorkers,
  kills: measureKills,
  disk: fillDisk,
  removed: removeInput,
} as const satisfies Record<string, (surroundings: Surroundings) => Promise<object>>;

/** Empty jobs through the statements of a worker: by one connection, by eight, and by eight while many videos wait. */
async function measureQueue({ server, jobs: most }: Surroundings): Promise<object> {
  const figures: Record<string, unknown> = {};
  const runs = [
    { name: "1 at once", connections: 1, jobs: most / 10, waiting: most / 10 },
    { name: "8 at once", connections: 8, jobs: most, waiting: most + 32 },
    { name: "8 at once, many wait", connections: 8, jobs: most, waiting: 25 * most },
  ];
  for (const [k, run] of runs.entries()) {
    const fleet = await openFleet(server.database(`queue_${k}`));
    try {
      figures[run.name] = await emptyJobs(server, fleet, run);
      console.log(`queue, ${run.name}:`, figures[run.name]);
      if (k !== 1) continue;
      figures["heartbeats"] = await beat(server, fleet);
      console.log("heartbeats:", figures["heartbeats"]);
    } finally {
      await fleet.close();
    }
  }
  return figures;
}

interface EmptyJobs {
  readonly connections: number;
  readonly jobs: number;
  /** Videos that wait at the beginning. */
  readonly waiting: number;
}

/**
 * Each job is taken, looked up, and committed with a result. Besides the time, the processor time of server and client is
 * measured, which does not depend on what else runs on the machine.
 */
async function emptyJobs(
  server: PostgresServer,
  fleet: Fleet,
  { connections, jobs, waiting }: EmptyJobs,
): Promise<object> {
  const begun = performance.now();
  const batches = await submitEmpty(fleet, waiting);
  const submitted = performance.now();
  const [client, service] = [process.cpuUsage(), server.processorSeconds()];
  let left = jobs;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const attempt = await takeEmpty(fleet, batches);
      const identity = { content: attempt.video.id, settings: "none" };
      await takeKnownResult(fleet, attempt, identity);
      const finished = { identity, files: [], seconds: 0, events: {} };
      const publish = async (): Promise<void> => {};
      await commitResult(fleet, attempt, finished, { worker: "empty", folder: "", publish });
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const done = performance.now();
  return {
    waiting,
    jobsPerSecond: (1000 * jobs) / (done - submitted),
    submittedPerSecond: (1000 * waiting) / (submitted - begun),
    serverMillisecondsPerJob: (1000 * (server.processorSeconds() - service)) / jobs,
    clientMillisecondsPerJob: millisecondsOf(process.cpuUsage(client)) / jobs,
  };
}

async function submitEmpty(fleet: Fleet, videos: number): Promise<Batches> {
  const request = {
    ...{ video: false, allFaces: false, secondPass: true },
    ...{ image: false, pts: false, quiet: true },
  };
  const here = { ...request, models: undefined, paths: [], out: "/nowhere", recursive: false };
  await submitVideos(
    fleet,
    Array.from({ length: videos }, (_, n) => {
      const source = `/nowhere/${n}.mp4`;
      return { source, name: source, stamp: "", bytes: 1 };
    }),
    {
      ...{ request, settings: (await settingsOf(here)).video, results: "/nowhere" },
      ...{ retryFailed: false, send: { retries: 0, retryDelay: 1 } },
    },
  );
  return openBatches(fleet, { models: undefined, mounts: [], onWarning: console.log });
}

async function takeEmpty(fleet: Fleet, batches: Batches): Promise<Attempt> {
  const ids = (await batches.waiting()).map(({ id }) => id);
  const attempt = await takeVideo(fleet, ids, { worker: "empty", lease: 60 });
  if (attempt === undefined) throw new Error("No video waits.");
  return attempt;
}

/** What workers with four videos each send every third of a lease, whether or not anything else happens. */
async function beat(server: PostgresServer, fleet: Fleet): Promise<object> {
  const [workers, rounds, lease] = [8, 50, 60];
  const batches = await submitEmpty(fleet, 0);
  const beats = async (): Promise<Beat[]> => {
    const four = Array.from({ length: 4 }, () => takeEmpty(fleet, batches));
    return (await Promise.all(four)).map(({ token }) => ({ token, seconds: 1 }));
  };
  const held = await Promise.all(Array.from({ length: workers }, beats));
  const [begun, service] = [performance.now(), server.processorSeconds()];
  const worker = async (leases: readonly Beat[]): Promise<void> => {
    for (let k = 0; k < rounds; k++) {
      await extendLeases(fleet, leases, lease);
      await reapLostAttempts(fleet, lease);
    }
  };
  await Promise.all(held.map(worker));
  const all = workers * rounds;
  return {
    heartbeatsPerSecond: (1000 * all) / (performance.now() - begun),
    serverMillisecondsEach: (1000 * (server.processorSeconds() - service)) / all,
  };
}

function millisecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** The same archive with 1, 2 and 4 workers of one process each, and by `vigil analyze` with two processes. */
async function measureWorkers({ server, folder, videos }: Surroundings): Promise<object> {
  const seconds = 3;
  await makeArchive({ folder, clip, videos, seconds });
  const figures: Record<string, unknown> = {};
  const begun = performance.now();
  await succeeded(analyze(folder, command, "whole"));
  figures["analyze"] = { secondsOfWork: (performance.now() - begun) / 1000 };
  for (const workers of [1, 2, 4]) {
    const name = `workers_${workers}`;
    const fleet = { folder, command, database: server.database(name), results: name };
    await succeeded(submit(fleet));
    const from = performance.now();
    await Promise.all(Array.from({ length: workers }, () => succeeded(work(fleet))));
    const all = (performance.now() - from) / 1000;
    const busy = Number(
      server.sql(
        name,
        `SELECT sum(extract(epoch FROM ended_at - begun_at)) /
           (${workers} * extract(epoch FROM max(ended_at) - min(begun_at))) FROM vigil_fleet.attempt`,
      ),
    );
    // Without the start of the processes, which is the same for hours of video.
    const span = Number(
      server.sql(
        name,
        "SELECT extract(epoch FROM max(ended_at) - min(begun_at)) FROM vigil_fleet.attempt",
      ),
    );
    figures[`${workers} workers`] = {
      secondsOfWork: all,
      videosPerHour: (3600 * videos) / span,
      busy,
    };
    console.log(`${workers} workers:`, figures[`${workers} workers`]);
  }
  return figures;
}

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
  readonly only?: string;
  readonly seed: string;
  readonly jobs: string;
  readonly videos: string;
  readonly kills: string;
  readonly json?: string;
}

await new Command("bench:fleet")
  .option("--only <parts>", `some of ${Object.keys(PARTS).join(", ")}`)
  .option("--seed <n>", "of the random moments", "1")
  .option("--jobs <n>", "empty jobs", "2000")
  .option("--videos <n>", "videos for workers and kills", "12")
  .option("--kills <n>", "kills of workers; the database is restarted a fifth as often", "20")
  .option("--json <file>", "also write the figures as JSON")
  .action(async ({ only, json, ...numbers }: Options) => {
    const [seed, jobs, videos, kills] = [
      numbers.seed,
      numbers.jobs,
      numbers.videos,
      numbers.kills,
    ].map(Number);
    const wanted = only?.split(",") ?? Object.keys(PARTS);
    // Other work on the machine makes times longer, and processor times hardly.
    const figures: Record<string, object> = { machine: { loadAverage: loadavg()[0] } };
    const server = startPostgres();
    try {
      for (const [name, measure] of Object.entries(PARTS)) {
        if (!wanted.includes(name)) continue;
        const folder = await mkdtemp(join(tmpdir(), `vigil-fleet-${name}-`));
        try {
          figures[name] = await measure({ server, folder, seed, jobs, videos, kills });
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
        ...{ data: "parts of samples/driver-clip.webm", count: videos },
        networks: ["detector", "landmarks", "eyes", "gaze"],
      },
      { json },
    );
  })
  .parseAsync();
