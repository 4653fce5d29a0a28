// Runs a script through a driver monitor and gathers what it said.

import { createDriverMonitor, type DriverMonitorOptions } from "../src/driver/monitor.ts";
import type {
  DriverAlert,
  DriverBaseline,
  DriverEvent,
  DriverEventKind,
  DriverReport,
} from "../src/report.ts";
import { observe, type Script, USUAL_PERSON } from "./scriptedDriver.ts";

/** What a monitor said about a script. */
export interface Watched {
  /** Every event, as it was in the end. */
  readonly events: readonly DriverEvent[];
  readonly alerts: readonly DriverAlert[];
  /** The time of the report that first told of each event, by its id. */
  readonly toldAt: ReadonlyMap<number, number>;
  /** The last report. */
  readonly report: DriverReport;
  of(kind: DriverEventKind): readonly DriverEvent[];
}

/** What is normal for the usual scripted driver, so that a test need not calibrate. */
export const USUAL_BASELINE: DriverBaseline = {
  yaw: USUAL_PERSON.yaw,
  pitch: USUAL_PERSON.pitch,
  roll: 0,
  leftEye: USUAL_PERSON.openEye,
  rightEye: USUAL_PERSON.openEye,
  mouth: USUAL_PERSON.restingMouth,
};

/** Watches a driver from the first frame to the last. */
export function watch(script: Script, options: DriverMonitorOptions = {}): Watched {
  const monitor = createDriverMonitor(options);
  const events = new Map<number, DriverEvent>();
  const toldAt = new Map<number, number>();
  const alerts: DriverAlert[] = [];
  let last: DriverReport | null = null;
  for (const observation of observe(script)) {
    last = monitor.update(observation);
    for (const event of last.changed) {
      events.set(event.id, event);
      if (!toldAt.has(event.id)) toldAt.set(event.id, last.timestamp);
    }
    alerts.push(...last.alerts);
  }
  if (last === null) throw new Error("The script has no frames.");
  for (const event of monitor.finish().changed) events.set(event.id, event);
  const all = [...events.values()];
  return {
    events: all,
    alerts,
    toldAt,
    report: last,
    of: (kind) => all.filter((event) => event.kind === kind),
  };
}
