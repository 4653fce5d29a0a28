// Ctrl-C: the first asks to stop, the second insists.

import { EXIT } from "./errors.ts";

/** The first Ctrl-C asks to stop after the image or frame at hand, the second stops at once. */
export function listenForInterruption(): {
  readonly signal: AbortSignal;
  readonly done: () => void;
} {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    done: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
