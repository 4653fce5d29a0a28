// Gathers a session's events and alerts from the monitor's reports, each event as it was last reported.

import * as z from "zod";
import { check, mustBe } from "../options.ts";
import type { DriverAlert, DriverEvent, DriverReport } from "../report.ts";
import { alertSchema, eventSchema } from "../schemas.ts";
import { isChecked } from "./sessionFrame.ts";

/** The part of a report that the log reads. The result of the monitor's `finish` has only `changed`. */
type LoggedReport = Pick<DriverReport, "changed"> &
  Partial<Pick<DriverReport, "ongoing" | "alerts">>;

const loggedSchema = z.object(
  {
    changed: z.array(eventSchema),
    ongoing: z.optional(z.array(eventSchema)),
    alerts: z.optional(z.array(alertSchema)),
  },
  mustBe("a report with changed events"),
);

const savedSchema = z.object(
  { events: z.array(eventSchema), alerts: z.array(alertSchema) },
  mustBe("what the log's save returned"),
);

export interface EventLog {
  /**
   * Takes in the next frame's report or, after the last frame, what the monitor's `finish` returned.
   *
   * @throws {RangeError} naming the first malformed value.
   */
  add(report: LoggedReport): void;
  /** All events in the order of their start, each as it was last reported. */
  events(): DriverEvent[];
  /** All alerts in the order in which they were given. */
  alerts(): readonly DriverAlert[];
  /** Everything that the log holds, as plain data. A log made from it continues as this one would. */
  save(): SavedEventLog;
}

/** The content of a log. */
export interface SavedEventLog {
  readonly events: readonly DriverEvent[];
  readonly alerts: readonly DriverAlert[];
}

/**
 * Makes a log. It grows with the events, not with the frames.
 *
 * @param saved what `save` returned, to continue from there. Default: an empty log.
 * @throws {RangeError} naming the first malformed value of it.
 * @example
 * const log = createEventLog();
 * const monitor = createDriverMonitor();
 * for (let k = 0; k <= 60; k++) {
 *   log.add(monitor.update({ timestamp: k / 15, face: null, brightness: 0.4 }));
 * }
 * log.add(monitor.finish());
 * log.events().map(({ kind, start, end }) => [kind, start, end]); // [["driver-absent", 0, 4]]
 * log.alerts().map(({ kind, timestamp }) => [kind, timestamp]); // [["driver-absent", 3]]
 */
export function createEventLog(saved?: SavedEventLog): EventLog {
  check(savedSchema.optional(), saved, "The saved log's");
  const events = new Map(saved?.events.map((event) => [event.id, event]));
  const alerts = [...(saved?.alerts ?? [])];
  return {
    add(report) {
      if (!isChecked(report)) check(loggedSchema, report, "The report's");
      const { changed, ongoing = [], alerts: given = [] } = report;
      for (const event of changed) events.set(event.id, event);
      // An ongoing event gathers evidence without being reported as changed.
      for (const event of ongoing) events.set(event.id, event);
      alerts.push(...given);
    },
    events: () => [...events.values()].sort((a, b) => a.start - b.start || a.id - b.id),
    alerts: () => alerts,
    save: () => ({ events: [...events.values()], alerts: [...alerts] }),
  };
}
