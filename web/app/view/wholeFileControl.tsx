// Every frame of a video at once: how far it has come, and breaking it off.

import type { Controller } from "../sources/controller.ts";
import type { WholeFile } from "../state/live.ts";
import { text } from "../text/index.ts";
import { clock } from "./clock.ts";

interface WholeFileProgressProps {
  readonly controller: Controller;
  readonly now: WholeFile;
}

export function WholeFileProgress({ controller, now }: WholeFileProgressProps) {
  const t = text.value;
  const { time, duration } = now;
  return (
    <>
      <progress
        class="progress"
        max={Math.max(duration, 0.01)}
        value={time}
        aria-label={t.player.wholeFileRuns}
      />
      <span class="clock">
        {clock(time)} / {clock(duration)}
      </span>
      <button type="button" class="button" onClick={controller.stopWholeFile}>
        {t.player.wholeFileStop}
      </button>
    </>
  );
}
