// Draws the report's plots as SVG path data, for the first view and for the page's canvas.

/** The part of time that a plot shows, and its size in drawing units. */
export interface PlotView {
  /** Seconds. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/** One measure over intervals of one or more frames, with how it is drawn. */
export interface PlottedSeries {
  /** Start and end of each interval, seconds, ascending. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** The measure in each interval; null where it is unknown. */
  readonly least: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly greatest: readonly (number | null)[];
  /** The values at the plot's bottom and top. */
  readonly bottom: number;
  readonly top: number;
  readonly height: number;
  /** Intervals further apart than this, seconds, are not joined: nothing is known between them. */
  readonly gap: number;
}

/** A measure as SVG path data. */
export interface SeriesPath {
  /** The mean where it is known. */
  readonly line: string;
  /** From the least to the greatest value of each unit of width: a short closure stays visible at any zoom. */
  readonly range: string;
  /** Rectangles over the time in which nothing is known. */
  readonly unknown: string;
}

/** Draws a measure in units of `view.width` × `series.height`. */
export function seriesPath(series: PlottedSeries, view: PlotView): SeriesPath {
  const { first, last, least, mean, greatest, bottom, top, height, gap } = series;
  const { from, to, width } = view;
  const place = (time: number): number => ((time - from) / (to - from)) * width;
  const x = (time: number): number => tenths(place(time));
  const y = (value: number): number =>
    tenths(height * (1 - (Math.min(top, Math.max(bottom, value)) - bottom) / (top - bottom)));
  const line: string[] = [];
  const range: string[] = [];
  const unknown: string[] = [];
  const addUnknown = (start: number, end: number): void => {
    const left = x(Math.max(start, from));
    unknown.push(`M${left} 0H${x(Math.min(end, to))}V${height}H${left}Z`);
  };
  let penDown = false;
  let unknownFrom: number | null = null;
  // One interval more on each side: lines come in from there and go out to there.
  let i = Math.max(0, intervalsBefore(last, from) - 1);
  while (i < first.length && (i === 0 || first[i - 1] <= to)) {
    const begin = i;
    const start = first[begin];
    if (begin > 0 && start - last[begin - 1] > gap) {
      unknownFrom ??= last[begin - 1];
      penDown = false;
    }
    // All intervals that start in the same unit of width are drawn as one.
    const column = Math.floor(place(start));
    let low: number | null = null;
    let high: number | null = null;
    let total = 0;
    let known = 0;
    let next = begin;
    while (
      next < first.length &&
      (next === begin ||
        (Math.floor(place(first[next])) === column && first[next] - last[next - 1] <= gap))
    ) {
      const [a, m, b] = [least[next], mean[next], greatest[next]];
      if (a !== null && m !== null && b !== null) {
        total += m;
        known++;
        low = low === null ? a : Math.min(low, a);
        high = high === null ? b : Math.max(high, b);
      }
      next++;
    }
    i = next;
    if (low === null || high === null) {
      unknownFrom ??= start;
      penDown = false;
      continue;
    }
    if (unknownFrom !== null) addUnknown(unknownFrom, start);
    unknownFrom = null;
    const middle = x((start + last[i - 1]) / 2);
    const level = y(total / known);
    // The round ends of a line without length make a dot: a single known frame is visible too.
    line.push(penDown ? `L${middle} ${level}` : `M${middle} ${level}h0`);
    if (high > low) range.push(`M${middle} ${y(low)}V${y(high)}`);
    penDown = true;
  }
  const end = last[i - 1];
  if (unknownFrom !== null && end !== undefined) addUnknown(unknownFrom, end);
  return { line: line.join(""), range: range.join(""), unknown: unknown.join("") };
}

/** How many intervals end before a time. */
export function intervalsBefore(last: readonly number[], time: number): number {
  let low = 0;
  let high = last.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (last[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Intervals of time as rectangles of an SVG path, each at least `least` drawing units wide. */
export function bandPath(
  intervals: readonly (readonly [start: number, end: number])[],
  view: PlotView,
  y: number,
  height: number,
  least: number,
): string {
  const { from, to, width } = view;
  return intervals
    .filter(([start, end]) => end >= from && start <= to)
    .map(([start, end]) => {
      const left = Math.max(-least, ((start - from) / (to - from)) * width);
      const right = Math.min(width + least, ((end - from) / (to - from)) * width);
      return `M${tenths(left)} ${y}h${tenths(Math.max(least, right - left))}v${height}H${tenths(left)}Z`;
    })
    .join("");
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

const DAY = 86_400;
const TICK_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
];

/** Round times between `from` and `to`, at most `most` of them, seconds. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const wanted = (to - from) / most;
  const step =
    TICK_STEPS.find((each) => each >= wanted) ?? Math.max(1, Math.ceil(wanted / DAY)) * DAY;
  const ticks: number[] = [];
  for (let n = Math.ceil(from / step); n * step <= to && ticks.length < most; n++) {
    ticks.push(n * step);
  }
  return ticks;
}

/** A number with a true minus sign, and none before a zero. */
export function numberText(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
