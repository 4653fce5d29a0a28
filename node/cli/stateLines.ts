// The lines of `vigil watch`: the driver's state when it changes, events when they begin, alerts when they are given.

import {
  alertText,
  detailText,
  EVENT_WORDS,
  LEVEL_WORDS,
  STATE_WORDS,
} from "../../src/formats/driverWords.ts";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import { elapsedText } from "../../src/formats/timeText.ts";
import type { FrameSink } from "../video/analyzeVideo.ts";

/**
 * A sink that prints a line for each change, beginning with the frame's time. Ordinary events (blinks) are left out.
 *
 * @param options.quiet prints alerts alone.
 */
export function stateLines(
  print: (line: string) => void,
  options: { readonly quiet: boolean },
): FrameSink<SessionFrame> {
  let state: string | undefined;
  /** The kind that each event was last printed with: a microsleep that becomes sleep is printed again. */
  const printed = new Map<number, string>();
  return {
    onFrame({ report }) {
      const at = elapsedText(report.timestamp, 3);
      for (const alert of report.alerts) {
        print(`${at}  ${LEVEL_WORDS[alert.level].toUpperCase()}: ${alertText(alert)}`);
      }
      if (options.quiet) return;
      for (const { id, kind, detail } of report.changed) {
        const { label, gravity } = EVENT_WORDS[kind];
        if (gravity === 0 || printed.get(id) === kind) continue;
        printed.set(id, kind);
        print(`${at}  ${label}${detail === undefined ? "" : `: ${detailText(detail)}`}`);
      }
      // Ended events are not printed again.
      for (const { id, end } of report.changed) if (end !== null) printed.delete(id);
      if (report.state === state) return;
      state = report.state;
      print(`${at}  ${STATE_WORDS[report.state]}`);
    },
    close: () => {},
  };
}
