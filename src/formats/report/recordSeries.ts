// Records the measures of a session for plots in bounded memory: least, mean and greatest value of each span of frames.

import type { DriverReport } from "../../report.ts";

/** The measures that are recorded. */
export type MeasureName =
  | "eyeClosure"
  | "perclos"
  | "mouthOpenness"
  | "yaw"
  | "pitch"
  | "roll"
  | "occludedShare";

export const MEASURES: Readonly<Record<MeasureName, (report: DriverReport) => number | null>> = {
  eyeClosure: ({ eyeClosure }) => eyeClosure,
  perclos: ({ perclos }) => perclos[0]?.value ?? null,
  mouthOpenness: ({ mouthOpenness }) => mouthOpenness,
  yaw: ({ head }) => head?.yaw ?? null,
  pitch: ({ head }) => head?.pitch ?? null,
  roll: ({ head }) => head?.roll ?? null,
  occludedShare: ({ occludedShare }) => occludedShare,
};

const NAMES = Object.keys(MEASURES) as MeasureName[];

/** One measure in each span; null where it was unknown in the whole span. */
export interface MeasureRanges {
  readonly least: readonly (number | null)[];
  /** The mean of where it was known; joined spans weigh the same. */
  readonly mean: readonly (number | null)[];
  readonly greatest: readonly (number | null)[];
}

/** A session's measures over spans of one or more frames each, in their order. */
export interface RecordedSeries {
  /** Timestamps of each span's first and last frame, seconds. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** Frames in each span, and in how many of them the eyes, the driver's face were there to be judged. */
  readonly frames: readonly number[];
  readonly eyesJudged: readonly number[];
  readonly withDriver: readonly number[];
  readonly measures: Readonly<Record<MeasureName, MeasureRanges>>;
  /** The length of the PERCLOS window, seconds; undefined before the first frame. */
  readonly perclosWindow: number | undefined;
  /** Frames that are left out because they were not later than the one before. */
  readonly outOfOrder: number;
}

export interface SeriesRecorder {
  add(report: DriverReport): void;
  series(): RecordedSeries;
}

/**
 * Begins a recording. Each frame is a span of its own until there are `most` of them; then, and each time
 * again, neighbouring spans are joined in pairs, so memory and file size stay bounded however long the
 * session, and no short closure is lost: only its place becomes less exact.
 */
export function recordSeries(most = 65_536): SeriesRecorder {
  let spans: Span[] = [];
  let perSpan = 1;
  let outOfOrder = 0;
  let perclosWindow: number | undefined;
  return {
    add(report) {
      const latest = spans.at(-1);
      if (latest && report.timestamp <= latest.last) {
        outOfOrder++;
        return;
      }
      perclosWindow ??= report.perclos[0]?.window;
      const span = spanOf(report);
      if (latest && latest.frames < perSpan) {
        spans[spans.length - 1] = joined(latest, span);
        return;
      }
      if (spans.length >= most) {
        spans = inPairs(spans);
        perSpan *= 2;
      }
      spans.push(span);
    },
    series: () => ({ ...columnsOf(spans), perclosWindow, outOfOrder }),
  };
}

interface Span {
  readonly first: number;
  readonly last: number;
  readonly frames: number;
  readonly eyesJudged: number;
  readonly withDriver: number;
  /** In the order of `NAMES`. */
  readonly least: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly greatest: readonly (number | null)[];
}

function spanOf(report: DriverReport): Span {
  const values = NAMES.map((name) => MEASURES[name](report));
  return {
    first: report.timestamp,
    last: report.timestamp,
    frames: 1,
    eyesJudged: report.eyeClosure === null ? 0 : 1,
    withDriver: report.occludedShare === null ? 0 : 1,
    least: values,
    mean: values,
    greatest: values,
  };
}

function joined(a: Span, b: Span): Span {
  return {
    first: a.first,
    last: b.last,
    frames: a.frames + b.frames,
    eyesJudged: a.eyesJudged + b.eyesJudged,
    withDriver: a.withDriver + b.withDriver,
    least: a.least.map((value, i) => either(Math.min, value, b.least[i] ?? null)),
    mean: a.mean.map((value, i) => either(middle, value, b.mean[i] ?? null)),
    greatest: a.greatest.map((value, i) => either(Math.max, value, b.greatest[i] ?? null)),
  };
}

function middle(a: number, b: number): number {
  return (a + b) / 2;
}

function either(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  if (a === null) return b;
  return b === null ? a : choose(a, b);
}

function inPairs(spans: readonly Span[]): Span[] {
  const pairs: Span[] = [];
  for (let i = 0; i < spans.length; i += 2) {
    const [a, b] = [spans[i], spans[i + 1]];
    pairs.push(b ? joined(a, b) : a);
  }
  return pairs;
}

function columnsOf(spans: readonly Span[]): Omit<RecordedSeries, "perclosWindow" | "outOfOrder"> {
  const ranges = NAMES.map((name, i): [MeasureName, MeasureRanges] => [
    name,
    {
      least: spans.map(({ least }) => least[i] ?? null),
      mean: spans.map(({ mean }) => mean[i] ?? null),
      greatest: spans.map(({ greatest }) => greatest[i] ?? null),
    },
  ]);
  return {
    first: spans.map(({ first }) => first),
    last: spans.map(({ last }) => last),
    frames: spans.map(({ frames }) => frames),
    eyesJudged: spans.map(({ eyesJudged }) => eyesJudged),
    withDriver: spans.map(({ withDriver }) => withDriver),
    measures: Object.fromEntries(ranges) as Record<MeasureName, MeasureRanges>,
  };
}
