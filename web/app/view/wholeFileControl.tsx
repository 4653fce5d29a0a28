// Every frame of a video at once: how far it has come, and breaking it off.

import { elapsedText } from "../../../src/formats/timeText.ts";
import type { Controller } from "../sources/controller.ts";
import type { WholeFile } from "../state/live.ts";
import { text } from "../text/index.ts";

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
        {elapsedText(time, 0)} / {elapsedText(duration, 0)}
      </span>
      <button type="button" class="button" onClick={controller.stopWholeFile}>
        {t.player.wholeFileStop}
      </button>
    </>
  );
}
