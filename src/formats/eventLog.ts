// Gathers a session's events and alerts from the monitor's reports, each event as it was last known.

import type { DriverAlert, DriverEvent, DriverReport } from "../driver/report.ts";

export interface EventLog {
  /** Takes the next frame's report. */
  add(report: DriverReport): void;
  /** All events in the order of their start; those that last have the end null. */
  events(): DriverEvent[];
  /** All alerts in their order. */
  alerts(): readonly DriverAlert[];
}

/** An empty log. It grows with the events alone, not with the frames. */
export function createEventLog(): EventLog {
  const events = new Map<number, DriverEvent>();
  const alerts: DriverAlert[] = [];
  return {
    add(report) {
      for (const event of report.changed) events.set(event.id, event);
      // What lasts gathers evidence without being reported as changed.
      for (const event of report.ongoing) events.set(event.id, event);
      alerts.push(...report.alerts);
    },
    events: () => [...events.values()].sort((a, b) => a.start - b.start || a.id - b.id),
    alerts: () => alerts,
  };
}
