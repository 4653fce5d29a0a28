// A command's output while it runs: lines, warnings and a progress bar that do not disturb each other.

import { MultiBar } from "cli-progress";
import { durationText } from "../../src/formats/timeText.ts";
import type { Terminal } from "./terminal.ts";

/** Progress over a number of items. */
export interface Progress {
  line(text: string): void;
  warn(text: string): void;
  /** One more item is done. */
  advance(): void;
  /** Removes the bar. Lines may still follow. */
  finish(): void;
}

/** Where bars of this format are drawn below a command's lines; undefined where none is to be seen. */
export function openBars(terminal: Terminal, quiet: boolean, format: string): MultiBar | undefined {
  if (!terminal.interactive || quiet) return undefined;
  return new MultiBar({
    format,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 28,
    clearOnComplete: true,
    hideCursor: true,
    stopOnComplete: false,
  });
}

/**
 * Starts to show progress. On an interactive terminal a bar with the rate and the time left stays below the
 * lines; otherwise there are lines only.
 *
 * @param total undefined when it is not known: then no time left is shown. A total that proves too small grows
 *   with the number of finished items.
 * @param noun what is counted, in the plural.
 */
export function startProgress(
  terminal: Terminal,
  total: number | undefined,
  noun: string,
  options: {
    readonly quiet: boolean;
    /** Seconds between progress lines where there is no bar. Default: no such lines. */
    readonly every?: number;
  },
): Progress {
  const { quiet, every = Number.POSITIVE_INFINITY } = options;
  const format =
    total === undefined
      ? `{value} ${noun} · {rate} ${noun}/s`
      : `{bar} {value}/{total} ${noun} · {rate} ${noun}/s · {left} left`;
  const bars = openBars(terminal, quiet, format);
  const bar = bars?.create(total ?? Number.MAX_SAFE_INTEGER, 0, { rate: "–", left: "–" });
  const started = performance.now();
  let done = 0;
  let printedAt = started;
  return {
    line(text) {
      if (quiet) return;
      if (bars && process.stdout.isTTY) bars.log(`${text}\n`);
      else terminal.out(`${text}\n`);
    },
    warn(text) {
      if (bars) bars.log(`warning: ${text}\n`);
      else terminal.err(`warning: ${text}\n`);
    },
    advance() {
      done++;
      const now = performance.now();
      const perSecond = done / ((now - started) / 1000);
      if (total !== undefined && done > total) bar?.setTotal(done);
      const left = durationText(Math.max(0, (total ?? 0) - done) / perSecond);
      const rate = perSecond < 1 ? perSecond.toPrecision(2) : perSecond.toFixed(1);
      bar?.update(done, { rate, left });
      if (bars === undefined && !quiet && now - printedAt >= 1000 * every) {
        printedAt = now;
        terminal.err(`${done}/${total ?? "?"} ${noun} · ${rate} ${noun}/s · ${left} left\n`);
      }
    },
    finish() {
      // Lines logged since the last redraw would be lost with the bar.
      bars?.update();
      bars?.stop();
    },
  };
}
