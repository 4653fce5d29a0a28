// The alert being given, with its sound.

import { signal } from "@preact/signals";
import type { AlertLevel, DriverAlert, DriverReport } from "../../../src/index.ts";
import { alerts, events } from "./history.ts";
import { settings } from "./settings.ts";

/** The alert on show; null when there is none. */
export const alert = signal<DriverAlert | null>(null);

/** For so long, in seconds of the video's own clock, an alert stays when its event has ended. */
const SHOWN_FOR = 5;

const RANK: Record<AlertLevel, number> = { information: 0, caution: 1, warning: 2 };

/** Takes in what the monitor said after a frame: shows and sounds what is new, lets go of what is over. */
export function followAlerts(report: DriverReport, sound: (level: AlertLevel) => void): void {
  const now = alert.value;
  const [gravest] = [...report.alerts].sort((p, q) => RANK[q.level] - RANK[p.level]);
  if (gravest) {
    alert.value = gravest;
    if (!settings.value.muted) sound(gravest.level);
    return;
  }
  if (now === null) return;
  const lasts = report.ongoing.some(({ id }) => id === now.event);
  const age = report.timestamp - now.timestamp;
  if (age < 0 || (!lasts && age > SHOWN_FOR)) alert.value = null;
}

/** Shows the alert that held at a time of what was analysed before, seconds; silently, as times are gone to back and forth. */
export function recallAlert(time: number): void {
  const lasts = (id: number): boolean =>
    events.value.some((event) => event.id === id && (event.end ?? time) >= time);
  const held = alerts.value.findLast(
    ({ timestamp, event }) => timestamp <= time && (lasts(event) || time - timestamp <= SHOWN_FOR),
  );
  alert.value = held ?? null;
}
