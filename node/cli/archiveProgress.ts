// One line of progress over all inputs of a run: inputs, hours of video, frames a second, time left.

import { durationText } from "../../src/formats/timeText.ts";
import type { InputNote, InputTask } from "./analyzeTask.ts";
import { openBars } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface ArchiveProgress {
  line(text: string): void;
  /** Takes in what is reported while an input is analysed. */
  note(task: InputTask, note: InputNote): void;
  /** An input is finished. @param bytes its size, by which the time left is estimated. */
  done(task: InputTask, bytes: number): void;
  finish(): void;
}

/** Seconds between lines where there is no terminal to draw on. */
const LINE_EVERY = 60;

/** An input that is being analysed. */
interface Running {
  /** Seconds at the first note and at the latest: what a checkpoint had already is not counted. */
  readonly from: number;
  readonly seconds: number;
  /** The share that is done, and that was done before. */
  readonly share: number;
  readonly shareBefore: number;
}

/**
 * @param inputs the inputs to analyse in this run.
 * @param options.sizeOf the size of an input, bytes.
 */
export function startArchiveProgress(
  terminal: Terminal,
  inputs: readonly InputTask[],
  { quiet, sizeOf }: { readonly quiet: boolean; readonly sizeOf: (task: InputTask) => number },
): ArchiveProgress {
  const bars = openBars(terminal, quiet, "{bar} {text}");
  const bar = bars?.create(1, 0, { text: "" });
  const running = new Map<InputTask, Running>();
  const total = inputs.reduce((sum, task) => sum + sizeOf(task), 0);
  const begun = performance.now();
  const done = { inputs: 0, bytes: 0, seconds: 0, frames: 0 };
  let printedAt = begun;

  function show(): void {
    const now = performance.now();
    const elapsed = (now - begun) / 1000;
    let { bytes, seconds } = done;
    let before = 0;
    for (const [task, { from, seconds: to, share, shareBefore }] of running) {
      bytes += share * sizeOf(task);
      before += shareBefore * sizeOf(task);
      seconds += to - from;
    }
    const worked = bytes - before;
    const left = worked > 0 ? (elapsed * (total - bytes)) / worked : Number.NaN;
    const text = [
      `${done.inputs}/${inputs.length} inputs`,
      ...(done.frames > 0
        ? [
            `${(seconds / 3600).toFixed(seconds < 36_000 ? 2 : 0)} h of video`,
            `${(done.frames / elapsed).toFixed(1)} frames/s`,
          ]
        : []),
      `${Number.isFinite(left) ? durationText(left) : "–"} left`,
    ].join(" · ");
    bar?.update(total > 0 ? Math.min(1, bytes / total) : 0, { text });
    if (bars === undefined && !quiet && now - printedAt >= 1000 * LINE_EVERY) {
      printedAt = now;
      terminal.err(`${text}\n`);
    }
  }
  return {
    line(text) {
      if (quiet) return;
      if (bars && process.stdout.isTTY) bars.log(`${text}\n`);
      else terminal.out(`${text}\n`);
    },
    note(task, note) {
      if (note.kind === "warning") {
        if (bars) bars.log(`warning: ${note.message}\n`);
        else terminal.err(`warning: ${note.message}\n`);
        return;
      }
      const { seconds, share = 0 } = note;
      const { from = seconds, shareBefore = share } = running.get(task) ?? {};
      running.set(task, { from, seconds, share, shareBefore });
      done.frames++;
      show();
    },
    done(task, bytes) {
      const { from = 0, seconds = 0 } = running.get(task) ?? {};
      running.delete(task);
      done.inputs++;
      done.bytes += bytes;
      done.seconds += seconds - from;
      show();
    },
    finish() {
      // Lines logged since the last redraw would be lost with the bar.
      bars?.update();
      bars?.stop();
    },
  };
}
