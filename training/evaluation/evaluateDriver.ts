// Compares analysed videos of scripted drivers with their truth: head pose, eyes, mouth, occlusion, events.

import type { TrueEvent } from "../../drives/trueEvents.ts";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import type { DriverEvent } from "../../src/report.ts";
import type { TrackedFace } from "../../src/track/trackedFrame.ts";
import {
  type EventMatch,
  type EventScore,
  matchEvents,
  sumScores,
} from "../metrics/matchEvents.ts";
import { meanOrNull, type PoseBin, poseBins, shareOrNull } from "../metrics/poseBins.ts";
import type { FrameTruth } from "../synthetic/drive/frameTruth.ts";

/** One drive: what was true and what was said. */
export interface DriveSample {
  readonly truth: readonly FrameTruth[];
  readonly events: readonly TrueEvent[];
  readonly frames: readonly SessionFrame[];
  readonly found: readonly DriverEvent[];
}

export interface DriverEvaluation {
  readonly drives: number;
  readonly frames: number;
  readonly pose: readonly PoseBin[];
  readonly eyes: {
    /** Frames with eyes in view in truth, and the share of them in which closure was told. */
    readonly visible: number;
    readonly judged: number | null;
    /** Mean absolute error of closure, 0..1, where it was told; and where the lids are half closed at most. */
    readonly error: number | null;
    readonly open_error: number | null;
    /** Of frames closed by 80 % in truth, the share told so; and of those not, the share told not. */
    readonly closed_recall: number | null;
    readonly open_recall: number | null;
    /** Frames with hidden eyes, and the share of them in which closure was told all the same. */
    readonly hidden: number;
    readonly judged_hidden: number | null;
  };
  /** Mean absolute error of the mouth's opening ÷ width where it is in view and was told. */
  readonly mouth: { readonly frames: number; readonly error: number | null };
  /** Occlusion of landmarks 17 to 67, whatever hides them. */
  readonly occlusion: { readonly precision: number | null; readonly recall: number | null };
  readonly events: Readonly<Record<string, EventScore>>;
}

/** Frames belong together when their times differ by less, seconds: containers count milliseconds. */
const SAME_TIME = 0.004;
/** PERCLOS's closure. */
const CLOSED = 0.8;
/** In less light or with more of the lens covered a frame shows nobody. */
const LEAST_LIGHT = 0.05;
const MOST_COVERED = 0.3;
/** An event of which less was to be seen need not be found. */
const LEAST_VISIBLE = 0.5;
/** The outline's landmarks are annotated on photographs where the skin's edge is seen, which slides over it. */
const FIRST_INNER = 17;
const RIGHT_EYE = [36, 42] as const;
const LEFT_EYE = [42, 48] as const;
const INNER_MOUTH = [60, 68] as const;

interface Pair {
  readonly truth: FrameTruth;
  readonly said: SessionFrame;
  /** The driver's face; undefined when it was not found. */
  readonly face: TrackedFace | undefined;
}

/** Measures drives together. Frames in which nobody can be seen count for the events alone. */
export function evaluateDriver(drives: readonly DriveSample[]): DriverEvaluation {
  const pairs = drives.flatMap(pairFrames).filter(({ truth }) => showsDriver(truth));
  return {
    drives: drives.length,
    frames: pairs.length,
    pose: poseBins(
      pairs.map(({ truth, face }) => ({ truth: truth.pose, said: face?.pose ?? null })),
    ),
    eyes: eyeFigures(pairs),
    mouth: mouthFigures(pairs),
    occlusion: occlusionFigures(pairs),
    events: sumScores(drives.map((drive) => matchVisible(drive).byKind)),
  };
}

/** Matches a drive's events; what could not be seen need not be found, but may be. */
export function matchVisible({
  events,
  found,
}: Pick<DriveSample, "events" | "found">): EventMatch<TrueEvent, DriverEvent> {
  const { missed } = matchEvents(events, found);
  const unseen = missed.filter(({ visible }) => visible < LEAST_VISIBLE);
  return matchEvents(
    events.filter((event) => !unseen.includes(event)),
    found,
  );
}

function pairFrames({ truth, frames }: DriveSample): Pair[] {
  const pairs: Pair[] = [];
  let k = 0;
  for (const said of frames) {
    const { timestamp, driver, faces } = said.frame;
    while (k < truth.length && truth[k].timestamp < timestamp - SAME_TIME) k++;
    const candidate = truth[k];
    if (candidate === undefined) break;
    if (Math.abs(candidate.timestamp - timestamp) > SAME_TIME) continue;
    pairs.push({ truth: candidate, said, face: faces.find(({ id }) => id === driver) });
  }
  return pairs;
}

function showsDriver({ present, light, covered }: FrameTruth): boolean {
  return present && light >= LEAST_LIGHT && covered <= MOST_COVERED;
}

function eyeFigures(pairs: readonly Pair[]): DriverEvaluation["eyes"] {
  const visible = pairs.filter(({ truth }) => seen(truth, RIGHT_EYE) || seen(truth, LEFT_EYE));
  const hidden = pairs.filter(({ truth }) => !seen(truth, RIGHT_EYE) && !seen(truth, LEFT_EYE));
  const told = (among: readonly Pair[]) =>
    among.flatMap(({ truth, said }) =>
      said.report.eyeClosure === null
        ? []
        : [{ truth: truth.closure, said: said.report.eyeClosure }],
    );
  const errors = (among: ReturnType<typeof told>) =>
    meanOrNull(among.map(({ truth, said }) => Math.abs(said - truth)));
  const both = told(visible);
  const closed = both.filter(({ truth }) => truth >= CLOSED);
  const open = both.filter(({ truth }) => truth < CLOSED);
  return {
    visible: visible.length,
    judged: shareOrNull(both.length, visible.length),
    error: errors(both),
    open_error: errors(both.filter(({ truth }) => truth <= 0.5)),
    closed_recall: shareOrNull(closed.filter(({ said }) => said >= CLOSED).length, closed.length),
    open_recall: shareOrNull(open.filter(({ said }) => said < CLOSED).length, open.length),
    hidden: hidden.length,
    judged_hidden: shareOrNull(told(hidden).length, hidden.length),
  };
}

function mouthFigures(pairs: readonly Pair[]): DriverEvaluation["mouth"] {
  const errors = pairs.flatMap(({ truth, said }) => {
    const { mouthOpenness } = said.report;
    if (mouthOpenness === null || !seen(truth, INNER_MOUTH)) return [];
    return [Math.abs(mouthOpenness - truth.mouth.opening / truth.mouth.width)];
  });
  return { frames: errors.length, error: meanOrNull(errors) };
}

function occlusionFigures(pairs: readonly Pair[]): DriverEvaluation["occlusion"] {
  let [hits, said, hidden] = [0, 0, 0];
  for (const { truth, face } of pairs) {
    face?.landmarks.forEach(({ occluded }, k) => {
      if (k < FIRST_INNER) return;
      const isHidden = truth.landmarks[k]?.[2] !== 0;
      if (occluded) said++;
      if (isHidden) hidden++;
      if (occluded && isHidden) hits++;
    });
  }
  return { precision: shareOrNull(hits, said), recall: shareOrNull(hits, hidden) };
}

/** Whether most of a part's landmarks are in view. */
function seen({ landmarks }: FrameTruth, [from, to]: readonly [number, number]): boolean {
  const part = landmarks.slice(from, to);
  return part.filter(([, , how]) => how === 0).length > part.length / 2;
}
