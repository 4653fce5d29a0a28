// Ctrl-C, a request to end and a closed terminal: the first one stops after the current frame, the second one at once.

import { EXIT } from "./errors.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof SIGNALS)[number];

/** A command that has finished ends after this time even if a native call, such as the resolution of a name, goes on. */
const LINGER_MILLISECONDS = 1000;

/**
 * The first signal aborts, so that the command stops after the current image or frame and closes its files. The second
 * one ends the process at once.
 */
export function listenForInterruption(): {
  readonly signal: AbortSignal;
  readonly done: () => void;
} {
  const controller = new AbortController();
  let received: Signal | undefined;
  const onSignal = (signal: Signal): void => {
    if (received !== undefined) endNow(signal);
    received = signal;
    controller.abort();
  };
  const stopListening = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const endNow = (signal: Signal): void => {
    stopListening();
    // The default action of the signal. `process.exit` would wait for native calls, which may never return.
    process.kill(process.pid, signal);
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    done() {
      stopListening();
      const last = received;
      // Node aborts when it ends normally and its terminal is gone.
      if (last === "SIGHUP") endNow(last);
      if (last !== undefined) setTimeout(() => endNow(last), LINGER_MILLISECONDS).unref();
    },
  };
}
