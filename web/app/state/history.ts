// The measures, events and alerts so far, for the timelines.

import { batch, signal } from "@preact/signals";
import { MEASURES, type MeasureName } from "../../../src/formats/report/recordSeries.ts";
import type { DriverAlert, DriverEvent, DriverReport } from "../../../src/index.ts";
import { addLook, cutLooks, type Look } from "./looks.ts";

/** One value per frame; null where it is unknown. */
type Curve = (number | null)[];

export interface History {
  /** Seconds, ascending. */
  readonly times: number[];
  readonly curves: Readonly<Record<MeasureName, Curve>>;
  /** Where the driver looked, ascending. */
  readonly looks: Look[];
}

/** Half an hour at ten frames a second. Older frames are removed, so that memory stays flat. */
const MOST_FRAMES = 18_000;
const MOST_EVENTS = 1_000;

const NAMES = Object.keys(MEASURES) as MeasureName[];

/** The measures so far. The arrays grow in place; `version` changes with every frame. */
export const history = signal<{ readonly version: number; readonly now: History }>({
  version: 0,
  now: empty(),
});

/** All events by id, oldest first. */
export const events = signal<readonly DriverEvent[]>([]);

/** All alerts, oldest first. */
export const alerts = signal<readonly DriverAlert[]>([]);

export function clearHistory(): void {
  batch(() => {
    history.value = { version: 0, now: empty() };
    events.value = [];
    alerts.value = [];
  });
}

/** Adds a frame's report. */
export function addToHistory(report: DriverReport): void {
  const { version, now } = history.value;
  const { times, curves, looks } = now;
  const last = times.at(-1);
  // When a video is set back, its later part is analysed again.
  if (last !== undefined && report.timestamp <= last) cutFrom(report.timestamp, now);
  addLook(looks, report, times.at(-1));
  times.push(report.timestamp);
  for (const name of NAMES) curves[name].push(MEASURES[name](report));
  if (times.length > 1.25 * MOST_FRAMES) dropOldest(now, times.length - MOST_FRAMES);
  batch(() => {
    history.value = { version: version + 1, now };
    addEvents(report.changed);
    if (report.alerts.length > 0) {
      alerts.value = [...alerts.value, ...report.alerts].slice(-MOST_EVENTS);
    }
  });
}

/** Adds events that began, changed or ended. */
export function addEvents(changed: readonly DriverEvent[]): void {
  if (changed.length > 0) events.value = merged(events.value, changed);
}

function merged(known: readonly DriverEvent[], changed: readonly DriverEvent[]): DriverEvent[] {
  const byId = new Map(known.map((event) => [event.id, event]));
  for (const event of changed) byId.set(event.id, event);
  return [...byId.values()].sort((p, q) => p.start - q.start).slice(-MOST_EVENTS);
}

function cutFrom(time: number, { times, curves, looks }: History): void {
  const at = times.findIndex((each) => each >= time);
  times.length = at;
  for (const curve of Object.values(curves)) curve.length = at;
  cutLooks(looks, time);
  events.value = events.value.filter(({ start }) => start < time);
  alerts.value = alerts.value.filter(({ timestamp }) => timestamp < time);
}

function dropOldest({ times, curves, looks }: History, count: number): void {
  times.splice(0, count);
  const first = looks.findIndex(({ to }) => to >= times[0]);
  looks.splice(0, first < 0 ? looks.length : first);
  for (const curve of Object.values(curves)) curve.splice(0, count);
}

function empty(): History {
  const curves = Object.fromEntries(NAMES.map((name): [string, Curve] => [name, []]));
  return { times: [], curves: curves as Record<MeasureName, Curve>, looks: [] };
}
