// Who analyses the inputs: this process, or a pool of worker processes.

import { availableParallelism, freemem } from "node:os";
import { startWorkers, UnfitWorker, WorkerCrash } from "../archive/workerPool.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { InputNote, InputOutcome, InputTask } from "./analyzeTask.ts";
import type { AnalyzeSetup } from "./analyzeWorker.ts";
import type { CommandContext } from "./engine.ts";
import { type InputKind, openEngines } from "./engines.ts";
import { UsageError } from "./errors.ts";
import type { ProtectedFiles } from "./outputFolder.ts";

/** Memory of a worker process with its networks and frames, bytes. More workers than fit would swap. */
const WORKER_MEMORY = 500e6;

/** How many inputs are analysed at once unless the user says it: each process has one thread, so one a processor. */
export function jobsByDefault(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / WORKER_MEMORY)));
}

export interface Analysts {
  /** How many inputs are analysed at the same time. */
  readonly jobs: number;
  /** How many may be begun: with one more than that, the next one is read and hashed while all are busy. */
  readonly begun: number;
  analyze(task: InputTask, onNote: (note: InputNote) => void): Promise<InputOutcome>;
  /** Asks for an early end of what is being analysed. */
  stop(): void;
  close(): Promise<void>;
}

/** Analyses one input after the other in this process, only those of the given kinds. @throws {UsageError} when the models cannot be loaded. */
export async function analystHere(
  request: AnalyzeRequest,
  inputs: ProtectedFiles,
  kinds: readonly InputKind[],
  { loadEngine }: CommandContext,
): Promise<Analysts> {
  // A command that leaves the analysis to other processes does not need its code.
  const { analyzeInput } = await import("./analyzeInput.ts");
  const engines = await openEngines(loadEngine, request, kinds);
  const stop = new AbortController();
  return {
    jobs: 1,
    begun: 1,
    async analyze(task, onNote) {
      // Lets a pending signal be handled between two images.
      await new Promise((resolve) => setImmediate(resolve));
      const engine = engines.forKind(task.kind);
      return analyzeInput(task, { request, engine, inputs, onNote, stop: stop.signal });
    },
    stop: () => stop.abort(),
    close: engines.dispose,
  };
}

/**
 * Analyses inputs in worker processes, which survive crashes of native decoders.
 *
 * @throws {UsageError} when the models cannot be loaded.
 */
export async function analystsInProcesses(
  request: AnalyzeRequest,
  inputs: ProtectedFiles,
  kinds: readonly InputKind[],
  jobs: number,
): Promise<Analysts> {
  const name = import.meta.url.endsWith(".ts") ? "./analyzeWorker.ts" : "./analyzeWorker.js";
  const script = new URL(name, import.meta.url);
  const setup: AnalyzeSetup = { request, inputs, kinds };
  const pool = await startWorkers<AnalyzeSetup, InputTask, InputNote, InputOutcome>({
    script,
    size: jobs,
    setup,
  }).catch((cause: unknown) => {
    throw cause instanceof UnfitWorker ? new UsageError(cause.message, { cause }) : cause;
  });
  return {
    jobs,
    begun: jobs + 1,
    async analyze(task, onNote) {
      try {
        return await pool.run(task, onNote);
      } catch (error) {
        if (!(error instanceof WorkerCrash)) throw error;
        const name = task.kind === "image" ? task.path : (task.video.name ?? task.video.path);
        const message = `${name}: its analysis crashes: ${error.message}.`;
        return { state: "failed", message, fatal: false, lasting: true, cause: "crash" };
      }
    },
    stop: pool.stop,
    close: pool.close,
  };
}
