// Waiting for native calls: until they return, are stopped, or have taken too long.

import { VideoError } from "./videoError.ts";

/** A call that goes on for so long after it was interrupted is left behind: the system resolves a name, for instance. */
const GRACE_MILLISECONDS = 1000;

export interface WaitingOptions {
  /** The input, for messages. */
  readonly name: string;
  /** Interrupts the call that waits. */
  readonly interrupt: () => void;
  readonly stop?: AbortSignal;
  /** Seconds after which the calls are interrupted. Default: never. */
  readonly seconds?: number;
}

export interface Waiting {
  /**
   * Waits for a call.
   *
   * @throws {VideoError} "stopped" or "timed-out", also when the call returns after its interruption.
   */
  until<Result>(call: () => Promise<Result>): Promise<Result>;
  /** Calls a function now, or once the call that was left behind returns. */
  whenIdle(action: () => Promise<void>): Promise<void>;
  /** Ends the time limit, and no longer listens for the stop. */
  end(): void;
}

/** Limits the time of native calls, one after the other. */
export function limitWaiting({ name, interrupt, stop, seconds }: WaitingOptions): Waiting {
  let reason: VideoError | undefined;
  let abandoned: Promise<unknown> | undefined;
  let giveUp = (): void => {};
  const grace = new Promise<"abandoned">((resolve) => {
    giveUp = () => resolve("abandoned");
  });
  const endWith = (error: VideoError): void => {
    if (reason) return;
    reason = error;
    interrupt();
    setTimeout(giveUp, GRACE_MILLISECONDS).unref();
  };
  const onStop = (): void =>
    endWith(new VideoError("stopped", name, "stopped before it was open."));
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(() => {
          const advice = "check the address, and that the device is switched on";
          endWith(
            new VideoError("timed-out", name, `no images came within ${seconds} s; ${advice}.`),
          );
        }, seconds * 1000);
  stop?.addEventListener("abort", onStop, { once: true });
  return {
    async until(call) {
      if (stop?.aborted) onStop();
      if (reason) throw reason;
      const running = call();
      const result = await Promise.race([running, grace]);
      if (result === "abandoned") abandoned = running.catch(() => {});
      if (reason || result === "abandoned") throw reason;
      return result;
    },
    async whenIdle(action) {
      if (abandoned) void abandoned.then(action);
      else await action();
    },
    end() {
      clearTimeout(timer);
      stop?.removeEventListener("abort", onStop);
    },
  };
}
