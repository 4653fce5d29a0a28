// The report's first view as HTML: lanes of events and plots of measures in SVG, drawn without a script.

import { TOPIC_WORDS } from "../driverWords.ts";
import { escapeHtml } from "../escaping.ts";
import type { EventTopic } from "../eventWords.ts";
import { clockText } from "../timeText.ts";
import { bandPath, seriesPath, timeTicks } from "./plotting.ts";
import type { RecordedSeries } from "./recordSeries.ts";
import {
  heightInLane,
  isDegraded,
  isSerious,
  PLOT_WIDTH,
  type Plot,
  type Timeline,
  type TimelineEvent,
  valueText,
} from "./timeline.ts";

const LANE_HEIGHT = 20;
const TOPICS = Object.keys(TOPIC_WORDS) as EventTopic[];
const SEVERITIES = [0, 1, 2, 3] as const;

/** The timeline as HTML: lanes, then plots. Each is an image; the tables below have the same in words. */
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
  const paths = SEVERITIES.map((severity) => {
    const intervals = intervalsOf(
      events.filter((event) => event.topic === topic && event.severity === severity),
    );
    const height = LANE_HEIGHT * heightInLane(severity);
    const path = bandPath(intervals, view, LANE_HEIGHT - height, height, 2);
    return `<path class="event severity${severity}" d="${path}"/>`;
  });
  const label = TOPIC_WORDS[topic];
  const image = svg(LANE_HEIGHT, paths.join(""), `Events: ${label}`);
  return row("lane", label, "", image, `data-topic="${topic}"`);
}

function plotHtml(timeline: Timeline, plot: Plot, i: number, series: RecordedSeries): string {
  const { view, first, last, gap, events } = timeline;
  const { label, bottom, top, height, guide } = plot;
  const { line, range, unknown } = seriesPath(
    { ...series.measures[plot.measure], first, last, bottom, top, height, gap },
    view,
  );
  const bands = (chosen: (event: TimelineEvent) => boolean): string =>
    bandPath(intervalsOf(events.filter(chosen)), view, 0, height, 1);
  const level = guide === undefined ? 0 : height * (1 - (guide - bottom) / (top - bottom));
  const paths = [
    `<path class="unknown" d="${unknown}"/>`,
    `<path class="degraded" d="${bands(isDegraded)}"/>`,
    `<path class="grave" d="${bands(isSerious)}"/>`,
    guide === undefined ? "" : `<path class="guide" d="M0 ${level}H${PLOT_WIDTH}"/>`,
    `<path class="range" d="${range}"/>`,
    `<path class="line" d="${line}"/>`,
  ];
  const ends = [top, bottom].map((value) => escapeHtml(valueText(value, plot)));
  const marks = `<div class="scale" aria-hidden="true"><span>${ends[0]}</span><span>${ends[1]}</span></div>`;
  const output = `<output data-plot="${i}"></output>${marks}`;
  return row("measure", label, output, svg(height, paths.join(""), label), `data-index="${i}"`);
}

function intervalsOf(events: readonly TimelineEvent[]): (readonly [number, number])[] {
  return events.map(({ start, end }) => [start, end]);
}

function svg(height: number, content: string, label: string): string {
  return `<svg viewBox="0 0 ${PLOT_WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(label)}">${content}</svg>`;
}

function row(kind: string, label: string, output: string, plot: string, data: string): string {
  return `<div class="row ${kind}" ${data}><div class="name"><span>${escapeHtml(label)}</span>${output}</div><div class="plot">${plot}</div></div>`;
}
