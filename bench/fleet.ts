// A fleet on this machine: jobs a second of the queue alone, throughput of 1, 2 and 4 workers, and what becomes of the
// results when workers are killed, the database is restarted, the disk is full, and an input is removed.
//
// node dist/bench/fleet.js [--only queue,workers,kills,disk,removed] [--seed 1] [--videos 12] [--kills 20] [--json FILE]

import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { takeVideo } from "../node/fleet/attempts.ts";
import { type Fleet, openFleet } from "../node/fleet/fleet.ts";
import { commitResult } from "../node/fleet/results.ts";
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

/**
 * Empty jobs: each is taken, and committed with a result, in two transactions. Besides the time, the processor time of
 * server and client is measured, which does not depend on what else runs on the machine.
 */
async function measureQueue({ server, jobs: most }: Surroundings): Promise<object> {
  const figures: Record<string, unknown> = {};
  for (const [k, connections] of [1, 8].entries()) {
    const fleet = await openFleet(server.database(`queue_${k}`));
    const jobs = connections === 1 ? most / 10 : most;
    try {
      const videos = Array.from({ length: jobs }, (_, n) => {
        const source = `/nowhere/${n}.mp4`;
        return { source, name: source, stamp: "", bytes: 1 };
      });
      const begun = performance.now();
      const { batch } = await submitVideos(fleet, videos, {
        request: { video: false, allFaces: false, secondPass: true, ...IMAGES_OFF },
        ...{ settings: "none", results: "/nowhere", retryFailed: false },
        send: { retries: 0, retryDelay: 1 },
      });
      const submitted = performance.now();
      const [client, service] = [process.cpuUsage(), server.processorSeconds()];
      await Promise.all(Array.from({ length: connections }, () => emptyWorker(fleet, batch)));
      const done = performance.now();
      figures[`${connections} at once`] = {
        jobsPerSecond: (1000 * jobs) / (done - submitted),
        submittedPerSecond: (1000 * jobs) / (submitted - begun),
        serverMillisecondsPerJob: (1000 * (server.processorSeconds() - service)) / jobs,
        clientMillisecondsPerJob: millisecondsOf(process.cpuUsage(client)) / jobs,
      };
      console.log(`queue, ${connections} at once:`, figures[`${connections} at once`]);
    } finally {
      await fleet.close();
    }
  }
  return figures;
}

function millisecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

const IMAGES_OFF = { image: false, pts: false, quiet: true };

async function emptyWorker(fleet: Fleet, batch: string): Promise<void> {
  for (;;) {
    const attempt = await takeVideo(fleet, [batch], { worker: "empty", lease: 60 });
    if (attempt === undefined) return;
    const finished = {
      identity: { content: attempt.video.id, settings: "none" },
      ...{ files: [], seconds: 0, events: {} },
    };
    const publish = async (): Promise<void> => {};
    await commitResult(fleet, attempt, finished, { worker: "empty", folder: "", publish });
  }
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
