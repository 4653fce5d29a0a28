// Ctrl-C: the first one stops after the current frame, the second one at once.

import { EXIT } from "./errors.ts";

/** The first Ctrl-C aborts the signal, so that the command stops after the current image or frame; the second exits at once. */
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
