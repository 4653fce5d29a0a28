// What the report's timeline shows: the measures with their scales, and the events with their lanes.

import type { DriverEvent } from "../../report.ts";
import { EVENT_WORDS, type EventTopic } from "../eventWords.ts";
import type { TimeGap } from "../gaps.ts";
import { numberText, type PlotView } from "./plotting.ts";
import type { MeasureName, RecordedSeries } from "./recordSeries.ts";

/** Drawing units across every plot of the first view; the page stretches them to its width. */
export const PLOT_WIDTH = 1000;
const PLOT_HEIGHT = 72;

/** How one measure is shown. */
export interface Plot {
  readonly measure: MeasureName;
  readonly label: string;
  /** What a value is multiplied by for people, the decimals it then has, and its unit. */
  readonly factor: number;
  readonly decimals: number;
  readonly unit: string;
  /** The values at the plot's bottom and top. */
  readonly bottom: number;
  readonly top: number;
  readonly height: number;
  /** The value of a dashed line to compare with. */
  readonly guide?: number;
  /** Decimals of the values in the page's data. */
  readonly precision: number;
}

/** An event on the timeline's clock, which counts from the source's origin. */
export interface TimelineEvent {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly topic: EventTopic;
  readonly severity: number;
}

/** What the timeline shows. */
export interface Timeline {
  readonly view: PlotView;
  /** Start and end of each recorded interval on the timeline's clock, seconds. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** Intervals further apart than this have frames missing between them, seconds. */
  readonly gap: number;
  readonly plots: readonly Plot[];
  readonly events: readonly TimelineEvent[];
}

/** Puts a session on a timeline. @param gaps times without images. */
export function timelineOf(
  series: RecordedSeries,
  events: readonly DriverEvent[],
  origin: number,
  gaps: readonly TimeGap[] = [],
): Timeline {
  // Milliseconds, as in the page's data: the script then draws the same image as the first view.
  const onClock = (time: number): number => Math.round((time - origin) * 1000) / 1000;
  const first = series.first.map(onClock);
  const last = series.last.map(onClock);
  // A session may begin or end with a time without images.
  const outside = gaps.flatMap((gap) => [onClock(gap.from), onClock(gap.to)]);
  const from = Math.min(first[0] ?? 0, ...outside);
  const to = Math.max(from + 1, last.at(-1) ?? 0, ...outside);
  const frames = series.frames.reduce((sum, count) => sum + count, 0);
  // A gap is longer than a second, and longer than three frames of a slow camera.
  const usual = Math.max(1, (3 * (to - from)) / Math.max(1, frames));
  // Listed gaps are shown as such, also in a session of few frames.
  const gap = Math.min(usual, ...gaps.map((each) => each.to - each.from - 0.001));
  return {
    view: { from, to, width: PLOT_WIDTH },
    first,
    last,
    gap,
    plots: plotsOf(series),
    events: events.map(({ id, kind, start, end }) => {
      const { label, topic, severity } = EVENT_WORDS[kind];
      return {
        id,
        label,
        topic,
        severity,
        start: start - origin,
        end: end === null ? to : end - origin,
      };
    }),
  };
}

/** Whether an event means that the driver could not be judged. */
export function isDegraded({ topic }: TimelineEvent): boolean {
  return topic === "view";
}

/** Whether an event is a serious one about the driver. */
export function isSerious({ topic, severity }: TimelineEvent): boolean {
  return topic !== "view" && severity >= 2;
}

/** How high an event stands in its lane, 0..1. More severe events are higher, so that colour is not the only difference. */
export function heightInLane(severity: number): number {
  return (severity + 2) / 5;
}

/** A value with its unit, for people. */
export function valueText(value: number, { factor, decimals, unit }: Plot): string {
  return `${numberText(value * factor, decimals)}${unit}`;
}

function plotsOf(series: RecordedSeries): Plot[] {
  const share = {
    factor: 100,
    decimals: 0,
    unit: " %",
    bottom: 0,
    height: PLOT_HEIGHT,
    precision: 3,
  };
  const angle = (measure: MeasureName, label: string): Plot => {
    const limit = Math.min(90, 15 * Math.max(1, Math.ceil(extreme(series, measure) / 15)));
    const range = { bottom: -limit, top: limit, height: PLOT_HEIGHT, guide: 0 };
    return { measure, label, factor: 1, decimals: 0, unit: "°", precision: 1, ...range };
  };
  const rounded = (measure: MeasureName, least: number): number =>
    Math.min(1, Math.max(least, Math.ceil(extreme(series, measure) * 10) / 10));
  const window = series.perclosWindow;
  const perclos = window === undefined ? "PERCLOS" : `PERCLOS, ${window} s`;
  return [
    { ...share, measure: "eyeClosure", label: "Eye closure", top: 1, guide: 0.8 },
    { ...share, measure: "perclos", label: perclos, top: rounded("perclos", 0.2) },
    {
      ...share,
      measure: "mouthOpenness",
      label: "Mouth, opening ÷ width",
      factor: 1,
      decimals: 2,
      unit: "",
      top: rounded("mouthOpenness", 0.6),
    },
    angle("yaw", "Head yaw"),
    angle("pitch", "Head pitch"),
    angle("roll", "Head roll"),
    // Without a line of sight in the whole session there is nothing to plot.
    ...(extreme(series, "sightYaw") > 0
      ? [angle("sightYaw", "Eyes, yaw"), angle("sightPitch", "Eyes, pitch")]
      : []),
    { ...share, measure: "occludedShare", label: "Hidden landmarks", top: 1 },
  ];
}

/** The greatest magnitude that a measure reached. */
function extreme(series: RecordedSeries, measure: MeasureName): number {
  const { least, greatest } = series.measures[measure];
  const most = (of: readonly (number | null)[]): number =>
    of.reduce((most: number, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  return Math.max(most(least), most(greatest));
}
