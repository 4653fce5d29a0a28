// How the report's plots are drawn: pure functions that run here and, as their own source text, in the report's page.

// Each stands alone, without anything from outside itself: reportHtml.ts writes them into the page with
// toString(), so that zooming draws with the very code that drew the first view.

/** The part of time that a plot shows, and its size in drawing units. */
export interface PlotView {
  /** Seconds. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/** One measure over spans of time, with how it is drawn. */
export interface PlottedSeries {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly least: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly greatest: readonly (number | null)[];
  /** The values at the plot's bottom and top. */
  readonly bottom: number;
  readonly top: number;
  readonly height: number;
  /** Spans further apart than this, seconds, are not joined: between them nothing is known. */
  readonly gap: number;
}

/**
 * A measure as SVG paths: `line` its mean where it is known, `range` from the least to the greatest value in
 * each unit of width, so that a short closure stays visible however far the view is zoomed out, and `unknown`
 * the spans of time where nothing is known.
 */
export function seriesPath(
  series: PlottedSeries,
  view: PlotView,
): { readonly line: string; readonly range: string; readonly unknown: string } {
  const { first, last, least, mean, greatest, bottom, top, height, gap } = series;
  const { from, to, width } = view;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const x = (time: number): number => round(((time - from) / (to - from)) * width);
  const y = (value: number): number =>
    round(height * (1 - (Math.min(top, Math.max(bottom, value)) - bottom) / (top - bottom)));
  const startAt = (time: number): number => {
    let low = 0;
    let high = last.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (last[middle] < time) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };
  const line: string[] = [];
  const range: string[] = [];
  const unknown: string[] = [];
  const addUnknown = (start: number, end: number): void => {
    unknown.push(
      `M${x(Math.max(start, from))} 0H${x(Math.min(end, to))}V${height}H${x(Math.max(start, from))}Z`,
    );
  };
  let penDown = false;
  let unknownFrom: number | null = null;
  let i = startAt(from);
  while (i < first.length && (i === 0 || first[i - 1] <= to)) {
    const begin = i;
    const start = first[begin];
    if (begin > 0 && start - last[begin - 1] > gap) {
      unknownFrom ??= last[begin - 1];
      penDown = false;
    }
    const column = Math.floor(((start - from) / (to - from)) * width);
    let low: number | null = null;
    let high: number | null = null;
    let total = 0;
    let known = 0;
    let next = i;
    while (
      next < first.length &&
      (next === begin ||
        (Math.floor(((first[next] - from) / (to - from)) * width) === column &&
          first[next] - last[next - 1] <= gap))
    ) {
      const [a, m, b] = [least[next] ?? null, mean[next] ?? null, greatest[next] ?? null];
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
    // A line of no length is drawn as a dot by its round ends: a lone known frame is seen too.
    const level = y(total / known);
    line.push(penDown ? `L${middle} ${level}` : `M${middle} ${level}h0`);
    if (high > low) range.push(`M${middle} ${y(low)}V${y(high)}`);
    penDown = true;
  }
  const end = last[i - 1];
  if (unknownFrom !== null && end !== undefined) addUnknown(unknownFrom, end);
  return { line: line.join(""), range: range.join(""), unknown: unknown.join("") };
}

/** Spans of time as rectangles of an SVG path, each at least `least` drawing units wide. */
export function bandPath(
  spans: readonly (readonly [number, number])[],
  view: PlotView,
  y: number,
  height: number,
  least: number,
): string {
  const { from, to, width } = view;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return spans
    .filter(([start, end]) => end >= from && start <= to)
    .map(([start, end]) => {
      const left = Math.max(-least, ((start - from) / (to - from)) * width);
      const right = Math.min(width + least, ((end - from) / (to - from)) * width);
      return `M${round(left)} ${y}h${round(Math.max(least, right - left))}v${height}H${round(left)}Z`;
    })
    .join("");
}

/** Round times between `from` and `to`, at most `most` of them, seconds. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const steps = [
    0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
  ];
  const day = 86_400;
  const wanted = (to - from) / most;
  const step = steps.find((each) => each >= wanted) ?? Math.max(1, Math.ceil(wanted / day)) * day;
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
