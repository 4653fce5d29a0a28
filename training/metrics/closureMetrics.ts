// Compares detected eye closures of one clip with closures that people labelled frame by frame.

/** A time interval, seconds. */
interface Interval {
  readonly start: number;
  readonly end: number;
}

/** What is labelled in one clip. */
export interface ClipLabels {
  readonly seconds: number;
  /** Closures shorter than 0.5 s. `undefined`: the clip was not searched for blinks. */
  readonly blinks?: readonly Interval[];
  /** Closures of at least 0.5 s. */
  readonly longClosures?: readonly Interval[];
  /** Intervals in which a closure cannot be decided from the eyes alone. The person is awake. */
  readonly ambiguous?: readonly Interval[];
  /** The person is awake all the time: every reported sleep is a false alarm, also where the eyes are shut. */
  readonly awakeAllTime?: boolean;
}

/** A detected event with a closed end. */
export interface ClipEvent extends Interval {
  readonly kind: string;
}

/** Counts of one clip; those of several clips add up. */
export interface ClosureCounts {
  readonly blinks: number;
  readonly blinks_detected: number;
  readonly long_closures: number;
  readonly long_closures_detected: number;
  /**
   * Detected long closures that are shorter than a second, or were reported as microsleep or sleep; of people who are
   * awake all the time those that were not.
   */
  readonly long_closures_of_right_kind: number;
  /** Detected closures without a label. In a clip that was not searched for blinks only microsleep and sleep count. */
  readonly false_closures: number;
  /** Reported microsleeps and sleeps that are not on a labelled long closure. */
  readonly false_alarms: number;
  /** Of these, while the lids are only lowered or the person laughs. */
  readonly false_alarms_in_ambiguous: number;
  readonly drowsiness_while_awake: number;
  readonly awake_seconds: number;
}

/** Labels and detections match when they overlap with this tolerance, seconds. */
const TOLERANCE = 0.15;
/** Ambiguous intervals are extended by this on both sides, seconds. */
const AMBIGUOUS_MARGIN = 0.2;
/** Shorter long closures, in seconds, need not be reported as microsleep. */
const LEAST_MICROSLEEP = 1;

const CLOSURES = ["blink", "long-blink", "microsleep", "sleep"];
const SLEEPS = ["microsleep", "sleep"];

/** Counts detected, missed and false closures of one clip. */
export function closureCounts(labels: ClipLabels, events: readonly ClipEvent[]): ClosureCounts {
  const { blinks, longClosures = [], awakeAllTime = false } = labels;
  const ambiguous = (labels.ambiguous ?? []).map(({ start, end }) => ({
    start: start - AMBIGUOUS_MARGIN,
    end: end + AMBIGUOUS_MARGIN,
  }));
  const closures = events.filter(({ kind }) => CLOSURES.includes(kind));
  const matchesOf = (label: Interval) => closures.filter((event) => overlap(event, label));
  const isLabelled = (event: ClipEvent) =>
    [...(blinks ?? []), ...longClosures].some((label) => overlap(event, label));
  const isAmbiguous = (event: ClipEvent) => ambiguous.some((label) => overlap(event, label, 0));
  const detected = longClosures.filter((label) => matchesOf(label).length > 0);
  const unlabelled = closures.filter((event) => !isLabelled(event) && !isAmbiguous(event));
  const alarms = closures.filter(
    (event) =>
      SLEEPS.includes(event.kind) &&
      (awakeAllTime || !longClosures.some((label) => overlap(event, label))),
  );
  const asleep = longClosures.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    blinks: blinks?.length ?? 0,
    blinks_detected: (blinks ?? []).filter((label) => matchesOf(label).length > 0).length,
    long_closures: longClosures.length,
    long_closures_detected: detected.length,
    long_closures_of_right_kind: detected.filter((label) => {
      const isSleep = matchesOf(label).some(({ kind }) => SLEEPS.includes(kind));
      return awakeAllTime ? !isSleep : isSleep || label.end - label.start < LEAST_MICROSLEEP;
    }).length,
    false_closures: unlabelled.filter(({ kind }) => blinks !== undefined || SLEEPS.includes(kind))
      .length,
    false_alarms: alarms.length,
    false_alarms_in_ambiguous: alarms.filter(isAmbiguous).length,
    drowsiness_while_awake: awakeAllTime
      ? events.filter(({ kind }) => kind === "drowsiness").length
      : 0,
    awake_seconds: awakeAllTime ? labels.seconds : labels.seconds - asleep,
  };
}

/** Precision, recall and false alarms over several clips. */
export interface ClosureReport extends ClosureCounts {
  /** Of all closures; `null` without detections, or without labels. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly false_alarms_per_hour: number | null;
}

/** Adds the counts of several clips and computes their figures. */
export function closureReport(clips: readonly ClosureCounts[]): ClosureReport {
  const sum = (name: keyof ClosureCounts) => clips.reduce((total, clip) => total + clip[name], 0);
  const detected = sum("blinks_detected") + sum("long_closures_detected");
  const labelled = sum("blinks") + sum("long_closures");
  const falseClosures = sum("false_closures");
  const precision = detected + falseClosures === 0 ? null : detected / (detected + falseClosures);
  const recall = labelled === 0 ? null : detected / labelled;
  const awake = sum("awake_seconds");
  return {
    blinks: sum("blinks"),
    blinks_detected: sum("blinks_detected"),
    long_closures: sum("long_closures"),
    long_closures_detected: sum("long_closures_detected"),
    long_closures_of_right_kind: sum("long_closures_of_right_kind"),
    false_closures: falseClosures,
    false_alarms: sum("false_alarms"),
    false_alarms_in_ambiguous: sum("false_alarms_in_ambiguous"),
    drowsiness_while_awake: sum("drowsiness_while_awake"),
    awake_seconds: awake,
    precision,
    recall,
    f1: labelled === 0 ? null : (2 * detected) / (labelled + detected + falseClosures),
    false_alarms_per_hour: awake === 0 ? null : (3600 * sum("false_alarms")) / awake,
  };
}

function overlap(p: Interval, q: Interval, tolerance = TOLERANCE): boolean {
  return p.start <= q.end + tolerance && q.start <= p.end + tolerance;
}
