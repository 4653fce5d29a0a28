// The ground truth of events: what happened in a scripted drive, read from the motion that the script produced.

import type { DriverEventKind } from "../src/report.ts";
import { GLANCE_TARGETS } from "./actions.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import {
  CLOSURE,
  DISTRACTION,
  DRIVING_LOOK,
  DROWSINESS,
  NOD,
  ROAD,
  VIEW,
  YAWN,
} from "./groundTruthRules.ts";
import { SINKS_AFTER } from "./headAndGaze.ts";
import type { Direction, Moment } from "./moment.ts";
import { brightnessOf, type Motion, motionOf } from "./motion.ts";
import { mouthOpennessOf } from "./movingHead.ts";
import { HAND_HIDES } from "./occlusion.ts";
import { scriptCamera, type Viewpoint, viewpointOf } from "./viewpoint.ts";

/** Seconds from the script's start. */
interface Interval {
  readonly start: number;
  readonly end: number;
}

/** An event that happened. */
export interface GroundTruthEvent extends Interval {
  readonly kind: DriverEventKind;
  /** More about the event, such as the part of the face that is hidden. */
  readonly detail?: string;
  /** The share of its time in which the part of the face that it is about was in view. */
  readonly visible: number;
}

/** Seconds between samples of the motion: a blink's closed part is 30 ms and more. */
const STEP = 0.01;
/** Turned farther from the camera than this, degrees, eyes cannot be judged. */
const EYES_SEEN = { yaw: 50, pitch: 38 };

/** What the events are made from, at one sample. */
interface Sample {
  readonly present: boolean;
  readonly closure: number;
  readonly mouthOpenness: number;
  readonly offRoad: boolean;
  /** The eyes are on a mirror or the instruments. */
  readonly atInstruments: boolean;
  /** The lens is covered, or it is too dark. */
  readonly blind: boolean;
  /** The driver can be seen. */
  readonly seen: boolean;
  readonly eyesHidden: boolean;
  readonly mouthHidden: boolean;
  readonly eyesSeen: boolean;
}

/**
 * The events of a script in the order of their beginning, by the definitions in groundTruthRules.ts. Seconds from the
 * script's start. Looks away count at any speed.
 *
 * @example
 * const script = parseDriverScript(text, "microsleep.json"); // the scenario
 * groundTruthEvents(script).find(({ kind }) => kind === "microsleep");
 * // { kind: "microsleep", start: 26.27, end: 28.27, visible: 1 }
 */
