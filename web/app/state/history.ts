// What was measured so far, for timelines, and the events in it.

import { batch, signal } from "@preact/signals";
import type { DriverAlert, DriverEvent, DriverReport } from "../../../src/index.ts";

/** The curves of the timelines. */
export type CurveName = "eyeClosure" | "perclos" | "mouth" | "yaw" | "pitch" | "roll" | "occluded";

/** A value a frame; null where it could not be told. */
export type Curve = (number | null)[];

export interface History {
  /** Seconds, ascending. */
  readonly times: number[];
  readonly curves: Readonly<Record<CurveName, Curve>>;
}

/** Half an hour at ten frames a second; older ones are let go, so that memory stays flat. */
const MOST_FRAMES = 18_000;
const MOST_EVENTS = 1_000;

const history = signal<{ readonly version: number; readonly now: History }>({
  version: 0,
  now: empty(),
});

/** All events by id, oldest first. */
export const events = signal<readonly DriverEvent[]>([]);

/** The alerts that were given, oldest first. */
export const alerts = signal<readonly DriverAlert[]>([]);

/** What was measured so far; the arrays grow in place, `version` tells when. */
export const measured = history;

/** Begins anew. */
export function clearHistory(): void {
  batch(() => {
    history.value = { version: 0, now: empty() };
    events.value = [];
    alerts.value = [];
  });
}

/** Takes in what the monitor said after a frame. */
export function addToHistory(report: DriverReport): void {
  const { version, now } = history.value;
  const { times, curves } = now;
  const last = times.at(-1);
  // A video that was set back goes over what was there.
  if (last !== undefined && report.timestamp <= last) cutFrom(report.timestamp, now);
  times.push(report.timestamp);
  for (const [name, value] of Object.entries(curvesOf(report))) {
    curves[name as CurveName].push(value);
  }
  if (times.length > 1.25 * MOST_FRAMES) dropOldest(now, times.length - MOST_FRAMES);
  batch(() => {
    history.value = { version: version + 1, now };
    addEvents(report.changed);
    if (report.alerts.length > 0) {
      alerts.value = [...alerts.value, ...report.alerts].slice(-MOST_EVENTS);
    }
  });
}

/** Takes in events that began, went on or ended. */
export function addEvents(changed: readonly DriverEvent[]): void {
  if (changed.length > 0) events.value = merged(events.value, changed);
}

function curvesOf(report: DriverReport): Record<CurveName, number | null> {
  return {
    eyeClosure: report.eyeClosure,
    perclos: report.perclos[0]?.value ?? null,
    mouth: report.mouthOpenness,
    yaw: report.head?.yaw ?? null,
    pitch: report.head?.pitch ?? null,
    roll: report.head?.roll ?? null,
    occluded: report.occludedShare,
  };
}

function merged(known: readonly DriverEvent[], changed: readonly DriverEvent[]): DriverEvent[] {
  const byId = new Map(known.map((event) => [event.id, event]));
  for (const event of changed) byId.set(event.id, event);
  return [...byId.values()].sort((p, q) => p.start - q.start).slice(-MOST_EVENTS);
}

function cutFrom(time: number, { times, curves }: History): void {
  const at = times.findIndex((each) => each >= time);
  times.length = at;
  for (const curve of Object.values(curves)) curve.length = at;
  events.value = events.value.filter(({ start }) => start < time);
  alerts.value = alerts.value.filter(({ timestamp }) => timestamp < time);
}

function dropOldest({ times, curves }: History, count: number): void {
  times.splice(0, count);
  for (const curve of Object.values(curves)) curve.splice(0, count);
}

function empty(): History {
  const curve = (): Curve => [];
  return {
    times: [],
    curves: {
      eyeClosure: curve(),
      perclos: curve(),
      mouth: curve(),
      yaw: curve(),
      pitch: curve(),
      roll: curve(),
      occluded: curve(),
    },
  };
}
