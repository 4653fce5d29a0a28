// One frame further, on one page: from what was known and what is seen to what is known and what to say.

import {
  type ClockProblem,
  type DriverEvent,
  type DriverEventKind,
  type DriverObservation,
  type DriverReport,
  type DriverState,
  FACE_PARTS,
} from "../report.ts";
import { stepAlerts } from "./alerts.ts";
import { beginLearning, learn, learnBlink, learningProgress, shutShare } from "./baseline.ts";
import { readClock } from "./clock.ts";
import { stepClosures } from "./closures.ts";
import { stepDistraction } from "./distraction.ts";
import { closeAll, settle } from "./ledger.ts";
import { isDirected, type Measured, measureFrame } from "./measure.ts";
import { stepNod } from "./nod.ts";
import { checkObservation } from "./observation.ts";
import { stepPerclos } from "./perclos.ts";
import type { DriverProfile } from "./profile.ts";
import { type MonitorState, restartClock } from "./state.ts";
import type { Step } from "./step.ts";
import { stepView } from "./view.ts";
import { stepYawn } from "./yawn.ts";

/**
 * Takes in one frame. Pure: the same state, observation and profile give the same state and report.
 *
 * @throws {RangeError} naming the first number of the observation that is none; the state is then as before.
 */
export function advance(
  before: MonitorState,
  observation: DriverObservation,
  profile: DriverProfile,
): { state: MonitorState; report: DriverReport } {
  checkObservation(observation);
  const { timestamp: time } = observation;
  const clock = readClock(before.last?.time ?? null, time, profile);
  if (clock === "repeated" || clock === "backwards") {
    return { state: before, report: reportOf(before, profile, time, clock, NOTHING_NEW) };
  }
  const closed = clock === "reset" ? closeAll(before.ledger) : null;
  const state = closed === null ? before : restartClock(before, closed.ledger);

  const previous = clock === "gap" ? null : state.last;
  const learning = learn(
    state.learning,
    {
      time,
      elapsed: previous === null ? 0 : time - previous.time,
      face: lessonOf(observation, profile),
    },
    profile,
  );
  const now = measureFrame(
    observation,
    {
      baseline: learning.baseline,
      fixed: learning.ready,
      shut: shutShare(learning, profile),
    },
    { measured: previous, closing: state.closures.run !== null },
    profile,
  );
  const step: Step = { now, before: previous, profile };

  const yawn = stepYawn(state.yawn, step, learning.baseline?.mouth ?? 0);
  const closures = stepClosures(state.closures, step, yawn.open);
  const nod = stepNod(state.nod, step);
  const perclos = stepPerclos(state.perclos, step, {
    blink: closures.blinkEnded,
    drowsy: yawn.ended + nod.ended,
  });
  const distraction = stepDistraction(state.distraction, step, closures.state.closed);
  const view = stepView(state.view, step);

  const claims = [closures, yawn, nod, perclos, distraction, view].flatMap((part) => part.claims);
  const { ledger, changed, settled } = settle(state.ledger, claims);
  const { said, alerts } = stepAlerts(state.said, settled, step);

  const { absence, look } = profile.calibration;
  // Somebody else may be driving now, or what was taken for the road is not.
  const forget = !learning.given && (view.absence >= absence || distraction.look >= look);
  const learned = closures.depth === null ? learning : learnBlink(learning, closures.depth);
  const next: MonitorState = {
    last: now,
    learning: forget ? beginLearning(null) : learned,
    closures: closures.state,
    perclos: perclos.state,
    shares: { perclos: perclos.perclos, blinkRate: perclos.blinkRate },
    yawn: yawn.state,
    nod: nod.state,
    distraction: distraction.state,
    view: view.state,
    ledger,
    said,
  };
  const news = { changed: [...(closed?.changed ?? []), ...changed], alerts };
  return { state: next, report: reportOf(next, profile, time, clock, news) };
}

/** Ends all that lasts, each when it was last seen. */
export function close(state: MonitorState): { state: MonitorState; changed: DriverEvent[] } {
  const { ledger, changed } = closeAll(state.ledger);
  return { state: restartClock(state, ledger), changed };
}

/** The face as far as it can teach what is normal: pointing somewhere known, in a vehicle not known to stand. */
function lessonOf({ face, speed }: DriverObservation, profile: DriverProfile) {
  const standing = speed !== undefined && speed < profile.calibration.speedFrom;
  return face !== null && !standing && isDirected(face, profile) ? face : null;
}

type News = Pick<DriverReport, "changed" | "alerts">;

const NOTHING_NEW: News = { changed: [], alerts: [] };

function reportOf(
  { last, learning, shares, view, ledger }: MonitorState,
  profile: DriverProfile,
  timestamp: number,
  clock: ClockProblem | null,
  { changed, alerts }: News,
): DriverReport {
  // A frame can only be ignored after one that was not.
  const measured = last as Measured;
  const ongoing = ledger.open.map(({ event }) => event);
  const { baseline } = learning;
  return {
    timestamp,
    ...(clock === null ? {} : { clock }),
    state: stateOf(measured, ongoing, learning.ready),
    calibration: {
      phase: learning.ready ? "ready" : "calibrating",
      progress: learningProgress(learning, profile),
      baseline,
    },
    eyeClosure: measured.eyeClosure,
    eyesProblem: measured.eyesProblem,
    mouthOpenness: measured.mouthOpenness,
    mouthProblem: measured.mouthProblem,
    head: measured.head,
    attention: measured.attention,
    occludedShare: measured.occludedShare,
    perclos: shares.perclos,
    blinkRate: shares.blinkRate,
    degraded: FACE_PARTS.flatMap((part) => {
      const { problem } = view.parts[part];
      return problem === null ? [] : [{ part, problem }];
    }),
    changed,
    ongoing,
    alerts,
  };
}

/** What each lasting event makes of the driver, the gravest first. */
const STATES: readonly (readonly [DriverEventKind, DriverState])[] = [
  ["unresponsive", "unresponsive"],
  ["sleep", "asleep"],
  ["microsleep", "microsleep"],
  ["drowsiness", "drowsy"],
  ["long-distraction", "distracted"],
  ["short-distraction", "distracted"],
  ["driver-absent", "absent"],
];

function stateOf(measured: Measured, ongoing: readonly DriverEvent[], ready: boolean): DriverState {
  const grave = STATES.find(([kind]) => ongoing.some((event) => event.kind === kind));
  if (grave !== undefined) return grave[1];
  if (measured.face && !ready) return "calibrating";
  return measured.attention === "unknown" && measured.eyeClosure === null ? "unknown" : "attentive";
}