export function groundTruthEvents(script: DriverScript): GroundTruthEvent[] {
  const motion = motionOf(script);
  const view = viewpointOf(scriptCamera(script), script.image);
  const count = Math.round(script.seconds / STEP);
  const samples = Array.from({ length: count }, (_, k) => sampleOf(motion(k * STEP), view));
  const when = (holds: (sample: Sample, before: boolean) => boolean, shortest = 0): Interval[] =>
    intervalsOf(count, (k, before) => holds(samples[k], before), shortest);
  /** Events of a kind, about something that is in view in some samples. */
  const as = (
    kind: DriverEventKind,
    intervals: readonly Interval[],
    visible: (sample: Sample) => boolean,
    detail?: string,
  ): GroundTruthEvent[] =>
    intervals.map((interval) => {
      const within = samples.slice(
        Math.round(interval.start / STEP),
        Math.round(interval.end / STEP),
      );
      const share = within.filter(visible).length / Math.max(1, within.length);
      return { kind, ...interval, visible: share, detail };
    });
  const degraded = (holds: (sample: Sample) => boolean, part: string) =>
    as("view-degraded", when(holds, VIEW.degraded), always, part);

  const closures = when(
    ({ present, closure }, before) => present && closure >= (before ? CLOSURE.until : CLOSURE.from),
  );
  const wakeful = script.actions
    .filter(
      ({ do: what, ...rest }) => what === "laugh" || ("place" in rest && rest.place === "eyes"),
    )
    .map((action) => ({ start: action.at, end: endOf(action) }));
  const looks = when(({ present, offRoad }) => present && offRoad);
  // Short looks at mirrors and instruments do not add up.
  const adding = looks.filter(({ start, end }) => {
    const within = samples.slice(Math.round(start / STEP), Math.round(end / STEP));
    const there = within.filter(({ atInstruments }) => atInstruments).length;
    return end - start > DRIVING_LOOK.seconds || there < within.length / 2;
  });
  const yawns = when(({ mouthOpenness }) => mouthOpenness >= YAWN.openness, YAWN.seconds);
  const seen = (sample: Sample) => sample.seen;
  const mouthSeen = (sample: Sample) => sample.seen && !sample.mouthHidden;

  return [
    ...closures.flatMap((closure) =>
      as(closureKind(closure, wakeful), [closure], ({ eyesSeen }) => eyesSeen),
    ),
    ...as("drowsiness", drowsiness(samples), seen),
    ...as("yawn", yawns, mouthSeen),
    ...as("nod", nods(script, motion), seen),
    ...as("long-distraction", longer(looks, DISTRACTION.long), seen),
    ...as("short-distraction", repeated(adding), seen),
    ...as("unresponsive", longer(joined([...closures, ...looks]), DISTRACTION.unresponsive), seen),
    ...degraded((one) => one.seen && one.eyesHidden && !one.mouthHidden, "eyes"),
    ...degraded((one) => one.seen && one.mouthHidden && !one.eyesHidden, "mouth"),
    // With eyes and mouth hidden there is hardly a face left.
    ...degraded((one) => one.blind || (one.seen && one.eyesHidden && one.mouthHidden), "face"),
    ...as(
      "driver-absent",
      when(({ present }) => !present, VIEW.absent),
      always,
    ),
  ].sort((p, q) => p.start - q.start || p.end - q.end);
}

function always(): boolean {
  return true;
}

function sampleOf(moment: Moment, view: Viewpoint): Sample {
  const { present, closure, sight } = moment;
  const { yaw, pitch } = view.anglesOf(moment.head);
  const turned = Math.abs(yaw) > EYES_SEEN.yaw || Math.abs(pitch) > EYES_SEEN.pitch;
  const blind = brightnessOf(moment) < VIEW.dark || moment.covered >= VIEW.covered;
  const seen = present && !blind;
  const eyesHidden = moment.glasses === "sun" || handAt(moment, "eyes");
  return {
    present,
    closure,
    mouthOpenness: mouthOpennessOf(moment),
    atInstruments: isDrivingLook(sight),
    offRoad: Math.abs(sight.yaw) > ROAD.yaw || sight.pitch > ROAD.up || sight.pitch < -ROAD.down,
    blind,
    seen,
    eyesHidden,
    mouthHidden: moment.mask || handAt(moment, "mouth"),
    eyesSeen: seen && !eyesHidden && !turned,
  };
}

function isDrivingLook(sight: Direction): boolean {
  return DRIVING_LOOK.places.some((place) => {
    const { yaw, pitch } = GLANCE_TARGETS[place];
    return Math.hypot(sight.yaw - yaw, sight.pitch - pitch) <= DRIVING_LOOK.degrees;
  });
}

function handAt({ hands }: Moment, place: string): boolean {
  return hands.some(({ at, reach }) => reach >= HAND_HIDES && at === place);
}

/**
 * The intervals in which something holds, at least `shortest` seconds long.
 *
 * @param count samples, `STEP` seconds apart from 0.
 * @param holds whether it holds at a sample, given whether it held before (for hysteresis).
 */
function intervalsOf(
  count: number,
  holds: (sample: number, before: boolean) => boolean,
  shortest = 0,
): Interval[] {
  const intervals: Interval[] = [];
  let from = -1;
  for (let k = 0; k <= count; k++) {
    const on = k < count && holds(k, from >= 0);
    if (on && from < 0) from = k;
    if (!on && from >= 0) {
      const interval = { start: from * STEP, end: k * STEP };
      if (interval.end - interval.start >= shortest - 1e-9) intervals.push(interval);
      from = -1;
    }
  }
  return intervals;
}

