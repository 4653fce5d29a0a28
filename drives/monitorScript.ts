// Runs the driver monitor over the observations of a script and gathers its reports.

import { createDriverMonitor, type DriverMonitorOptions } from "../src/driver/monitor.ts";
import type {
  DriverAlert,
  DriverBaseline,
  DriverEvent,
  DriverEventKind,
  DriverReport,
} from "../src/report.ts";
import { STILL_PERSON } from "./builder.ts";
import type { DriverScript } from "./driverScript.ts";
import { observations } from "./observe.ts";

/** What a monitor reported about a script. */
export interface MonitoredScript {
  /** Every event, as it was last reported. */
  readonly events: readonly DriverEvent[];
  readonly alerts: readonly DriverAlert[];
  /** The time of the first report of each event, by its id. */
  readonly reportedAt: ReadonlyMap<number, number>;
  /** The last report. */
  readonly report: DriverReport;
  of(kind: DriverEventKind): readonly DriverEvent[];
}

/** The baseline of `stillScript`'s driver, for tests without a calibration. */
export const STILL_BASELINE: DriverBaseline = {
  yaw: 0,
  pitch: 0,
  roll: 0,
  leftEye: STILL_PERSON.openEye,
  rightEye: STILL_PERSON.openEye,
  mouth: STILL_PERSON.restingMouth,
  lidSpread: 0.036,
};

/** Monitors a drive from the first frame to the last. @throws {Error} when the script has no frames. */
export function monitorScript(
  script: DriverScript,
  options: DriverMonitorOptions = {},
): MonitoredScript {
  const monitor = createDriverMonitor(options);
  const events = new Map<number, DriverEvent>();
  const reportedAt = new Map<number, number>();
  const alerts: DriverAlert[] = [];
  let last: DriverReport | null = null;
  for (const observation of observations(script)) {
    last = monitor.update(observation);
    for (const event of last.changed) {
      events.set(event.id, event);
      if (!reportedAt.has(event.id)) reportedAt.set(event.id, last.timestamp);
    }
    alerts.push(...last.alerts);
  }
  if (last === null) throw new Error("The script has no frames.");
  for (const event of monitor.finish().changed) events.set(event.id, event);
  const all = [...events.values()];
  return {
    events: all,
    alerts,
    reportedAt,
    report: last,
    of: (kind) => all.filter((event) => event.kind === kind),
  };
}
