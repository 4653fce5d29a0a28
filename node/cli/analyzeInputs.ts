// Analyses the planned inputs, images before videos, and keeps journal, table of images and progress up to date.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../src/errorMessage.ts";
import { hashFile, stampOf } from "../archive/identity.ts";
import { inOrder } from "../archive/inOrder.ts";
import type { Journal, JournalEntry } from "../archive/journal.ts";
import type { Analysts } from "./analysts.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { InputOutcome, InputTask } from "./analyzeTask.ts";
import { type ArchiveProgress, startArchiveProgress } from "./archiveProgress.ts";
import { UsageError } from "./errors.ts";
import { type ImagesTable, openImagesTable } from "./imagesTable.ts";
import { removeSavedState } from "./outputFolder.ts";
import { fileOf, type PlannedInput, type SettingsDigests } from "./plan.ts";
import type { Failure, Terminal } from "./terminal.ts";

/** Finished images of each worker that may wait for those before them. */
const IMAGES_AHEAD = 16;

/** What became of the inputs. */
export interface Tally {
  images: number;
  videos: number;
  faces: number;
  /** Inputs whose results an earlier run has written. */
  earlier: number;
  readonly failures: Failure[];
  /** Inputs that could be read only in part; the results of that part are written. */
  readonly damaged: Failure[];
}

export interface InputsRun {
  readonly request: AnalyzeRequest;
  readonly planned: readonly PlannedInput[];
  readonly journal: Journal;
  readonly settings: SettingsDigests;
  /** Starts who analyses; called only when there is something to do. */
  readonly start: () => Promise<Analysts>;
  readonly tally: Tally;
  readonly stop: AbortSignal;
  readonly terminal: Terminal;
}

/** An input's outcome, with the content that was analysed. */
interface Analysed {
  readonly outcome: InputOutcome | undefined;
  readonly content: string | undefined;
}

/** Where results are shown and gathered. */
interface Outputs {
  readonly progress: ArchiveProgress;
  readonly table: ImagesTable | undefined;
}

/** @throws {UsageError} when nothing more can be written or analysed. */
export async function analyzeInputs(run: InputsRun): Promise<void> {
  const { request, planned, stop } = run;
  const images = planned.filter(({ task }) => task.kind === "image");
  const videos = planned.filter(({ task }) => task.kind === "video");
  const table =
    images.length > 0 ? await openImagesTable(request.out, { keep: request.recursive }) : undefined;
  let analysts: Analysts | undefined;
  const onStop = (): void => analysts?.stop();
  stop.addEventListener("abort", onStop);
  try {
    const whole = await withRows(images, table);
    const todo = [...whole, ...videos].filter(({ earlier }) => earlier === undefined);
    const sizes = new Map(todo.map(({ task, stamp }) => [task, stamp?.bytes ?? 1]));
    const tasks = todo.map(({ task }) => task);
    const sizeOf = (task: InputTask): number => sizes.get(task) ?? 1;
    const { quiet } = request;
    analysts = todo.length > 0 ? await run.start() : undefined;
    if (stop.aborted) analysts?.stop();
    const progress = startArchiveProgress(run.terminal, tasks, { quiet, sizeOf });
    try {
      const { jobs, begun } = analysts ?? { jobs: 1, begun: 1 };
      const work = (each: PlannedInput): Promise<Analysed> =>
        analyse(run, each, analysts, progress);
      const take = (analysed: Analysed, each: PlannedInput): Promise<void> =>
        settle(run, each, analysed, { progress, table });
      await inOrder(whole, { jobs: begun, ahead: IMAGES_AHEAD * jobs, stop }, work, take);
      await table?.close(!stop.aborted);
      await inOrder(videos, { jobs: begun, ahead: Number.POSITIVE_INFINITY, stop }, work, take);
    } finally {
      progress.finish();
    }
  } catch (error) {
    throw asUsageError(error, request.out);
  } finally {
    stop.removeEventListener("abort", onStop);
    analysts?.stop();
    await analysts?.close();
    await table?.close(false);
  }
}

/** An image that was done before is analysed again when its rows are lost. */
async function withRows(
  images: readonly PlannedInput[],
  table: ImagesTable | undefined,
): Promise<PlannedInput[]> {
  const checked: PlannedInput[] = [];
  for (const image of images) {
    const { task, earlier } = image;
    const needsRows = earlier !== undefined && earlier.state !== "failed" && task.kind === "image";
    const lost = needsRows && (await table?.earlier(task.path, task.number)) === undefined;
    checked.push(lost ? { ...image, earlier: undefined } : image);
  }
  return checked;
}

