// Ctrl-C, a request to end and a closed terminal: the first one stops after the current frame, the second one at once.

import { EXIT } from "./errors.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof SIGNALS)[number];

/**
 * A signal that comes again so soon was not sent by a person: `timeout` sends it to the command and to the whole group at the
 * same moment, and npx, a program that must wake up first, passes on what the group has got.
 */
const REPEAT_MILLISECONDS = process.env["npm_command"] === undefined ? 20 : 250;

/** A command that has finished ends after this time even if a native call, such as the resolution of a name, goes on. */
const LINGER_MILLISECONDS = 1000;

/**
 * The first signal aborts, so that the command stops after the current image or frame and closes its files. The second
 * Ctrl-C or request to end is left to the system, which ends the process at once, even while a native call blocks it.
 */
export function listenForInterruption(): {
  readonly signal: AbortSignal;
  readonly done: () => void;
} {
  const controller = new AbortController();
  let received: { readonly signal: Signal; readonly at: number } | undefined;
  const onSignal = (signal: Signal): void => {
    if (received === undefined) {
      received = { signal, at: performance.now() };
      controller.abort();
      // Signals that wait are taken between a timer and an immediate: without it one of them would be lost.
      setTimeout(() => setImmediate(leaveToSystem), REPEAT_MILLISECONDS).unref();
    } else if (signal !== "SIGHUP" && performance.now() - received.at > REPEAT_MILLISECONDS) {
      endNow(signal);
    }
  };
  // A terminal that closes may say so several times, and nobody is there who wants the end at once.
  const leaveToSystem = (): void => {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
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
      if (received === undefined) return stopListening();
      // A second signal may be waiting: further ones are listened to.
      const { signal } = received;
      // Node aborts when it ends normally and its terminal is gone.
      if (signal === "SIGHUP") endNow(signal);
      setTimeout(() => endNow(signal), LINGER_MILLISECONDS).unref();
    },
  };
}
