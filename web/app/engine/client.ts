// The page's end of the line to the worker: calls by name, answers as promises.

import type { AnswerMessage, CallName, Calls } from "../../worker/protocol.ts";

/** A running worker. */
export interface EngineClient {
  /**
   * Asks the worker for something.
   *
   * @param transfer what is handed over rather than copied; it cannot be used here afterwards.
   * @throws {Error} with the worker's own words when it cannot answer.
   */
  call<Name extends CallName>(
    name: Name,
    ask: Calls[Name]["ask"],
    transfer?: Transferable[],
  ): Promise<Calls[Name]["answer"]>;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: Error): void;
}

/** Starts the worker. It loads nothing until it is told to. */
export function startWorker(): EngineClient {
  const worker = new Worker(new URL("../../worker/main.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  worker.addEventListener("message", ({ data }: MessageEvent<AnswerMessage>) => {
    const asker = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) asker?.reject(new Error(data.error));
    else asker?.resolve(data.answer);
  });
  worker.addEventListener("error", ({ message }) => {
    const reason = new Error(`The worker failed: ${message || "its code could not be loaded"}.`);
    for (const asker of waiting.values()) asker.reject(reason);
    waiting.clear();
  });

  return {
    call(name, ask, transfer = []) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        // The worker answers a call by its name, so what arrives under this id is this call's answer.
        waiting.set(id, { resolve: (answer) => resolve(answer as never), reject });
        worker.postMessage({ id, name, ask }, transfer);
      });
    },
  };
}
