// The driver monitor on one page: the state before a frame and the observation in, the state after it and a report out.
//
//   observation ─► clock ─► calibration ─► measures ─► closures, yawns, nods, PERCLOS, distraction, view ─► events ─► alerts
//
// The thresholds are in profiles.ts and constants.ts. docs/driver-state.md explains the policy.

import * as z from "zod";
import { atLeastZero, check, parsed } from "../options.ts";
import {
  type ClockProblem,
  type DriverEvent,
  type DriverEventKind,
  type DriverObservation,
  type DriverReport,
  type DriverState,
  FACE_PARTS,
} from "../report.ts";
import { observationSchema } from "../schemas.ts";
import { updateAlerts } from "./alerts.ts";
import {
  addBlinkDepth,
  beginCalibration,
  calibrate,
  calibrationProgress,
  shutEyeShare,
} from "./calibration.ts";
import { updateClosures } from "./closures.ts";
import { CALIBRATION } from "./constants.ts";
import { updateDistraction } from "./distraction.ts";
import { endEvents, updateEvents } from "./events.ts";
import { hasDirection, isWithoutImage, measureFrame, unseenFrame } from "./measure.ts";
import type { FrameStep, Measured } from "./measured.ts";
import { updateNod } from "./nod.ts";
import { updatePerclos } from "./perclos.ts";
import { type DriverProfile, parseProfile } from "./profile.ts";
import { type MonitorState, restartClock, stateSchema } from "./state.ts";
import { updateView } from "./view.ts";
import { updateYawn } from "./yawn.ts";

/**
 * Takes in one frame. A pure function: the same state, observation and profile give the same state and report.
 *
 * @throws {RangeError} naming the first invalid field of the state, the observation or the profile.
 * @example
 * const next = updateMonitorState(initialMonitorState(null), observation, profiles.default);
 * next.report.state; // "calibrating"
 */
export function updateMonitorState(
  before: MonitorState,
  observation: DriverObservation,
  profile: DriverProfile,
): { state: MonitorState; report: DriverReport } {
  const state = parsed(stateSchema, before, "The monitor's state");
  return nextMonitorState(state, observation, parseProfile(profile));
}

/**
 * The same for a state and a profile that this library made: checking them takes longer than the frame.
 *
 * @throws {RangeError} naming the first invalid field of the observation.
 */
export function nextMonitorState(
  before: MonitorState,
  observation: DriverObservation,
  profile: DriverProfile,
): { state: MonitorState; report: DriverReport } {
  checkObservation(observation);
  const { timestamp: time } = observation;
  const clock = clockProblem(before.last?.time ?? null, time, profile);
  if (clock === "repeated" || clock === "backwards") {
    const nothing = { changed: [], alerts: [] };
    return { state: before, report: reportOf(before, profile, time, clock, nothing) };
  }
  const isLongGap =
    clock === "gap" && time - (before.last?.time ?? time) >= CALIBRATION.otherDriver;
  const ended = clock === "reset" || isLongGap ? endEvents(before.events) : null;
  const state = ended === null ? before : restartClock(before, ended.events);

  const previous = clock === "gap" ? null : state.last;
  const calibration = calibrate(
    isLongGap && !state.calibration.given ? beginCalibration(null) : state.calibration,
    {
      time,
      elapsed: previous === null ? 0 : time - previous.time,
      face: calibrationFace(observation, profile),
    },
    profile,
  );
  const { baseline } = calibration;
  const now = measureFrame(
    observation,
    { baseline, fixed: calibration.ready, shut: shutEyeShare(calibration, profile) },
    previous,
    state.closures.episode !== null,
    profile,
  );
  const step: FrameStep = { now, before: previous, profile };

  const yawn = updateYawn(state.yawn, step, baseline?.mouth ?? 0);
  const closures = updateClosures(state.closures, step, yawn.isWide);
  const nod = updateNod(state.nod, step);
  const perclos = updatePerclos(state.perclos, step, {
    blink: closures.blinkEnded,
    drowsy: yawn.ended + nod.ended,
  });
  const distraction = updateDistraction(state.distraction, step, closures.state.closed);
  const view = updateView(state.view, step);

  const parts = [closures, yawn, nod, perclos, distraction, view];
  const { events, changed, updated } = updateEvents(
    state.events,
    parts.flatMap(({ updates }) => updates),
  );
  const { past, alerts } = updateAlerts(state.alerts, updated, step);

  const { absence, look } = profile.calibration;
  // After a long absence somebody else may be driving. After a very long look away, the neutral direction must be wrong.
  const isOutdated = !calibration.given && (view.absentFor >= absence || distraction.look >= look);
  const { blinkDepth } = closures;
  const learned = blinkDepth === null ? calibration : addBlinkDepth(calibration, blinkDepth);
  const next: MonitorState = {
    last: now,
    calibration: isOutdated ? beginCalibration(null) : learned,
    closures: closures.state,
    perclos: perclos.state,
    rates: { perclos: perclos.perclos, blinkRate: perclos.blinkRate },
    yawn: yawn.state,
    nod: nod.state,
    distraction: distraction.state,
    view: view.state,
    events,
    alerts: past,
  };
  const outcome = { changed: [...(ended?.changed ?? []), ...changed], alerts };
  return { state: next, report: reportOf(next, profile, time, clock, outcome) };
}

