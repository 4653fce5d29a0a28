// The rows of the report's timeline as uPlot charts: a lane for each topic of events, a plot for each measure.

import type uPlot from "uplot";
import type { PagePlot, PageTimeline } from "../../src/formats/report/pageData.ts";
import { type SeriesPath, seriesPath } from "../../src/formats/report/plotting.ts";
import {
  heightInLane,
  isDegraded,
  isSerious,
  type TimelineEvent,
} from "../../src/formats/report/timeline.ts";
import { type Band, createTimeChart, fillBands } from "../charts/timeChart.ts";

/** Free pixels above and below a lane and a plot, as in the style sheet: lines at the border are not cut. */
const LANE_PADDING = 3;
const PLOT_PADDING = 6;

const NO_AXES = [{ show: false }, { show: false }] as const;

/** A custom property of the style sheet, as it holds now: print and dark mode change it. */
function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function bandsOf(events: readonly TimelineEvent[], name: string, opacity: number): Band[] {
  return events.map(({ start, end }) => ({ start, end, color: color(name), opacity }));
}

function padding(pixels: number): uPlot.Padding {
  return [pixels, 0, pixels, 0];
}

/** Draws the events of one lane in a row's place, over the image of the first view. */
export function createLane(
  place: HTMLElement,
  { from, to }: PageTimeline,
  events: readonly TimelineEvent[],
  cursor: uPlot.Cursor,
  hooks: uPlot.Hooks.Arrays,
): uPlot {
  // The more severe of two events at one time lies on top.
  const ordered = [...events].sort((p, q) => p.severity - q.severity);
  return createTimeChart(place, {
    width: place.clientWidth,
    height: place.clientHeight,
    padding: padding(LANE_PADDING),
    range: [0, 1],
    axes: NO_AXES,
    series: [],
    cursor,
    data: [[from, to]],
    hooks: {
      ...hooks,
      draw: [
        (chart) => {
          const bands = ordered.map(({ start, end, severity }) => ({
            start,
            end,
            color: color(`--g${severity}`),
            opacity: 1,
            height: heightInLane(severity),
            outline: severity > 0 ? color("--ground") : undefined,
          }));
          fillBands(chart, bands, { least: 2 * devicePixelRatio, edge: 0 });
        },
      ],
    },
  });
}

/** Draws one measure in a row's place, with the same paths as the first view. */
export function createPlot(
  place: HTMLElement,
  plot: PagePlot,
  events: readonly TimelineEvent[],
  cursor: uPlot.Cursor,
  hooks: uPlot.Hooks.Arrays,
): uPlot {
  const degraded = events.filter(isDegraded);
  const serious = events.filter(isSerious);
  const paths = pathsOf(plot);
  const stroke = (name: "line" | "range"): uPlot.Series.PathBuilder => {
    return (chart) => ({ stroke: placed(chart, paths(chart)[name]) });
  };
  const curve = { stroke: () => color("--line"), points: { show: false }, pxAlign: 0 };
  return createTimeChart(place, {
    width: place.clientWidth,
    height: place.clientHeight,
    padding: padding(PLOT_PADDING),
    range: [plot.bottom, plot.top],
    axes: NO_AXES,
    series: [
      { ...curve, paths: stroke("range"), width: 1.5, alpha: 0.38 },
      { ...curve, paths: stroke("line"), width: 1.4, cap: "round" },
    ],
    cursor: { ...cursor, points: { show: false } },
    data: [[...plot.first], [...plot.greatest], [...plot.mean]],
    hooks: {
      ...hooks,
      drawClear: [
        (chart) => {
          const { ctx } = chart;
          ctx.fillStyle = color("--unknown");
          ctx.fill(placed(chart, paths(chart).unknown));
          const bands = [
            ...bandsOf(degraded, "--degraded", 0.28),
            ...bandsOf(serious, "--grave", 0.25),
          ];
          fillBands(chart, bands, { least: devicePixelRatio, edge: 0 });
          if (plot.guide !== undefined) drawGuide(chart, plot.guide);
        },
      ],
    },
  });
}

/** A plot's paths in canvas pixels, kept until the view or the size changes. */
function pathsOf(plot: PagePlot): (chart: uPlot) => SeriesPath {
  let key = "";
  let paths: SeriesPath | undefined;
  return ({ scales, bbox: { width, height } }) => {
    const { min = 0, max = 1 } = scales["x"];
    const now = [min, max, width, height].join(" ");
    if (paths === undefined || now !== key) {
      key = now;
      paths = seriesPath({ ...plot, height }, { from: min, to: max, width });
    }
    return paths;
  };
}

/** Path data that begins at the plot's top left corner, on the canvas. */
function placed({ bbox }: uPlot, data: string): Path2D {
  const path = new Path2D();
  path.addPath(new Path2D(data), new DOMMatrix().translate(bbox.left, bbox.top));
  return path;
}

/** The dashed line to compare with. */
function drawGuide({ ctx, bbox, valToPos }: uPlot, value: number): void {
  const y = valToPos(value, "y", true);
  ctx.save();
  ctx.strokeStyle = color("--faint");
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
