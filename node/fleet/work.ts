// A worker of a fleet: several videos side by side, heartbeats for all of them, and what to do when something fails.

import { hostname } from "node:os";
import { durationText } from "../../src/formats/timeText.ts";
import { type Analysts, analystsInProcesses } from "../cli/analysts.ts";
import type { AnalyzeRequest } from "../cli/analyzeRequest.ts";
import { UsageError } from "../cli/errors.ts";
import { analyseVideo, type WithoutResult } from "./analyseVideo.ts";
import {
  type Attempt,
  extendLeases,
  failAttempt,
  giveBack,
  LeaseLost,
  reapLostAttempts,
  takeVideo,
} from "./attempts.ts";
import { type Batch, type Batches, type Mount, openBatches, together } from "./batches.ts";
import { patiently, pausing } from "./database.ts";
import type { Fleet } from "./fleet.ts";
import { workedOn, workFolder } from "./workFolder.ts";

export interface WorkOptions {
  /** Videos at the same time; each has a process of its own. */
  readonly jobs: number;
  /** Seconds without a heartbeat after which a video is given to another worker. */
  readonly lease: number;
  /** Seconds between questions for new videos when none waits. */
  readonly poll: number;
  /** Whether to end when all videos have ended. */
  readonly untilDone: boolean;
  readonly models: string | undefined;
  readonly mounts: readonly Mount[];
  /** Copies of what addresses hold are put here. */
  readonly scratch: string;
  readonly stop: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly onWarning: (message: string) => void;
  /** Starts the process that analyses; measurements of the queue pass one that does nothing. */
  readonly startAnalysts?: (request: AnalyzeRequest) => Promise<Analysts>;
}

/** What a worker has done. */
export interface Worked {
  readonly done: number;
  /** Videos whose content was analysed before. */
  readonly duplicates: number;
  /** Failed attempts. */
  readonly failed: number;
}

/** @throws {UsageError} when this worker can analyse nothing, for instance because the disk is full. */
export async function workForFleet(fleet: Fleet, options: WorkOptions): Promise<Worked> {
  const { jobs, onWarning } = options;
  const batches = openBatches(fleet, options);
  const halt = new AbortController();
  const stop = AbortSignal.any([options.stop, halt.signal]);
  const tally = { done: 0, duplicates: 0, failed: 0 };
  const worker: WorkerState = {
    ...{ fleet, options, batches, tally, stop },
    name: `${hostname()}:${process.pid}`,
    active: new Map(),
    // Workers that became idle together do not ask together; the slots of one worker do.
    pause: together(() => pausing(1000 * options.poll * (0.5 + Math.random()), stop)),
    patiently: (work) => patiently(work, { stop, onOutage: outages(onWarning) }),
  };
  const ended = new AbortController();
  const beating = keepLeases(worker, ended.signal);
  const failures: unknown[] = [];
  const slots = Array.from({ length: jobs }, () =>
    slot(worker).catch((error: unknown) => {
      failures.push(error);
      halt.abort();
    }),
  );
  await Promise.all(slots);
  ended.abort();
  await beating;
  if (failures.length > 0) throw failures[0];
  return tally;
}

function outages(warn: (message: string) => void): (reason: string | undefined) => void {
  return (reason) => {
    if (reason === undefined) warn("the database answers again");
    else warn(`the database does not answer (${reason}); trying again until it does`);
  };
}

/** A video that is worked on. */
interface Active {
  seconds: number;
  /** Ends the work on it. */
  readonly leave: AbortController;
}

