// The report's timeline: which measures are plotted and how, event lanes, and the first view, drawn without a script.

import type { DriverEvent } from "../../report.ts";
import { EVENT_WORDS, type EventTopic, TOPIC_WORDS } from "../driverWords.ts";
import { clockText } from "../timeText.ts";
import { escapeHtml } from "./html.ts";
import { bandPath, numberText, type PlotView, seriesPath, timeTicks } from "./plotting.ts";
import type { MeasureName, RecordedSeries } from "./recordSeries.ts";

/** Drawing units across every plot; the page stretches them to its width. */
export const PLOT_WIDTH = 1000;
export const LANE_HEIGHT = 20;
const PLOT_HEIGHT = 72;

/** How one measure is shown. */
export interface Plot {
  readonly measure: MeasureName;
  readonly label: string;
  /** What a value is multiplied by for people, the decimals it then has, and its unit. */
  readonly factor: number;
  readonly decimals: number;
  readonly unit: string;
  readonly bottom: number;
  readonly top: number;
  readonly height: number;
  /** A line to compare with. */
  readonly guide?: number;
  /** Decimals that the page's data has. */
  readonly precision: number;
}

/** An event on the timeline's clock, which counts from the source's origin. */
export interface TimelineEvent {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly topic: EventTopic;
  readonly gravity: number;
}

/** What the timeline shows. */
export interface Timeline {
  readonly view: PlotView;
  /** The recorded spans on the timeline's clock. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** Spans further apart than this have frames missing between them, seconds. */
  readonly gap: number;
  readonly plots: readonly Plot[];
  readonly events: readonly TimelineEvent[];
}

/** Lays a session out on a timeline. */
export function timelineOf(
  series: RecordedSeries,
  events: readonly DriverEvent[],
  origin: number,
): Timeline {
  // To the millisecond, as the page's data has them: the script then draws what stands here.
  const onClock = (time: number): number => Math.round((time - origin) * 1000) / 1000;
  const first = series.first.map(onClock);
  const last = series.last.map(onClock);
  const from = first[0] ?? 0;
  const to = Math.max(from + 1, last.at(-1) ?? 0);
  const frames = series.frames.reduce((sum, count) => sum + count, 0);
  // What is longer than a second and than three frames of a slow camera is a gap.
  const gap = Math.max(1, (3 * (to - from)) / Math.max(1, frames));
  return {
    view: { from, to, width: PLOT_WIDTH },
    first,
    last,
    gap,
    plots: plotsOf(series),
    events: events.map(({ id, kind, start, end }) => {
      const { label, topic, gravity } = EVENT_WORDS[kind];
      return {
        id,
        label,
        topic,
        gravity,
        start: start - origin,
        end: end === null ? to : end - origin,
      };
    }),
  };
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
    { ...share, measure: "occludedShare", label: "Hidden landmarks", top: 1 },
  ];
}

function extreme(series: RecordedSeries, measure: MeasureName): number {
  const { least, greatest } = series.measures[measure];
  const most = (of: readonly (number | null)[]): number =>
    of.reduce((most: number, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  return Math.max(most(least), most(greatest));
}

const TOPICS = Object.keys(TOPIC_WORDS) as EventTopic[];
const GRAVITIES = [0, 1, 2, 3] as const;

/** The timeline as HTML: lanes, plots and axis, each plot an image that the tables say in words. */
export function timelineHtml(timeline: Timeline, series: RecordedSeries): string {
  const lanes = TOPICS.map((topic) => laneHtml(timeline, topic));
  const plots = timeline.plots.map((plot, i) => plotHtml(timeline, plot, i, series));
  return [...lanes, ...plots].join("\n");
}

/** The marks of the time axis. */
export function axisHtml({ view }: Timeline): string {
  const ticks = timeTicks(view.from, view.to, 8).map((time) => {
    const left = (100 * (time - view.from)) / (view.to - view.from);
    return `<span style="left:${left.toFixed(2)}%">${clockText(time, 0)}</span>`;
  });
  return ticks.join("");
}

function laneHtml({ view, events }: Timeline, topic: EventTopic): string {
  const paths = GRAVITIES.map((gravity) => {
    const spans = events
      .filter((event) => event.topic === topic && event.gravity === gravity)
      .map(({ start, end }) => [start, end] as const);
    // Graver events stand higher as well: colour is not all that tells them apart.
    const height = (LANE_HEIGHT * (gravity + 2)) / 5;
    const path = bandPath(spans, view, LANE_HEIGHT - height, height, 2);
    return `<path class="event gravity${gravity}" data-topic="${topic}" data-gravity="${gravity}" d="${path}"/>`;
  });
  return row(
    "lane",
    TOPIC_WORDS[topic],
    "",
    `${svg(LANE_HEIGHT, paths.join(""), `Events: ${TOPIC_WORDS[topic]}`)}`,
  );
}

function plotHtml(timeline: Timeline, plot: Plot, i: number, series: RecordedSeries): string {
  const { view, first, last, gap, events } = timeline;
  const { label, bottom, top, height, guide } = plot;
  const { line, range, unknown } = seriesPath(
    { ...series.measures[plot.measure], first, last, bottom, top, height, gap },
    view,
  );
  const bands = (chosen: (event: TimelineEvent) => boolean): string =>
    bandPath(
      events.filter(chosen).map(({ start, end }) => [start, end] as const),
      view,
      0,
      height,
      1,
    );
  const level = guide === undefined ? 0 : height * (1 - (guide - bottom) / (top - bottom));
  const paths = [
    `<path class="unknown" d="${unknown}"/>`,
    `<path class="degraded" d="${bands(({ topic }) => topic === "view")}"/>`,
    `<path class="grave" d="${bands(({ topic, gravity }) => topic !== "view" && gravity >= 2)}"/>`,
    guide === undefined ? "" : `<path class="guide" d="M0 ${level}H${PLOT_WIDTH}"/>`,
    `<path class="range" d="${range}"/>`,
    `<path class="line" d="${line}"/>`,
  ];
  const ends = [top, bottom].map((value) => escapeHtml(valueText(value, plot)));
  const marks = `<div class="scale" aria-hidden="true"><span>${ends[0]}</span><span>${ends[1]}</span></div>`;
  const output = `<output data-plot="${i}"></output>${marks}`;
  return row("measure", label, output, `${svg(height, paths.join(""), label)}`, i);
}

/** A value with its unit, for people. */
export function valueText(value: number, { factor, decimals, unit }: Plot): string {
  return `${numberText(value * factor, decimals)}${unit}`;
}

function svg(height: number, content: string, label: string): string {
  return `<svg viewBox="0 0 ${PLOT_WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(label)}">${content}</svg>`;
}

function row(kind: string, label: string, output: string, plot: string, index?: number): string {
  const data = index === undefined ? "" : ` data-index="${index}"`;
  return `<div class="row ${kind}"${data}><div class="name"><span>${escapeHtml(label)}</span>${output}</div><div class="plot">${plot}</div></div>`;
}
