// Compares analysed videos of scripted drivers with the ground truth: head pose, eyes, mouth, occlusion, events.

import * as z from "zod";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import { check, mustBe } from "../../src/options.ts";
import type { TrackedFace } from "../../src/track/trackedFrame.ts";
import { type EventScore, sumScores } from "../metrics/matchEvents.ts";
import { meanOrNull, type PoseBin, poseBins, shareOrNull } from "../metrics/poseBins.ts";
import type { FrameGroundTruth } from "../synthetic/drive/frameGroundTruth.ts";
import { type DriveSample, driveOutcome, type LongLooks, sumLongLooks } from "./driveLooks.ts";
import { matchVisible } from "./matchVisible.ts";

export interface DriverEvaluation {
  readonly drives: number;
  readonly frames: number;
  readonly pose: readonly PoseBin[];
  readonly eyes: {
    /** Frames with visible eyes, and the share of them with a reported closure. */
    readonly visible: number;
    readonly reported: number | null;
    /** Mean absolute error of the reported closure, 0..1; the second over frames with eyes at most half closed. */
    readonly error: number | null;
    readonly open_error: number | null;
    /** Share of frames with eyes closed by at least 80 % that are reported so; and share of the other frames that are reported open. */
    readonly closed_recall: number | null;
    readonly open_recall: number | null;
    /** Frames with occluded eyes, and the share of them with a reported closure. */
    readonly hidden: number;
    readonly reported_hidden: number | null;
  };
  /** Mean absolute error of the mouth's opening ÷ width where it is visible and reported. */
  readonly mouth: { readonly frames: number; readonly error: number | null };
  /** Occlusion of landmarks 17 to 67, by any cause. */
  readonly occlusion: { readonly precision: number | null; readonly recall: number | null };
  readonly events: Readonly<Record<string, EventScore>>;
  readonly long_looks: LongLooks;
  /** The line of sight in the car, once the monitor is calibrated, over frames with a visible eye that is at most half closed. */
  readonly sight: {
    readonly frames: number;
    /** Share of these frames with a known line of sight; the mean absolute errors are theirs, degrees. */
    readonly known: number | null;
    readonly yaw: number | null;
    readonly pitch: number | null;
  };
}

/** Frames match when their times differ by at most this, seconds: containers round times to milliseconds. */
const SAME_TIME = 0.004;
/** The closure from which PERCLOS counts an eye as closed. */
const CLOSED = 0.8;
/** With less light, or with more of the lens covered, the driver is not visible. */
const LEAST_LIGHT = 0.05;
const MOST_COVERED = 0.3;
/** The jaw is left out: photographs are annotated on the visible outline of the face, which is not a fixed point of the head. */
const FIRST_INNER = 17;
const RIGHT_EYE = [36, 42] as const;
const LEFT_EYE = [42, 48] as const;
const INNER_MOUTH = [60, 68] as const;

interface Pair {
  readonly truth: FrameGroundTruth;
  readonly reported: SessionFrame;
  /** The driver's face; undefined when it was missed. */
  readonly face: TrackedFace | undefined;
}

const samplesSchema = z.array(
  z.object(
    {
      truth: z.array(z.unknown(), mustBe("an array of frames")),
      events: z.array(z.unknown(), mustBe("an array of events")),
      frames: z.array(z.unknown(), mustBe("an array of frames")),
      found: z.array(z.unknown(), mustBe("an array of events")),
    },
    mustBe("an object with truth, events, frames and found"),
  ),
  mustBe("an array"),
);

/**
 * Measures drives together. Frames in which the driver is not visible count for the events only.
 *
 * @throws {RangeError} naming the first drive that lacks a list.
 */
export function evaluateDriver(drives: readonly DriveSample[]): DriverEvaluation {
  check(samplesSchema, drives, "evaluateDriver's drives");
  const pairs = drives.flatMap(pairFrames).filter(({ truth }) => showsDriver(truth));
  return {
    drives: drives.length,
    frames: pairs.length,
    pose: poseBins(
      pairs.map(({ truth, face }) => ({ truth: truth.pose, estimated: face?.pose ?? null })),
    ),
    eyes: eyeFigures(pairs),
    mouth: mouthFigures(pairs),
    occlusion: occlusionFigures(pairs),
    events: sumScores(drives.map((drive) => matchVisible(drive).byKind)),
    sight: sightFigures(pairs),
    long_looks: sumLongLooks(drives.map((drive) => driveOutcome(drive).long_looks)),
  };
}