interface WorkerState {
  readonly fleet: Fleet;
  readonly options: WorkOptions;
  readonly batches: Batches;
  readonly tally: { done: number; duplicates: number; failed: number };
  readonly name: string;
  readonly stop: AbortSignal;
  /** By the attempt's token. */
  readonly active: Map<string, Active>;
  /** Waits until it is time to ask for videos again. */
  readonly pause: () => Promise<void>;
  readonly patiently: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

/** Takes one video after the other until the worker is stopped. */
async function slot(worker: WorkerState): Promise<void> {
  const { fleet, options, batches, name, stop } = worker;
  const process = analystsOf(options);
  try {
    while (!stop.aborted) {
      const taken = await unlessStopped(stop, () =>
        worker.patiently(async () => {
          const waiting = await batches.waiting();
          const ids = waiting.map(({ id }) => id);
          return takeVideo(fleet, ids, { worker: name, lease: options.lease });
        }),
      );
      if (taken !== undefined) {
        await workOn(taken, worker, process);
      } else if (options.untilDone && (await worker.patiently(batches.finished))) {
        return;
      } else {
        await worker.pause();
      }
    }
  } finally {
    await process.close();
  }
}

async function workOn(attempt: Attempt, worker: WorkerState, process: SlotProcess): Promise<void> {
  const { fleet, options, batches, active, tally } = worker;
  const { onLine, onWarning } = options;
  const batch = batches.get(attempt.batch);
  const state: Active = { seconds: 0, leave: new AbortController() };
  active.set(attempt.token, state);
  const stop = AbortSignal.any([worker.stop, state.leave.signal]);
  const onStop = (): void => process.stop();
  stop.addEventListener("abort", onStop);
  const begun = performance.now();
  try {
    const ending = await analyseVideo(attempt, {
      ...{ fleet, batch, stop },
      worker: worker.name,
      mounts: options.mounts,
      scratch: options.scratch,
      patiently: worker.patiently,
      analysts: () => process.get(batch),
      onNote: (note) => {
        if (note.kind === "warning") onWarning(note.message);
        else state.seconds = note.seconds;
      },
    });
    active.delete(attempt.token);
    if (ending.kind === "done") tally.done++;
    if (ending.kind === "duplicate") tally.duplicates++;
    if (ending.kind !== "stopped" && ending.kind !== "failed") {
      onLine(`${ending.line} (${durationText((performance.now() - begun) / 1000)})`);
    } else {
      await endWithoutResult(attempt, ending, worker);
    }
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    onWarning(`${attempt.video.name} was given to another worker`);
  } finally {
    active.delete(attempt.token);
    stop.removeEventListener("abort", onStop);
    if (stop.aborted) await process.close();
  }
}

/** @throws {UsageError} when this worker cannot go on. */
async function endWithoutResult(
  attempt: Attempt,
  ending: WithoutResult,
  { fleet, name, options, tally, ...worker }: WorkerState,
): Promise<void> {
  if (ending.kind === "stopped") {
    const reason = `the worker (${name}) was stopped`;
    const why = { cause: "worker-stopped", reason } as const;
    // The last thing this worker does: without the database, the lease runs out by itself.
    await giveBack(fleet, attempt, why);
    return;
  }
  const { failed, lasting, fatal } = ending;
  tally.failed++;
  if (fatal) {
    await worker.patiently(() => giveBack(fleet, attempt, failed));
    throw new UsageError(`${failed.reason.replace(/\.?$/, ".")} This worker ends; others go on.`);
  }
  const what = await worker.patiently(() => failAttempt(fleet, attempt, failed, { lasting }));
  options.onWarning(`${failed.reason}${what === "again" ? " It will be tried again." : ""}`);
}

/** The process of a slot: started when it is needed, and anew for another batch or after it was stopped. */
interface SlotProcess {
  get(batch: Batch): Promise<Analysts>;
  /** Asks for an early end of what it analyses. */
  stop(): void;
  close(): Promise<void>;
}

function analystsOf({ startAnalysts = inAProcess }: WorkOptions): SlotProcess {
  let running: { readonly batch: string; readonly analysts: Promise<Analysts> } | undefined;
  const close = async (): Promise<void> => {
    const last = running;
    running = undefined;
    // A process that could not start has said so to whoever wanted it.
    await last?.analysts.then(
      (analysts) => analysts.close(),
      () => {},
    );
  };
  return {
    async get({ id, request }) {
      if (running !== undefined && running.batch !== id) await close();
      running ??= { batch: id, analysts: startAnalysts(request) };
      return running.analysts;
    },
    stop() {
      running?.analysts.then(
        (analysts) => analysts.stop(),
        () => {},
      );
    },
    close,
  };
}

function inAProcess(request: AnalyzeRequest): Promise<Analysts> {
  return analystsInProcesses(request, new Set(), ["video"], 1);
}

/** Sends heartbeats, and takes videos from workers that send none, until the worker has ended. */
async function keepLeases(
  { fleet, options, active, stop, batches }: WorkerState,
  ended: AbortSignal,
): Promise<void> {
  const { lease } = options;
  await removeLeftovers(fleet, batches, stop).catch(() => {});
  while (!ended.aborted) {
    await pausing((1000 * lease) / 3, ended);
    try {
      const beats = [...active].map(([token, { seconds }]) => ({ token, seconds }));
      if (beats.length > 0) {
        const held = await extendLeases(fleet, beats, lease);
        for (const { token } of beats) if (!held.has(token)) active.get(token)?.leave.abort();
      }
      if (!stop.aborted) await reapLostAttempts(fleet, lease);
    } catch {
      // The database does not answer: slots say so when they need it, and the next round is soon.
    }
  }
}

/** Removes the work folders of videos that are done: their workers were lost after the commit. */
async function removeLeftovers(
  { database }: Fleet,
  batches: Batches,
  stop: AbortSignal,
): Promise<void> {
  for (const results of new Set((await batches.waiting()).map((batch) => batch.results))) {
    const there = await workedOn(results);
    const done = await database.query<{ id: string }>(
      "SELECT id::text FROM vigil_fleet.video WHERE state = 'done' AND id = ANY($1)",
      [there],
    );
    for (const { id } of done) {
      if (!stop.aborted) await workFolder(results, id, 0).remove();
    }
  }
}

async function unlessStopped<Value>(
  stop: AbortSignal,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (stop.aborted) return undefined;
    throw error;
  }
}
