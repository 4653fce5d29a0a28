// One timeline: curves over time with events behind them, drawn by uPlot.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { DriverEvent } from "../../../src/index.ts";
import type { CurveName, History } from "../state/history.ts";
import { type EventTone, toneOf } from "./eventTone.ts";

export interface ChartCurve {
  readonly name: CurveName;
  readonly label: string;
  /** A CSS custom property. */
  readonly color: string;
  readonly dash?: readonly number[];
}

export interface ChartOptions {
  /** Pixels where type is 16 pixels high. */
  readonly height: number;
  readonly range: readonly [number, number];
  readonly curves: readonly ChartCurve[];
  /** Whether this chart carries the scale of time. */
  readonly timeAxis: boolean;
  readonly format: (value: number) => string;
  readonly formatTime: (seconds: number) => string;
  /** Called with the time that was clicked. */
  onPick(time: number): void;
}

export interface Chart {
  update(history: History, events: readonly DriverEvent[], from: number, to: number): void;
  resize(width: number): void;
  destroy(): void;
}

/** Charts of one group share their cursor. */
const GROUP = "vigil";

/** Builds a timeline in an element, in the colours in force there. */
export function createChart(parent: HTMLElement, options: ChartOptions): Chart {
  const { range, curves, timeAxis, format, formatTime, onPick } = options;
  const style = getComputedStyle(parent);
  // Everything grows with the page's type, up to displays on a wall.
  const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const height = options.height * unit;
  const timeAxisHeight = 26 * unit;
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const font = `${Math.round(0.75 * Number.parseFloat(style.fontSize))}px ${style.fontFamily}`;
  let events: readonly DriverEvent[] = [];

  const axis = {
    stroke: color("--faint"),
    font,
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: Math.max(100, parent.clientWidth),
      height: height + (timeAxis ? timeAxisHeight : 0),
      legend: { show: false },
      cursor: { sync: { key: GROUP }, drag: { x: false, y: false }, y: false },
      scales: { x: { time: false }, y: { range: [range[0], range[1]] } },
      axes: [
        {
          ...axis,
          show: timeAxis,
          size: timeAxisHeight,
          values: (_, times) => times.map(formatTime),
        },
        {
          ...axis,
          size: 52 * unit,
          splits: () => [range[0], (range[0] + range[1]) / 2, range[1]],
          values: (_, values) => values.map(format),
        },
      ],
      series: [
        {},
        ...curves.map(
          ({ label, color: stroke, dash }): uPlot.Series => ({
            label,
            stroke: color(stroke),
            width: 2,
            points: { show: false },
            ...(dash ? { dash: [...dash] } : {}),
          }),
        ),
      ],
      padding: [6 * unit, 8 * unit, timeAxis ? 0 : 6 * unit, 0],
      hooks: { drawClear: [(chart) => drawEvents(chart, events, color)] },
    },
    [[], ...curves.map(() => [])],
    parent,
  );
  plot.over.addEventListener("click", () => {
    const { left } = plot.cursor;
    if (left !== undefined && left >= 0) onPick(plot.posToVal(left, "x"));
  });

  return {
    update(history, newEvents, from, to) {
      events = newEvents;
      plot.batch(() => {
        plot.setData([history.times, ...curves.map(({ name }) => history.curves[name])], false);
        plot.setScale("x", { min: from, max: to });
      });
    },
    resize: (width) => plot.setSize({ width: Math.max(100, width), height: plot.height }),
    destroy: () => plot.destroy(),
  };
}

const TONE_COLORS: Record<EventTone, string> = {
  quiet: "--line",
  caution: "--caution",
  bad: "--bad",
};

/** Bands behind the curves: where events lie. */
function drawEvents(
  { ctx, bbox, scales, valToPos }: uPlot,
  events: readonly DriverEvent[],
  color: (name: string) => string,
): void {
  const { min, max } = scales["x"] ?? {};
  if (min == null || max == null) return;
  ctx.save();
  for (const event of events) {
    const end = event.end ?? max;
    if (end < min || event.start > max) continue;
    const tone = toneOf(event.kind);
    const left = Math.max(bbox.left, valToPos(event.start, "x", true));
    const right = Math.min(bbox.left + bbox.width, valToPos(end, "x", true));
    ctx.fillStyle = color(TONE_COLORS[tone]);
    ctx.globalAlpha = tone === "quiet" ? 0.45 : 0.28;
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(left, bbox.top, 2, bbox.height);
  }
  ctx.restore();
}
