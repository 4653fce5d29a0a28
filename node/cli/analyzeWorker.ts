// A worker process of `vigil analyze`: it loads the networks once and analyses one input after the other.

import { errorMessage } from "../../src/errorMessage.ts";
import type { FromWorker, ToWorker } from "../archive/workerPool.ts";
import { letHeapGrow } from "../heapGrowth.ts";
import { analyzeInput } from "./analyzeInput.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { InputNote, InputOutcome, InputTask } from "./analyzeTask.ts";
import { loadShippedEngine } from "./engine.ts";
import { type Engines, type InputKind, openEngines } from "./engines.ts";
import type { ProtectedFiles } from "./outputFolder.ts";

/** Sent to a worker once. */
export interface AnalyzeSetup {
  readonly request: AnalyzeRequest;
  readonly inputs: ProtectedFiles;
  readonly kinds: readonly InputKind[];
}

letHeapGrow();
const stop = new AbortController();
let setup: AnalyzeSetup | undefined;
let engines: Engines | undefined;
let isBusy = false;

// The parent decides what a signal from the terminal means.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
// Without a parent nobody would take the results; the next run goes on from the last checkpoint. `process.exit` would wait
// for native calls, which may never return.
process.on("disconnect", () => (isBusy ? process.kill(process.pid, "SIGKILL") : process.exit(0)));
process.on("message", (message) => {
  take(message as ToWorker<AnalyzeSetup, InputTask>).catch((error: unknown) => {
    send({ kind: "unfit", message: errorMessage(error) });
  });
});

async function take(message: ToWorker<AnalyzeSetup, InputTask>): Promise<void> {
  if (message.kind === "stop") stop.abort();
  else if (message.kind === "setup") {
    setup = message.setup;
    // One thread a worker: as many workers as processors keep all of them busy.
    engines = await openEngines(loadShippedEngine, setup.request, setup.kinds);
    send({ kind: "ready" });
  } else if (setup !== undefined && engines !== undefined) {
    const onNote = (note: InputNote): void => send({ kind: "note", note });
    const engine = engines.forKind(message.task.kind);
    const tools = { ...setup, engine, stop: stop.signal, onNote };
    isBusy = true;
    send({ kind: "outcome", outcome: await analyzeInput(message.task, tools) });
    isBusy = false;
  }
}

function send(message: FromWorker<InputNote, InputOutcome>): void {
  // A parent that was just killed is noticed by `disconnect`; until then sending fails, which is no error of this process.
  if (process.connected) process.send?.(message, () => {});
}
