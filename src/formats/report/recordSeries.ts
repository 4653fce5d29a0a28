// Records a session's measures for plots in bounded memory: the least, mean and greatest value of each interval.

import * as z from "zod";
import { atLeastZero, check, count, finite, mustBe } from "../../options.ts";
import type { DriverReport } from "../../report.ts";
import { baselineSamplesSchema, nullableNumber, sightSchema } from "../../schemas.ts";
import { isChecked } from "../sessionFrame.ts";
import { type LookTotal, recordLooks, type SavedLooks } from "./lookTotals.ts";

/** The measures that are recorded. */
export type MeasureName =
  | "eyeClosure"
  | "perclos"
  | "mouthOpenness"
  | "yaw"
  | "pitch"
  | "roll"
  | "sightYaw"
  | "sightPitch"
  | "occludedShare";

export const MEASURES: Readonly<Record<MeasureName, (report: DriverReport) => number | null>> = {
  eyeClosure: ({ eyeClosure }) => eyeClosure,
  perclos: ({ perclos }) => perclos[0]?.value ?? null,
  mouthOpenness: ({ mouthOpenness }) => mouthOpenness,
  yaw: ({ head }) => head?.yaw ?? null,
  pitch: ({ head }) => head?.pitch ?? null,
  roll: ({ head }) => head?.roll ?? null,
  sightYaw: ({ sight }) => sight?.yaw ?? null,
  sightPitch: ({ sight }) => sight?.pitch ?? null,
  occludedShare: ({ occludedShare }) => occludedShare,
};

const NAMES = Object.keys(MEASURES) as MeasureName[];

/** One measure in each interval; null where it was unknown throughout. */
interface MeasureRanges {
  readonly least: readonly (number | null)[];
  /** The mean of the known values; joined intervals have the same weight. */
  readonly mean: readonly (number | null)[];
  readonly greatest: readonly (number | null)[];
}

/** A session's measures over intervals of one or more frames each, in their order. */
export interface RecordedSeries {
  /** Timestamps of each interval's first and last frame, seconds. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** Frames in each interval, those in which the eyes could be judged, and those with the driver's face. */
  readonly frames: readonly number[];
  readonly eyesJudged: readonly number[];
  readonly withDriver: readonly number[];
  readonly measures: Readonly<Record<MeasureName, MeasureRanges>>;
  /** Where the driver looked, the longest time first. */
  readonly looks: readonly LookTotal[];
  /** What the last baseline rests on; null without one, or when it was given. */
  readonly calibratedOn: DriverReport["calibration"]["samples"];
  /** The length of the PERCLOS window, seconds; undefined before the first frame. */
  readonly perclosWindow: number | undefined;
  /** Frames that are left out because they were not later than the one before. */
  readonly outOfOrder: number;
}

/** The part of a report that is recorded: the whole one would take longer to check than to record. */
const recordedSchema = z.object(
  {
    timestamp: finite,
    eyeClosure: nullableNumber,
    mouthOpenness: nullableNumber,
    occludedShare: nullableNumber,
    perclos: z.array(z.object({ window: finite, value: nullableNumber })),
    head: z.object({ yaw: finite, pitch: finite, roll: finite }).nullable(),
    sight: sightSchema.nullable(),
    calibration: z.object({ samples: baselineSamplesSchema.nullable() }),
  },
  mustBe("a report of the driver monitor"),
);

const column = z.array(finite);
const measureColumn = z.array(nullableNumber);

/** What a report's plots read of a recorded series. */
export const seriesSchema = z.object(
  {
    first: column,
    last: column,
    frames: column,
    eyesJudged: column,
    withDriver: column,
    measures: z.record(
      z.enum(NAMES),
      z.object({ least: measureColumn, mean: measureColumn, greatest: measureColumn }),
    ),
    looks: z.array(z.object({})),
    calibratedOn: baselineSamplesSchema.nullable(),
    perclosWindow: z.optional(finite),
    outOfOrder: atLeastZero,
  },
  mustBe("what recordSeries recorded"),
);

const savedSchema = z.object(
  {
    intervals: z.array(z.object({ first: finite, last: finite, frames: finite })),
    perInterval: count,
    outOfOrder: atLeastZero,
  },
  mustBe("what the recorder's save returned"),
);

