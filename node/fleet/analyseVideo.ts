// What a worker does with one video: fetch it, analyse it from its last checkpoint, commit the result.

import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../src/errorMessage.ts";
import { hashFile } from "../archive/identity.ts";
import type { Analysts } from "../cli/analysts.ts";
import type { InputNote } from "../cli/analyzeTask.ts";
import { UsageError } from "../cli/errors.ts";
import { OutputError } from "../outputs/outputError.ts";
import { type Attempt, type Failed, LeaseLost } from "./attempts.ts";
import { type Batch, type Mount, mounted } from "./batches.ts";
import { isConnectionLoss } from "./database.ts";
import type { Fleet } from "./fleet.ts";
import { commitResult, countEvents, takeKnownResult } from "./results.ts";
import { fetchVideo, readingProblem, SourceError } from "./sources.ts";
import { type Outcome, type WorkFolder, workFolder } from "./workFolder.ts";

/** What a worker analyses with. */
export interface AnalyseTools {
  readonly fleet: Fleet;
  readonly worker: string;
  readonly batch: Batch;
  readonly mounts: readonly Mount[];
  /** Copies of what addresses hold are put here. */
  readonly scratch: string;
  /** Aborted when the video is to be left: the worker is stopped, or has lost its lease. */
  readonly stop: AbortSignal;
  /** Repeats what the database could not do. */
  readonly patiently: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** Starts the process that analyses, or returns the one that is there. */
  readonly analysts: () => Promise<Analysts>;
  readonly onNote: (note: InputNote) => void;
}

export type Ending = WithResult | WithoutResult;

interface WithResult {
  readonly kind: "done" | "duplicate";
  readonly line: string;
}

export type WithoutResult =
  | { readonly kind: "stopped" }
  | {
      readonly kind: "failed";
      readonly failed: Failed;
      /** Whether another attempt would fail in the same way. */
      readonly lasting: boolean;
      /** Whether this worker can analyse nothing else either. */
      readonly fatal: boolean;
    };

/** @throws {LeaseLost} when the video was given to another worker. */
export async function analyseVideo(attempt: Attempt, tools: AnalyseTools): Promise<Ending> {
  const { scratch, stop } = tools;
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(scratch, "vigil-fleet-"));
    return await analyseIn(folder, attempt, tools);
  } catch (error) {
    if (stop.aborted && isAbort(error)) return { kind: "stopped" };
    return failureOf(error);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function analyseIn(folder: string, attempt: Attempt, tools: AnalyseTools): Promise<Ending> {
  const { fleet, batch, stop, patiently } = tools;
  const { id, source, name, stem } = attempt.video;
  const path = await fetchVideo(mounted(source, tools.mounts), folder, stop);
  const content = await hashFile(path).catch((error: unknown) => {
    throw readingProblem(name, error);
  });
  const identity = { content, settings: batch.settings };
  if (await patiently(() => takeKnownResult(fleet, attempt, identity))) {
    return { kind: "duplicate", line: `${name}: the same content was analysed before` };
  }
  const work = workFolder(batch.results, id, attempt.number);
  const before = await work.outcome(identity);
  if (before !== undefined) return commit(before, work, attempt, tools);
  await work.begin(stem);
  if (stop.aborted) return { kind: "stopped" };
  const video = { path, kind: "file", name } as const;
  const task = { kind: "video", video, stem, identity, out: work.path } as const;
  const outcome = await (await tools.analysts()).analyze(task, tools.onNote);
  if (outcome.state === "stopped") return { kind: "stopped" };
  if (outcome.state === "failed") {
    const { cause, message: reason, lasting } = outcome;
    // Without the video library every video would fail here.
    const fatal = outcome.fatal || cause === "setup";
    return { kind: "failed", failed: { cause, reason }, lasting, fatal };
  }
  const { outputs, seconds = 0, reason: damage } = outcome;
  const events = await countEvents(join(work.path, stem));
  const finished = await work.finish(identity, { outputs, seconds, damage, events });
  return commit(finished, work, attempt, tools);
}

async function commit(
  outcome: Outcome,
  work: WorkFolder,
  attempt: Attempt,
  { fleet, worker, batch, patiently }: AnalyseTools,
): Promise<Ending> {
  const { name, stem } = attempt.video;
  const publish = (): Promise<void> => work.publish(outcome);
  const how = { worker, folder: stem, publish };
  const first = await patiently(() => commitResult(fleet, attempt, outcome, how));
  await work.remove();
  if (!first) return { kind: "duplicate", line: `${name}: another worker was faster` };
  return { kind: "done", line: `${name}: done; results in ${join(batch.results, stem)}` };
}

function failureOf(error: unknown): Ending {
  const failed = { kind: "failed", lasting: false, fatal: false } as const;
  if (error instanceof SourceError) {
    const { cause, reason } = error;
    return { ...failed, failed: { cause, reason }, fatal: cause === "disk" };
  }
  if (error instanceof LeaseLost || isConnectionLoss(error)) throw error;
  const reason = errorMessage(error);
  if (error instanceof UsageError) {
    return { ...failed, failed: { cause: "setup", reason }, fatal: true };
  }
  if (error instanceof OutputError) return { ...failed, failed: { cause: "disk", reason } };
  // The input has been read before: what is left is the folder of results.
  const isFile = error instanceof Error && "syscall" in error;
  return { ...failed, failed: { cause: isFile ? "disk" : "other", reason }, fatal: isFile };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
