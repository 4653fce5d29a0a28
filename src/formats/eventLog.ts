// Gathers a session's events and alerts from the monitor's reports, each event as it was last known.

import type { DriverAlert, DriverEvent, DriverReport } from "../report.ts";

/** What the log reads of a report; what the monitor says after the last frame has changes alone. */
export type EventNews = Pick<DriverReport, "changed"> &
  Partial<Pick<DriverReport, "ongoing" | "alerts">>;

export interface EventLog {
  /** Takes the next frame's report, or after the last frame what the monitor's `finish` says. */
  add(report: EventNews): void;
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
    add({ changed, ongoing = [], alerts: given = [] }) {
      for (const event of changed) events.set(event.id, event);
      // What lasts gathers evidence without being reported as changed.
      for (const event of ongoing) events.set(event.id, event);
      alerts.push(...given);
    },
    events: () => [...events.values()].sort((a, b) => a.start - b.start || a.id - b.id),
    alerts: () => alerts,
  };
}