/** Analyses an input that is not done yet. A finished video is entered in the journal at once. */
async function analyse(
  run: InputsRun,
  { task, stamp, earlier }: PlannedInput,
  analysts: Analysts | undefined,
  progress: ArchiveProgress,
): Promise<Analysed> {
  const { out } = run.request;
  if (earlier !== undefined && task.kind === "video") await removeSavedState(out, task.stem);
  if (earlier !== undefined || analysts === undefined) return NOTHING;
  const path = fileOf(task);
  const content =
    path === undefined || stamp === undefined
      ? undefined
      : await hashFile(path).catch(() => undefined);
  const settings = run.settings[task.kind];
  const identity = content === undefined ? undefined : { content, settings };
  const known = task.kind === "video" ? { ...task, identity } : task;
  const outcome = await analysts.analyze(known, (note) => progress.note(task, note));
  progress.done(task, stamp?.bytes ?? 1);
  if (task.kind === "video") {
    await enter(run, task, { outcome, content });
    const isWhole = outcome.state === "done" || outcome.state === "damaged";
    if (isWhole) await removeSavedState(out, task.stem);
  }
  return { outcome, content };
}

const NOTHING: Analysed = { outcome: undefined, content: undefined };

/** Shows and counts the results of an input, in the order of the inputs. */
async function settle(
  run: InputsRun,
  { task, earlier }: PlannedInput,
  analysed: Analysed,
  { progress, table }: Outputs,
): Promise<void> {
  const { tally } = run;
  const { outcome } = analysed;
  const path = task.kind === "image" ? task.path : task.video.path;
  if (earlier !== undefined) {
    if (earlier.state !== "failed") tally.earlier++;
    const message = earlier.reason ?? path;
    if (earlier.state === "damaged") tally.damaged.push({ path, message });
    if (earlier.state === "failed") {
      const failedBefore = `${message} (failed before; --retry-failed tries again)`;
      tally.failures.push({ path, message: failedBefore });
    } else if (task.kind === "image") {
      await table?.add((await table.earlier(path, task.number)) ?? "");
    }
    return;
  }
  if (outcome === undefined) return;
  if (outcome.state === "failed") {
    if (outcome.fatal) throw new UsageError(outcome.message);
    tally.failures.push({ path, message: outcome.message });
  } else {
    if (outcome.line !== "") progress.line(outcome.line);
    if (outcome.state === "damaged") tally.damaged.push({ path, message: outcome.reason ?? path });
    if (task.kind === "image") {
      await table?.add(outcome.rows ?? "");
      tally.images++;
      tally.faces += outcome.faces ?? 0;
    } else if (outcome.state !== "stopped") tally.videos++;
  }
  if (task.kind === "image") await enter(run, task, analysed);
}

/** Enters a result in the journal, unless another attempt could give another result. */
async function enter(
  { journal, settings, request }: InputsRun,
  task: InputTask,
  { outcome, content }: Analysed,
): Promise<void> {
  const path = fileOf(task);
  if (path === undefined || content === undefined || outcome === undefined) return;
  const { state } = outcome;
  if (state === "stopped" || (state === "failed" && !outcome.lasting)) return;
  const stamp = await stampOf(path).catch(() => undefined);
  if (stamp === undefined) return;
  const common = { path, stem: task.stem, stamp, content, settings: settings[task.kind], state };
  const entry: JournalEntry =
    outcome.state === "failed"
      ? { ...common, reason: outcome.message, outputs: [] }
      : {
          ...common,
          reason: outcome.reason,
          outputs: await sizesOf(request.out, outcome.outputs),
          faces: outcome.faces,
          seconds: outcome.seconds,
        };
  await journal.add(entry, { durable: task.kind === "video" });
}

async function sizesOf(out: string, names: readonly string[]): Promise<JournalEntry["outputs"]> {
  const sizes = [];
  for (const name of names) sizes.push({ name, bytes: (await stat(join(out, name))).size });
  return sizes;
}

/** A failure to write journal or table concerns the whole run. */
function asUsageError(error: unknown, out: string): unknown {
  if (error instanceof UsageError || !(error instanceof Error && "syscall" in error)) return error;
  return new UsageError(`Writing to ${out} failed: ${errorMessage(error)}`, { cause: error });
}
