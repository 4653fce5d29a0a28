// What `vigil watch` says: the driver's state when it changes, events when they begin, alerts when they are due.

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
 * A sink that says a line when there is news, each beginning with the frame's time. Ordinary events (blinks) are
 * not news.
 *
 * @param options.quiet only alerts are said.
 */
export function stateLines(
  say: (line: string) => void,
  options: { readonly quiet: boolean },
): FrameSink<SessionFrame> {
  let state: string | undefined;
  /** Each event's kind as it was told last: a microsleep that becomes sleep is news. */
  const told = new Map<number, string>();
  return {
    onFrame({ report }) {
      const at = elapsedText(report.timestamp, 3);
      for (const alert of report.alerts) {
        say(`${at}  ${LEVEL_WORDS[alert.level].toUpperCase()}: ${alertText(alert)}`);
      }
      if (options.quiet) return;
      for (const { id, kind, detail } of report.changed) {
        const { label, gravity } = EVENT_WORDS[kind];
        if (gravity === 0 || told.get(id) === kind) continue;
        told.set(id, kind);
        say(`${at}  ${label}${detail === undefined ? "" : `: ${detailText(detail)}`}`);
      }
      // Events that are over are not told again.
      for (const { id, end } of report.changed) if (end !== null) told.delete(id);
      if (report.state === state) return;
      state = report.state;
      say(`${at}  ${STATE_WORDS[report.state]}`);
    },
    close: () => {},
  };
}
