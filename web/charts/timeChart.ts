// The charts of the application and of the report: uPlot with time across, a fixed vertical scale, and
// bands behind the curves.

import uPlot from "uplot";

export interface TimeChartOptions {
  /** Pixels, the padding included. */
  readonly width: number;
  readonly height: number;
  readonly padding: uPlot.Padding;
  /** The values at the bottom and at the top. */
  readonly range: readonly [bottom: number, top: number];
  readonly axes: readonly [time: uPlot.Axis, value: uPlot.Axis];
  /** The curves; time is not one of them. */
  readonly series: readonly uPlot.Series[];
  /** Beside the vertical line that all charts of a page share. */
  readonly cursor: uPlot.Cursor;
  readonly hooks: uPlot.Hooks.Arrays;
  readonly data: uPlot.AlignedData;
}

/** All charts of a page share their cursor. */
const GROUP = "vigil";

/** Builds a chart in an element. */
export function createTimeChart(parent: HTMLElement, options: TimeChartOptions): uPlot {
  const { width, height, padding, range, axes, series, cursor, hooks, data } = options;
  const [bottom, top] = range;
  return new uPlot(
    {
      width,
      height,
      padding,
      legend: { show: false },
      cursor: { sync: { key: GROUP }, y: false, ...cursor },
      scales: { x: { time: false }, y: { range: [bottom, top] } },
      axes: [...axes],
      series: [{}, ...series],
      hooks,
    },
    data,
    parent,
  );
}

/** An interval of time to be marked. */
export interface Band {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly color: string;
  readonly opacity: number;
  /** Share of the chart's height, from the bottom. Default 1. */
  readonly height?: number;
  /** Colour of a line around it, which parts it from its neighbours. */
  readonly outline?: string;
}

/** Fills bands. @param least the least width of a band, canvas pixels. @param edge width of the opaque line at a band's start. */
export function fillBands(
  { ctx, bbox, scales, valToPos }: uPlot,
  bands: readonly Band[],
  { least, edge }: { readonly least: number; readonly edge: number },
): void {
  const { min, max } = scales["x"] ?? {};
  if (min == null || max == null) return;
  ctx.save();
  for (const { start, end, color, opacity, height = 1, outline } of bands) {
    if (end < min || start > max) continue;
    const left = Math.max(bbox.left, valToPos(start, "x", true));
    const right = Math.min(bbox.left + bbox.width, valToPos(end, "x", true));
    const tall = height * bbox.height;
    const top = bbox.top + bbox.height - tall;
    ctx.fillStyle = color;
    ctx.globalAlpha = opacity;
    const wide = Math.max(least, right - left);
    ctx.fillRect(left, top, wide, tall);
    ctx.globalAlpha = 1;
    if (outline !== undefined) {
      ctx.strokeStyle = outline;
      ctx.lineWidth = devicePixelRatio;
      ctx.strokeRect(left, top, wide, tall);
    }
    if (edge > 0) ctx.fillRect(left, top, edge, tall);
  }
  ctx.restore();
}
