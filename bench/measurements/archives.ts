// What was measured of archives and fleets.

import { fixed, milliseconds, rows, whole } from "../figureRows.ts";
import type { Measurement } from "./measurement.ts";

export const ARCHIVES: Readonly<Record<string, Measurement>> = {
  fleet: {
    title: "Fleet",
    about:
      "`npm run bench:fleet`: the queue of `vigil fleet` with empty jobs (each taken and committed in two transactions), how much several processes do, and what becomes of an archive whose workers are killed and whose database is restarted.",
    limits:
      "One machine for database, workers and whatever else ran on it (load: waiting and running processes); on an idle one times are shorter, processor times about the same.",
    column: ({ figures }) =>
      Object.keys(figures)
        .filter((part) => part !== "machine")
        .join(", "),
    rows: rows(
      ["load of the machine at the start", "machine.loadAverage", fixed(1)],
      ["empty jobs a second, 1 at once", "queue.1 at once.jobsPerSecond", fixed(1)],
      ["empty jobs a second, 8 at once", "queue.8 at once.jobsPerSecond", fixed(1)],
      ["the same while many videos wait", "queue.8 at once, many wait.jobsPerSecond", fixed(1)],
      ["videos that wait then", "queue.8 at once, many wait.waiting", whole],
      ["submitted videos a second", "queue.8 at once.submittedPerSecond", whole],
      ["heartbeats a second", "queue.heartbeats.heartbeatsPerSecond", whole],
      [
        "the server's processor time a heartbeat",
        "queue.heartbeats.serverMillisecondsEach",
        milliseconds,
      ],
      [
        "the server's processor time a job",
        "queue.8 at once.serverMillisecondsPerJob",
        milliseconds,
      ],
      [
        "the worker's processor time a job",
        "queue.8 at once.clientMillisecondsPerJob",
        milliseconds,
      ],
      ...[1, 2, 4].flatMap((n) => {
        const [one, workers] = [`workers.analyze, ${n} processes`, `workers.${n} workers`];
        return [
          [`analysis, processes: ${n}, seconds`, `${one}.seconds`, fixed(1)],
          [`analysis, processes: ${n}, processor time, seconds`, `${one}.processor`, fixed(1)],
          [`fleet, workers: ${n}, seconds`, `${workers}.seconds`, fixed(1)],
          [`fleet, workers: ${n}, processor time, seconds`, `${workers}.processor`, fixed(1)],
        ] as const;
      }),
      ["workers killed", "kills.kills", whole],
      ["database restarted", "kills.restarts", whole],
      ["attempts lost and taken over", "kills.lost.worker-lost", whole],
      ["videos not done exactly once", "kills.wrong", whole],
      ["files that differ from those of vigil analyze", "kills.differences", whole],
    ),
  },
  "killed archive": {
    title: "An archive that is killed",
    about:
      "`npm run bench:archive`: `vigil analyze --recursive --video` over short videos is killed at random moments until all are done, and its files are compared with those of an unbroken run.",
    limits:
      "Videos of a second with a checkpoint every 0.4 s instead of 20; one machine. With the default, and two videos of 120 s (`--videos 2 --seconds 120 --rate 1 --kills 6 --checkpoint-every 20 --seed 3`), no file differed after six kills, and at most 20.9 s of a video were analysed again.",
    rows: rows(
      ["runs killed", "kills", whole],
      ["times the archive was completed meanwhile", "completed", whole],
      ["files that differ from the unbroken run’s, or are missing", "differences", whole],
      ["seconds of a video between checkpoints", "checkpointEvery", fixed(1)],
      ["most seconds of a video that were analysed again after a kill", "twice", fixed(2)],
    ),
  },
};
