// How soon long looks away were reported in a drive, and what else of its events was missed or false.

import type { GroundTruthEvent } from "../../drives/groundTruth.ts";
import { DISTRACTION } from "../../drives/groundTruthRules.ts";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import type { DriverEvent } from "../../src/report.ts";
import type { FrameGroundTruth } from "../synthetic/drive/frameGroundTruth.ts";
import { matchVisible } from "./matchVisible.ts";

/** One drive: the ground truth and the analysis. */
export interface DriveSample {
  readonly truth: readonly FrameGroundTruth[];
  readonly events: readonly GroundTruthEvent[];
  readonly frames: readonly SessionFrame[];
  readonly found: readonly DriverEvent[];
}

/** A long look is reported in time when it is reported within so many seconds of the time at which it is long. */
const IN_TIME = 0.5;

/** Long looks of the ground truth that were visible, of one drive or several. */
export interface LongLooks {
  readonly truth: number;
  readonly found: number;
  /** Reported within half a second of the time at which they are long. */
  readonly in_time: number;
  /** Seconds from the time at which each found one is long to its first report. */
  readonly delays: readonly number[];
}

/** What happened to the events of one drive; blinks are not listed. */
export interface DriveOutcome {
  readonly long_looks: LongLooks;
  /** Kinds of the events. */
  readonly missed: readonly string[];
  readonly false_positives: readonly string[];
}

export function driveOutcome(
  drive: Pick<DriveSample, "events" | "frames" | "found">,
): DriveOutcome {
  const { pairs, missed, falsePositives } = matchVisible(drive);
  const listed = (events: readonly { readonly kind: string }[]) =>
    events.map(({ kind }) => kind).filter((kind) => !kind.endsWith("blink"));
  const looks = pairs.filter(({ truth }) => truth.kind === "long-distraction");
  const delays = looks.map(
    ({ truth, found }) => reportedAt(drive, found.id) - truth.start - DISTRACTION.long,
  );
  const isMissed = missed.filter(({ kind }) => kind === "long-distraction").length;
  return {
    long_looks: {
      truth: looks.length + isMissed,
      found: looks.length,
      in_time: delays.filter((delay) => Math.abs(delay) <= IN_TIME).length,
      delays,
    },
    missed: listed(missed),
    false_positives: listed(falsePositives),
  };
}

export function sumLongLooks(all: readonly LongLooks[]): LongLooks {
  const sum = (key: "truth" | "found" | "in_time") =>
    all.reduce((total, looks) => total + looks[key], 0);
  return {
    truth: sum("truth"),
    found: sum("found"),
    in_time: sum("in_time"),
    delays: all.flatMap(({ delays }) => delays),
  };
}

/** The time of the first frame that reports an event as a long look. */
function reportedAt({ frames }: Pick<DriveSample, "frames">, event: number): number {
  const first = frames.find(({ report }) =>
    report.changed.some(({ id, kind }) => id === event && kind === "long-distraction"),
  );
  return first?.frame.timestamp ?? Number.POSITIVE_INFINITY;
}