export interface SeriesRecorder {
  /** @throws {RangeError} naming the first malformed value. */
  add(report: DriverReport): void;
  series(): RecordedSeries;
  /** Everything recorded so far, as plain data. A recorder made from it continues as this one would. */
  save(): SavedSeries;
}

/** The content of a recorder. */
export interface SavedSeries {
  readonly intervals: readonly Interval[];
  readonly perInterval: number;
  readonly outOfOrder: number;
  readonly perclosWindow: number | undefined;
  readonly calibratedOn: RecordedSeries["calibratedOn"];
  readonly looks: SavedLooks;
}

/**
 * Begins a recording. Each frame is an interval of its own until there are `most` of them. Then, and whenever that
 * happens again, neighbouring intervals are joined in pairs. So memory and file size stay bounded however long the
 * session is, and no short closure is lost: only its time becomes less exact.
 *
 * @param saved what `save` returned, to continue from there.
 * @example
 * const recorder = recordSeries();
 * recorder.add(createDriverMonitor().update({ timestamp: 0, face: null, brightness: 0.4 }));
 * recorder.series().measures.eyeClosure; // { least: [null], mean: [null], greatest: [null] }
 */
export function recordSeries(most = 16_384, saved?: SavedSeries): SeriesRecorder {
  check(count, most, "The maximum number of intervals");
  check(savedSchema.optional(), saved, "The saved recording's");
  let intervals: Interval[] = [...(saved?.intervals ?? [])];
  let { perInterval = 1, outOfOrder = 0, perclosWindow, calibratedOn = null } = saved ?? {};
  const looks = recordLooks(saved?.looks);
  return {
    add(report) {
      if (!isChecked(report)) check(recordedSchema, report, "The report's");
      const latest = intervals.at(-1);
      if (latest && report.timestamp <= latest.last) {
        outOfOrder++;
        return;
      }
      looks.add(report);
      calibratedOn = report.calibration.samples ?? calibratedOn;
      perclosWindow ??= report.perclos[0]?.window;
      const interval = intervalOf(report);
      if (latest && latest.frames < perInterval) {
        intervals[intervals.length - 1] = joined(latest, interval);
        return;
      }
      if (intervals.length >= most) {
        intervals = inPairs(intervals);
        perInterval *= 2;
      }
      intervals.push(interval);
    },
    series: () => ({
      ...columnsOf(intervals),
      looks: looks.totals(),
      calibratedOn,
      perclosWindow,
      outOfOrder,
    }),
    save: () => ({
      intervals: [...intervals],
      perInterval,
      outOfOrder,
      perclosWindow,
      calibratedOn,
      looks: looks.save(),
    }),
  };
}

/** One or more frames. */
interface Interval {
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

function intervalOf(report: DriverReport): Interval {
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

function joined(a: Interval, b: Interval): Interval {
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

function inPairs(intervals: readonly Interval[]): Interval[] {
  const pairs: Interval[] = [];
  for (let i = 0; i < intervals.length; i += 2) {
    const [a, b] = [intervals[i], intervals[i + 1]];
    pairs.push(b ? joined(a, b) : a);
  }
  return pairs;
}

function columnsOf(
  intervals: readonly Interval[],
): Omit<RecordedSeries, "looks" | "calibratedOn" | "perclosWindow" | "outOfOrder"> {
  const ranges = NAMES.map((name, i): [MeasureName, MeasureRanges] => [
    name,
    {
      least: intervals.map(({ least }) => least[i] ?? null),
      mean: intervals.map(({ mean }) => mean[i] ?? null),
      greatest: intervals.map(({ greatest }) => greatest[i] ?? null),
    },
  ]);
  return {
    first: intervals.map(({ first }) => first),
    last: intervals.map(({ last }) => last),
    frames: intervals.map(({ frames }) => frames),
    eyesJudged: intervals.map(({ eyesJudged }) => eyesJudged),
    withDriver: intervals.map(({ withDriver }) => withDriver),
    measures: Object.fromEntries(ranges) as Record<MeasureName, MeasureRanges>,
  };
}