function pairFrames({ truth, frames }: DriveSample): Pair[] {
  const pairs: Pair[] = [];
  let k = 0;
  for (const reported of frames) {
    const { timestamp, driver, faces } = reported.frame;
    while (k < truth.length && truth[k].timestamp < timestamp - SAME_TIME) k++;
    const candidate = truth[k];
    if (candidate === undefined) break;
    if (Math.abs(candidate.timestamp - timestamp) > SAME_TIME) continue;
    pairs.push({ truth: candidate, reported, face: faces.find(({ id }) => id === driver) });
  }
  return pairs;
}

function showsDriver({ present, light, covered }: FrameGroundTruth): boolean {
  return present && light >= LEAST_LIGHT && covered <= MOST_COVERED;
}

function eyeFigures(pairs: readonly Pair[]): DriverEvaluation["eyes"] {
  const visible = pairs.filter(
    ({ truth }) => isVisible(truth, RIGHT_EYE) || isVisible(truth, LEFT_EYE),
  );
  const hidden = pairs.filter(
    ({ truth }) => !isVisible(truth, RIGHT_EYE) && !isVisible(truth, LEFT_EYE),
  );
  const closures = (among: readonly Pair[]) =>
    among.flatMap(({ truth, reported }) =>
      reported.report.eyeClosure === null
        ? []
        : [{ truth: truth.closure, reported: reported.report.eyeClosure }],
    );
  const errors = (among: ReturnType<typeof closures>) =>
    meanOrNull(among.map(({ truth, reported }) => Math.abs(reported - truth)));
  const both = closures(visible);
  const closed = both.filter(({ truth }) => truth >= CLOSED);
  const open = both.filter(({ truth }) => truth < CLOSED);
  return {
    visible: visible.length,
    reported: shareOrNull(both.length, visible.length),
    error: errors(both),
    open_error: errors(both.filter(({ truth }) => truth <= 0.5)),
    closed_recall: shareOrNull(
      closed.filter(({ reported }) => reported >= CLOSED).length,
      closed.length,
    ),
    open_recall: shareOrNull(open.filter(({ reported }) => reported < CLOSED).length, open.length),
    hidden: hidden.length,
    reported_hidden: shareOrNull(closures(hidden).length, hidden.length),
  };
}

function sightFigures(pairs: readonly Pair[]): DriverEvaluation["sight"] {
  const seen = pairs.filter(
    ({ truth, reported }) =>
      truth.closure <= 0.5 &&
      reported.report.calibration.phase === "ready" &&
      (isVisible(truth, RIGHT_EYE) || isVisible(truth, LEFT_EYE)),
  );
  const known = seen.flatMap(({ truth, reported: { report } }) =>
    report.sight === null ? [] : [{ truth: truth.sight, found: report.sight }],
  );
  const error = (axis: "yaw" | "pitch") =>
    meanOrNull(known.map(({ truth, found }) => Math.abs(found[axis] - truth[axis])));
  return {
    frames: seen.length,
    known: shareOrNull(known.length, seen.length),
    yaw: error("yaw"),
    pitch: error("pitch"),
  };
}

function mouthFigures(pairs: readonly Pair[]): DriverEvaluation["mouth"] {
  const errors = pairs.flatMap(({ truth, reported }) => {
    const { mouthOpenness } = reported.report;
    if (mouthOpenness === null || !isVisible(truth, INNER_MOUTH)) return [];
    return [Math.abs(mouthOpenness - truth.mouth.opening / truth.mouth.width)];
  });
  return { frames: errors.length, error: meanOrNull(errors) };
}

function occlusionFigures(pairs: readonly Pair[]): DriverEvaluation["occlusion"] {
  let [hits, flagged, hidden] = [0, 0, 0];
  for (const { truth, face } of pairs) {
    face?.landmarks.forEach(({ occluded }, k) => {
      if (k < FIRST_INNER) return;
      const isHidden = truth.landmarks[k]?.[2] !== 0;
      if (occluded) flagged++;
      if (isHidden) hidden++;
      if (occluded && isHidden) hits++;
    });
  }
  return { precision: shareOrNull(hits, flagged), recall: shareOrNull(hits, hidden) };
}

/** Whether most of a part's landmarks are visible. */
function isVisible(
  { landmarks }: FrameGroundTruth,
  [from, to]: readonly [number, number],
): boolean {
  const part = landmarks.slice(from, to);
  return part.filter(([, , how]) => how === 0).length > part.length / 2;
}
