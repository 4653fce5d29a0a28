// `vigil analyze`: what an earlier run has done is taken over, the rest is analysed. A failed input does not stop the rest.

import { errorMessage } from "../../src/errorMessage.ts";
import { noJournal, openJournal } from "../archive/journal.ts";
import { loadDrawing } from "../canvas.ts";
import { type Analysts, analystHere, analystsInProcesses, jobsByDefault } from "./analysts.ts";
import { analyzeInputs, type Tally } from "./analyzeInputs.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { InputTask } from "./analyzeTask.ts";
import { type CommandContext, loadShippedEngine } from "./engine.ts";
import { EXIT, isDiskError, UsageError } from "./errors.ts";
import { findInputs, type Inputs, nameForResults } from "./inputs.ts";
import {
  journalPath,
  lockOutput,
  outputStems,
  type ProtectedFiles,
  protectedFiles,
} from "./outputFolder.ts";
import { type PlannedInput, planInput, settingsOf } from "./plan.ts";
import { count, type Failure, type Terminal } from "./terminal.ts";

/**
 * Runs `vigil analyze`.
 *
 * @returns the exit code, see `EXIT`.
 * @throws {UsageError} when the request cannot be carried out at all, for instance without models.
 */
export async function analyzeFiles(
  given: AnalyzeRequest,
  context: CommandContext,
): Promise<number> {
  const found = await findInputs(given.paths, given);
  const image = given.image && found.images.length > 0 && (await canDraw(context.terminal));
  const request = { ...given, image };
  const tally: Tally = {
    images: 0,
    videos: 0,
    faces: 0,
    earlier: 0,
    failures: [...found.failures],
    damaged: [],
  };
  if (found.images.length + found.videos.length > 0)
    await analyzeFound(request, context, found, tally);
  return conclude(request, context, found, tally);
}

/** Whether images can be annotated here; if not, a warning says why, and all other results are written. */
async function canDraw(terminal: Terminal): Promise<boolean> {
  try {
    await loadDrawing();
    return true;
  } catch (error) {
    terminal.err(`warning: No annotated images are written. ${errorMessage(error)}\n`);
    return false;
  }
}

async function analyzeFound(
  request: AnalyzeRequest,
  context: CommandContext,
  found: Inputs,
  tally: Tally,
): Promise<void> {
  const { stop } = context;
  const lock = await lockOutput(request.out);
  try {
    // Without a search through folders the caller names what is to be analysed.
    const path = journalPath(request.out);
    const journal = request.recursive ? await openJournal(path) : noJournal();
    const paths = [...found.images, ...found.videos.map(({ path }) => path)];
    try {
      const stems = new Map(journal.entries().map(({ path, stem }) => [path, stem]));
      const settings = await settingsOf(request);
      const planned: PlannedInput[] = [];
      for (const task of tasksOf(found, stems)) {
        planned.push(await planInput(task, journal, settings, request));
      }
      const start = (): Promise<Analysts> =>
        startAnalysts(
          request,
          context,
          planned.filter(({ earlier }) => !earlier).map(({ task }) => task),
          paths,
        );
      await analyzeInputs({
        request,
        planned,
        journal,
        settings,
        start,
        tally,
        stop,
        terminal: context.terminal,
      });
    } finally {
      await journal.close(paths).catch((error: unknown) => {
        if (!isDiskError(error)) throw error;
        const message = `Writing to ${request.out} failed: ${error.message}`;
        throw new UsageError(message, { cause: error });
      });
    }
  } finally {
    await lock.release();
  }
}

/** The inputs with the names of their results. One list of names, so that those of an image and a video never collide. */
function tasksOf({ images, videos }: Inputs, earlier: ReadonlyMap<string, string>): InputTask[] {
  const names = [...images, ...videos.map(nameForResults)];
  const stems = outputStems(names, earlier);
  return [
    ...images.map(
      (path, k): InputTask => ({ kind: "image", path, number: k + 1, stem: stems[k] ?? "" }),
    ),
    ...videos.map(
      (video, k): InputTask => ({ kind: "video", video, stem: stems[images.length + k] ?? "" }),
    ),
  ];
}

/** A single input is analysed here with all processors; several are analysed side by side. */
async function startAnalysts(
  request: AnalyzeRequest,
  context: CommandContext,
  tasks: readonly InputTask[],
  paths: readonly string[],
): Promise<Analysts> {
  const inputs: ProtectedFiles = await protectedFiles(paths);
  const kinds = [...new Set(tasks.map(({ kind }) => kind))];
  const readsStream = tasks.some((task) => task.kind === "video" && task.video.kind === "stream");
  const single = paths.length === 1 && request.jobs === undefined;
  if (single || readsStream || context.loadEngine !== loadShippedEngine) {
    return analystHere(request, inputs, kinds, context);
  }
  const { jobs = jobsByDefault() } = request;
  return analystsInProcesses(request, inputs, kinds, Math.min(jobs, tasks.length));
}

function conclude(
  { out, quiet }: AnalyzeRequest,
  { terminal, stop }: CommandContext,
  { images, videos }: Inputs,
  { failures, damaged, ...done }: Tally,
): number {
  if (!quiet && done.images > 0) {
    terminal.out(
      `${count(done.images, "image")} analysed, ${count(done.faces, "face")} found; results in ${out}\n`,
    );
  }
  if (!quiet && done.earlier > 0) {
    const were = done.earlier === 1 ? "was" : "were";
    terminal.out(
      `${count(done.earlier, "input")} ${were} done before; results in ${out} (--redo analyses again)\n`,
    );
  }
  listInputs(terminal, "could not be analysed", failures);
  listInputs(terminal, "could be analysed in part only", damaged);
  if (stop.aborted) {
    const parts = [
      ...(images.length > 0 ? [`${done.images} of ${images.length} images`] : []),
      ...(videos.length > 0 ? [`${done.videos} of ${videos.length} videos`] : []),
    ];
    terminal.err(
      `Stopped after ${parts.join(" and ")}; what is written is complete, and the same command goes on from there.\n`,
    );
    return EXIT.interrupted;
  }
  return failures.length + damaged.length > 0 ? EXIT.someFailed : EXIT.ok;
}

function listInputs(terminal: Terminal, what: string, inputs: readonly Failure[]): void {
  if (inputs.length === 0) return;
  terminal.err(`${count(inputs.length, "input")} ${what}:\n`);
  for (const { message } of inputs) terminal.err(`  ${message}\n`);
}
