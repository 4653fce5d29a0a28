// The data of the report page's script: small in the file, and as the timeline again when the script has read it.

import type { PlottedSeries } from "./plotting.ts";
import type { RecordedSeries } from "./recordSeries.ts";
import type { Plot, Timeline, TimelineEvent } from "./timeline.ts";

/** A measure's values as whole multiples of 10^-precision. */
interface EncodedPlot extends Plot {
  readonly least: readonly (number | null)[];
  /** Counted from `least`. */
  readonly mean: readonly number[];
  readonly greatest: readonly number[];
}

/** The timeline in small whole numbers. */
export interface PageData {
  readonly from: number;
  readonly to: number;
  readonly gap: number;
  /** Each interval's start, milliseconds after the start of the interval before. */
  readonly first: readonly number[];
  /** Each interval's length, milliseconds. */
  readonly last: readonly number[];
  readonly plots: readonly EncodedPlot[];
  readonly events: readonly TimelineEvent[];
  /** What is shown where no time is chosen. */
  readonly hint: string;
}

/** A measure with all that is needed to draw it. */
export type PagePlot = Plot & PlottedSeries;

/** The timeline as the script uses it. */
export interface PageTimeline extends Pick<PageData, "from" | "to" | "gap" | "events" | "hint"> {
  /** Start and end of each interval, seconds. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly plots: readonly PagePlot[];
}

/** Rounds times to milliseconds and values to each plot's precision. */
export function encodePage(timeline: Timeline, series: RecordedSeries, hint: string): PageData {
  const { view, first, last, gap, plots, events } = timeline;
  const starts = first.map((time) => Math.round(time * 1000));
  return {
    from: view.from,
    to: view.to,
    gap,
    hint,
    first: starts.map((time, i) => time - (starts[i - 1] ?? 0)),
    last: last.map((time, i) => Math.round(time * 1000) - (starts[i] ?? 0)),
    plots: plots.map((plot) => {
      const { least, mean, greatest } = series.measures[plot.measure];
      // Adding 0 turns a negative zero into a zero.
      const steps = (value: number | null): number =>
        Math.round((value ?? 0) * 10 ** plot.precision) + 0;
      const above = (values: readonly (number | null)[]): number[] =>
        values.map((value, i) => steps(value) - steps(least[i]));
      return {
        ...plot,
        least: least.map((value) => (value === null ? null : steps(value))),
        mean: above(mean),
        greatest: above(greatest),
      };
    }),
    events,
  };
}

/** The reverse of `encodePage`. */
export function decodePage({ first, last, plots, ...rest }: PageData): PageTimeline {
  const starts: number[] = [];
  for (const step of first) starts.push((starts.at(-1) ?? 0) + step);
  const times = {
    first: starts.map((time) => time / 1000),
    last: last.map((length, i) => (starts[i] + length) / 1000),
  };
  return {
    ...rest,
    ...times,
    plots: plots.map((plot) => {
      const scale = 10 ** plot.precision;
      const above = (steps: readonly number[]): (number | null)[] =>
        plot.least.map((low, i) => (low === null ? null : (low + steps[i]) / scale));
      return {
        ...plot,
        ...times,
        gap: rest.gap,
        least: plot.least.map((low) => (low === null ? null : low / scale)),
        mean: above(plot.mean),
        greatest: above(plot.greatest),
      };
    }),
  };
}
