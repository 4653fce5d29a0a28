// The queue of a fleet alone, with empty jobs and heartbeats.

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
import type { PostgresServer } from "../testing/postgres.ts";

/** Empty jobs through the statements of a worker: by one connection, by eight, and by eight while many videos wait. */
export async function measureQueue({
  server,
  jobs: most,
}: {
  readonly server: PostgresServer;
  readonly jobs: number;
}): Promise<object> {
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
