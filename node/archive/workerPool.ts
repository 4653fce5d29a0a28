// Worker processes: each analyses one input at a time. A worker that crashes is replaced and its task is tried again.

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { errorMessage } from "../../src/errorMessage.ts";

/** What the pool sends to a worker. */
export type ToWorker<Setup, Task> =
  | { readonly kind: "setup"; readonly setup: Setup }
  | { readonly kind: "task"; readonly task: Task }
  | { readonly kind: "stop" };

/** What a worker sends to the pool. */
export type FromWorker<Note, Outcome> =
  | { readonly kind: "ready" }
  /** The worker cannot work at all. */
  | { readonly kind: "unfit"; readonly message: string }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "outcome"; readonly outcome: Outcome };

/** A task was ended by the system, and so was each further attempt. */
export class WorkerCrash extends Error {
  override readonly name = "WorkerCrash";
}

/** The worker says that it cannot work, such as without networks. */
export class UnfitWorker extends Error {
  override readonly name = "UnfitWorker";
}

export interface WorkerPool<Task, Note, Outcome> {
  /** Runs a task on an idle worker. @throws {WorkerCrash} when the worker ended, and so did those that tried again. */
  run(task: Task, onNote: (note: Note) => void): Promise<Outcome>;
  /** Asks the workers to end their tasks early. */
  stop(): void;
  /** Ends the workers, which must be idle. */
  close(): Promise<void>;
}

export interface PoolOptions<Setup> {
  /** The worker's script. */
  readonly script: URL;
  /** Number of processes. */
  readonly size: number;
  /** Sent to each worker before its first task. */
  readonly setup: Setup;
}

/** A task that ended its worker is tried this often: whatever killed the process may not have been the input. */
const ATTEMPTS = 3;

/** Starts the workers; each works as soon as it is ready. @throws {UnfitWorker} with the reason when none can work. */
export async function startWorkers<Setup, Task, Note, Outcome>(
  options: PoolOptions<Setup>,
): Promise<WorkerPool<Task, Note, Outcome>> {
  const idle: Worker<Setup, Task, Note, Outcome>[] = [];
  const waiting: ((worker: Worker<Setup, Task, Note, Outcome>) => void)[] = [];
  const all = new Set<Worker<Setup, Task, Note, Outcome>>();
  let stopping = false;

  async function begin(): Promise<Worker<Setup, Task, Note, Outcome>> {
    const worker = createWorker<Setup, Task, Note, Outcome>(options);
    all.add(worker);
    await worker.ready;
    if (stopping) worker.send({ kind: "stop" });
    return worker;
  }
  function free(worker: Worker<Setup, Task, Note, Outcome>): void {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  }
  function take(): Promise<Worker<Setup, Task, Note, Outcome>> {
    const worker = idle.pop();
    if (worker) return Promise.resolve(worker);
    return new Promise((resolve) => waiting.push(resolve));
  }
  const close = async (): Promise<void> => {
    await Promise.all([...all].map((worker) => worker.end()));
  };

  try {
    await Promise.any(Array.from({ length: options.size }, () => begin().then(free)));
  } catch (error) {
    await close();
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
  return {
    async run(task, onNote) {
      let worker = await take();
      for (let attempt = 1; ; attempt++) {
        try {
          const outcome = await worker.run(task, onNote);
          free(worker);
          return outcome;
        } catch (error) {
          all.delete(worker);
          worker = await begin();
          if (attempt < ATTEMPTS) continue;
          free(worker);
          throw new WorkerCrash(`${ATTEMPTS} processes ended on it (${errorMessage(error)})`);
        }
      }
    },
    stop() {
      stopping = true;
      for (const worker of all) worker.send({ kind: "stop" });
    },
    close,
  };
}

interface Worker<Setup, Task, Note, Outcome> {
  readonly ready: Promise<void>;
  send(message: ToWorker<Setup, Task>): void;
  /** Rejects when the process ends before the outcome. */
  run(task: Task, onNote: (note: Note) => void): Promise<Outcome>;
  end(): Promise<void>;
}

function createWorker<Setup, Task, Note, Outcome>({
  script,
  setup,
}: PoolOptions<Setup>): Worker<Setup, Task, Note, Outcome> {
  const child = fork(fileURLToPath(script), {
    serialization: "advanced",
    // Output of native libraries must not disturb the progress line.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let receive = (_: FromWorker<Note, Outcome>): void => {};
  let fail = (_: Error): void => {};
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      fail(new Error(signal ?? `exit code ${code}`));
      resolve();
    });
    child.once("error", (error) => {
      fail(error);
      resolve();
    });
  });
  child.on("message", (message) => receive(message as FromWorker<Note, Outcome>));
  const send = (message: ToWorker<Setup, Task>): void => {
    // A worker that has just ended is noticed by its exit.
    if (child.connected) child.send(message, () => {});
  };
  const ready = new Promise<void>((resolve, reject) => {
    fail = (error) => reject(new UnfitWorker(`A worker could not start (${error.message}).`));
    receive = (message) => {
      if (message.kind === "ready") resolve();
      if (message.kind === "unfit") reject(new UnfitWorker(message.message));
    };
  });
  send({ kind: "setup", setup });
  return {
    ready,
    send,
    run: (task, onNote) =>
      new Promise((resolve, reject) => {
        fail = reject;
        if (hasEnded(child)) return reject(new Error(child.signalCode ?? "ended"));
        receive = (message) => {
          if (message.kind === "note") onNote(message.note);
          if (message.kind === "outcome") resolve(message.outcome);
        };
        send({ kind: "task", task });
      }),
    async end() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
