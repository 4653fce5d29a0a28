// One timeline: curves over time with events behind them.

import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { MeasureName } from "../../../src/formats/report/recordSeries.ts";
import type { DriverEvent } from "../../../src/index.ts";
import { type Band, createTimeChart, fillBands } from "../../charts/timeChart.ts";
import type { History } from "../state/history.ts";
import { type EventTone, toneOf } from "./eventTone.ts";

interface ChartCurve {
  readonly name: MeasureName;
  readonly label: string;
  /** A CSS custom property. */
  readonly color: string;
  readonly dash?: readonly number[];
}

export interface ChartOptions {
  /** Pixels at a font size of 16 pixels. */
  readonly height: number;
  readonly range: readonly [number, number];
  readonly curves: readonly ChartCurve[];
  /** Whether this chart shows the time axis. */
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

const TONE_COLORS: Record<EventTone, string> = {
  quiet: "--line",
  caution: "--caution",
  bad: "--bad",
};

/** Builds a timeline in an element, in the colours that its style has now. */
export function createChart(parent: HTMLElement, options: ChartOptions): Chart {
  const { range, curves, timeAxis, format, formatTime, onPick } = options;
  const style = getComputedStyle(parent);
  // Charts grow with the page's font size, which is large on large displays.
  const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const height = options.height * unit;
  const timeAxisHeight = 26 * unit;
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: color("--faint"),
    font: `${Math.round(0.75 * Number.parseFloat(style.fontSize))}px ${style.fontFamily}`,
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
  };
  let bands: readonly Band[] = [];

  const plot = createTimeChart(parent, {
    width: Math.max(100, parent.clientWidth),
    height: height + (timeAxis ? timeAxisHeight : 0),
    padding: [6 * unit, 8 * unit, timeAxis ? 0 : 6 * unit, 0],
    range,
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
    series: curves.map(({ label, color: stroke, dash = [] }) => ({
      label,
      stroke: color(stroke),
      width: 2,
      points: { show: false },
      dash: [...dash],
    })),
    cursor: { drag: { x: false, y: false } },
    hooks: { drawClear: [(chart) => fillBands(chart, bands, { least: 2, edge: 2 })] },
    data: [[], ...curves.map(() => [])],
  });
  plot.over.addEventListener("click", () => {
    const { left } = plot.cursor;
    if (left !== undefined && left >= 0) onPick(plot.posToVal(left, "x"));
  });

  return {
    update(history, events, from, to) {
      bands = events.map(({ kind, start, end }) => {
        const tone = toneOf(kind);
        const opacity = tone === "quiet" ? 0.45 : 0.28;
        return { start, end: end ?? to, color: color(TONE_COLORS[tone]), opacity };
      });
      plot.batch(() => {
        plot.setData([history.times, ...curves.map(({ name }) => history.curves[name])], false);
        plot.setScale("x", { min: from, max: to });
      });
    },
    resize: (width) => plot.setSize({ width: Math.max(100, width), height: plot.height }),
    destroy: () => plot.destroy(),
  };
}