/** Ends the ongoing events, each at its last evidence. */
export function endMonitorEvents(state: MonitorState): {
  state: MonitorState;
  changed: DriverEvent[];
} {
  const { events, changed } = endEvents(state.events);
  return { state: restartClock(state, events), changed };
}

/**
 * The report while no image comes. The state does not change: once images come again, their times tell how long the gap was.
 *
 * @throws {RangeError} unless `seconds` is a number at least 0.
 */
export function reportWithoutImage(
  state: MonitorState,
  seconds: number,
  profile: DriverProfile,
): DriverReport {
  check(atLeastZero, seconds, "The seconds without an image");
  const timestamp = (state.last?.time ?? 0) + seconds;
  const last = unseenFrame({ timestamp, speed: state.last?.speed ?? null, noImageFor: seconds });
  const nothing = { changed: [], alerts: [] };
  return reportOf({ ...state, last }, profile, timestamp, undefined, nothing);
}

/** Refuses malformed observations: a NaN that is let in would spoil every later report. */
function checkObservation(observation: DriverObservation): void {
  const issue = observationSchema.safeParse(observation).error?.issues[0];
  if (issue === undefined) return;
  const field = z.core.toDotPath(issue.path);
  throw new RangeError(`The observation's ${field} ${issue.message}.`);
}

/** What is wrong with a frame's time after the last one's; undefined when nothing is, or there is no last frame. */
function clockProblem(
  last: number | null,
  time: number,
  { time: limits }: DriverProfile,
): ClockProblem | undefined {
  if (last === null) return undefined;
  if (time === last) return "repeated";
  if (time < last) return last - time > limits.resetBy ? "reset" : "backwards";
  return time - last > limits.longestGap ? "gap" : undefined;
}

/** The face when it can serve calibration: its direction is known, and the vehicle is not known to stand. */
function calibrationFace(observation: DriverObservation, profile: DriverProfile) {
  if (isWithoutImage(observation)) return null;
  const { face, speed } = observation;
  const stands = speed !== undefined && speed < profile.calibration.speedFrom;
  return face !== null && !stands && hasDirection(face, profile) ? face : null;
}

function reportOf(
  { last, calibration, rates, view, events }: MonitorState,
  profile: DriverProfile,
  timestamp: number,
  clock: ClockProblem | undefined,
  { changed, alerts }: Pick<DriverReport, "changed" | "alerts">,
): DriverReport {
  // A frame can only be ignored after one that was not.
  const measured = last as Measured;
  const ongoing = events.open.map(({ event }) => event);
  const { ready, baseline, basis } = calibration;
  return {
    timestamp,
    clock,
    state: driverState(measured, ongoing, ready),
    ...(measured.noImageFor === null ? {} : { noImageFor: measured.noImageFor }),
    calibration: {
      phase: ready ? "ready" : "calibrating",
      progress: calibrationProgress(calibration, profile),
      baseline,
      samples: basis,
    },
    eyeClosure: measured.eyeClosure,
    eyesProblem: measured.eyesProblem,
    mouthOpenness: measured.mouthOpenness,
    mouthProblem: measured.mouthProblem,
    head: measured.head,
    sight: measured.sight,
    sightProblem: measured.sightProblem,
    attention: measured.attention,
    attentionBy: measured.attentionBy,
    zone: measured.zone,
    occludedShare: measured.occludedShare,
    perclos: rates.perclos,
    blinkRate: rates.blinkRate,
    degraded: FACE_PARTS.flatMap((part) => {
      const { problem } = view.parts[part];
      return problem === null ? [] : [{ part, problem }];
    }),
    changed,
    ongoing,
    alerts,
  };
}

/** The driver's state while an event of a kind lasts, the most severe first. */
const EVENT_STATES: readonly (readonly [DriverEventKind, DriverState])[] = [
  ["unresponsive", "unresponsive"],
  ["sleep", "asleep"],
  ["microsleep", "microsleep"],
  ["drowsiness", "drowsy"],
  ["long-distraction", "distracted"],
  ["short-distraction", "distracted"],
  ["driver-absent", "absent"],
];

function driverState(
  measured: Measured,
  ongoing: readonly DriverEvent[],
  isCalibrated: boolean,
): DriverState {
  if (measured.noImageFor !== null) return "unknown";
  const mostSevere = EVENT_STATES.find(([kind]) => ongoing.some((event) => event.kind === kind));
  if (mostSevere !== undefined) return mostSevere[1];
  if (measured.face && !isCalibrated) return "calibrating";
  return measured.attention === "unknown" && measured.eyeClosure === null ? "unknown" : "attentive";
}