/** The intervals, with overlapping ones merged. */
function joined(intervals: readonly Interval[]): Interval[] {
  const whole: Interval[] = [];
  for (const interval of intervals.toSorted((p, q) => p.start - q.start)) {
    const last = whole.at(-1);
    if (last === undefined || interval.start > last.end) whole.push(interval);
    else whole[whole.length - 1] = { start: last.start, end: Math.max(last.end, interval.end) };
  }
  return whole;
}

/** Nobody sleeps in a laugh, or with a hand that rubs the eyes, however long they are shut. */
function closureKind({ start, end }: Interval, wakeful: readonly Interval[]): DriverEventKind {
  const seconds = end - start;
  const isAwake = wakeful.some((action) => start >= action.start && end <= action.end);
  if (isAwake && seconds >= CLOSURE.longBlink) return "long-blink";
  if (seconds >= CLOSURE.sleep) return "sleep";
  if (seconds >= CLOSURE.microsleep) return "microsleep";
  return seconds >= CLOSURE.longBlink ? "long-blink" : "blink";
}

function longer(intervals: readonly Interval[], seconds: number): Interval[] {
  return intervals.filter(({ start, end }) => end - start >= seconds - 1e-9);
}

/** Looks away that add up: from the first one to the last. */
function repeated(looks: readonly Interval[]): Interval[] {
  const { total, window, reset } = DISTRACTION.short;
  const groups: Interval[][] = [];
  for (const look of looks) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && look.start - last.end < reset) groups.at(-1)?.push(look);
    else groups.push([look]);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const several = first !== undefined && last !== undefined && first !== last;
    return several && mostWithin(group, window) >= total
      ? [{ start: first.start, end: last.end }]
      : [];
  });
}

/** The most time that the intervals take up within any window of `window` seconds. */
function mostWithin(intervals: readonly Interval[], window: number): number {
  const within = (from: number) =>
    intervals.reduce(
      (sum, { start, end }) =>
        sum + Math.max(0, Math.min(end, from + window) - Math.max(start, from)),
      0,
    );
  return Math.max(...intervals.flatMap(({ start, end }) => [within(start), within(end - window)]));
}

/** When the share of closed eyes over the last window was a drowsy driver's. */
function drowsiness(samples: readonly Sample[]): Interval[] {
  const { closure: closedFrom, window, from, until, coverage } = DROWSINESS;
  const sums = (holds: (sample: Sample) => boolean) => {
    const sum = new Float64Array(samples.length + 1);
    samples.forEach((sample, k) => {
      sum[k + 1] = sum[k] + (holds(sample) ? STEP : 0);
    });
    return (k: number) => sum[k + 1] - sum[Math.max(0, k + 1 - Math.round(window / STEP))];
  };
  const seen = sums(({ eyesSeen }) => eyesSeen);
  const closed = sums(({ eyesSeen, closure }) => eyesSeen && closure >= closedFrom);
  return intervalsOf(
    samples.length,
    (k, before) => seen(k) >= coverage * window && closed(k) / seen(k) >= (before ? until : from),
  );
}

/** Scripted sinkings of the head with closing eyes that went far enough and came up again soon enough. */
function nods({ actions }: DriverScript, motion: Motion): Interval[] {
  return actions.flatMap((action) => {
    if (action.do !== "nod" && action.do !== "microsleep" && action.do !== "sleep") return [];
    const start = action.at + (action.do === "nod" ? 0 : SINKS_AFTER);
    const interval = { start, end: endOf(action) };
    const seconds = interval.end - start;
    const pitches = Array.from({ length: Math.round(seconds / STEP) }, (_, k) => {
      return motion(start + k * STEP).head.pitch;
    });
    const depth = pitches[0] - Math.min(...pitches);
    return depth >= NOD.degrees && seconds <= NOD.seconds ? [interval] : [];
  });
}
