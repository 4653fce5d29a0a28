// Calls the worker by name; answers are promises.

import type { AnswerMessage, CallName, Calls } from "../../worker/protocol.ts";

/** A running worker. */
export interface EngineClient {
  /**
   * Makes one call.
   *
   * @param transfer objects that are transferred instead of copied; they cannot be used here afterwards.
   * @throws {Error} with the worker's message when the call fails.
   */
  call<Name extends CallName>(
    name: Name,
    request: Calls[Name]["request"],
    transfer?: Transferable[],
  ): Promise<Calls[Name]["answer"]>;
}

interface PendingCall {
  resolve(answer: unknown): void;
  reject(reason: Error): void;
}

/** Starts the worker. It loads no network before the call `start`. */
export function startWorker(): EngineClient {
  const worker = new Worker(new URL("../../worker/main.ts", import.meta.url), { type: "module" });
  const pending = new Map<number, PendingCall>();
  let lastId = 0;

  worker.addEventListener("message", ({ data }: MessageEvent<AnswerMessage>) => {
    const call = pending.get(data.id);
    pending.delete(data.id);
    if ("error" in data) call?.reject(new Error(data.error));
    else call?.resolve(data.answer);
  });
  worker.addEventListener("error", ({ message }) => {
    const reason = new Error(`The worker failed: ${message || "its code could not be loaded"}.`);
    for (const call of pending.values()) call.reject(reason);
    pending.clear();
  });

  return {
    call(name, request, transfer = []) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        // The protocol gives the answer of this id the type that belongs to the call's name.
        pending.set(id, { resolve: (answer) => resolve(answer as never), reject });
        worker.postMessage({ id, name, request }, transfer);
      });
    },
  };
}
