// For tests: the data of a report of an invented drive.

import { createEventLog } from "../src/formats/eventLog.ts";
import { recordSeries } from "../src/formats/report/recordSeries.ts";
import type { ReportData } from "../src/formats/reportHtml.ts";
import { EXAMPLE_SOURCE, exampleEnd, exampleSession } from "./exampleSession.ts";

/** The drive of `exampleSession`, or its part between two times, at 30 frames a second. */
export function exampleReport(options: {
  readonly seconds: number;
  readonly from?: number;
  readonly to?: number;
  readonly stopped?: string;
}): ReportData {
  const { seconds, from = 0, to = seconds, stopped = null } = options;
  const recorder = recordSeries();
  const log = createEventLog();
  let frames = 0;
  for (const { report } of exampleSession({ seconds })) {
    if (report.timestamp < from || report.timestamp >= to) continue;
    recorder.add(report);
    log.add(report);
    frames++;
  }
  return {
    source: EXAMPLE_SOURCE,
    end: exampleEnd(frames, stopped),
    events: log.events(),
    alerts: log.alerts(),
    series: recorder.series(),
    images: new Map(),
  };
}
