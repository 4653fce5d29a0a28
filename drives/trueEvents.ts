// The truth of events: what happened in a scripted drive, read from the motion that the script produced.

import type { DriverEventKind } from "../src/report.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import { EVENT_RULES, type EventRules } from "./eventRules.ts";
import { HAND_HIDES } from "./hidden.ts";
import { SINKS_AFTER } from "./looking.ts";
import type { Moment } from "./moment.ts";
import { brightnessOf, type Motion, motionOf } from "./motion.ts";
import { mouthOpennessOf } from "./movingHead.ts";
import { type Span, spansOf } from "./spans.ts";
import { scriptCamera, viewpointOf } from "./viewpoint.ts";

/** Something that happened, seconds from the script's start. */
export interface TrueEvent extends Span {
  readonly kind: DriverEventKind;
  /** What more is known, such as the part that is hidden. */
  readonly detail?: string;
  /** The share of its time in which the part of the face that it is about was to be seen. */
  readonly visible: number;
}

/** Seconds between samples of the motion: a blink's closed part is 30 ms and more. */
const STEP = 0.01;
/** Turned farther from the camera than this, degrees, eyes are no longer judged. */
const EYES_SEEN = { yaw: 50, pitch: 38 };
/** With more of the lens covered nobody can tell the face. */
const COVERED = 0.5;

/** The events of a script in the order of their beginning. */
export function trueEvents(script: DriverScript, rules: EventRules = EVENT_RULES): TrueEvent[] {
  const motion = motionOf(script);
  const count = Math.round(script.seconds / STEP);
  const moments = Array.from({ length: count }, (_, k) => motion(k * STEP));
  const when = (holds: (moment: Moment, before: boolean) => boolean, shortest = 0): Span[] =>
    spansOf(count, STEP, (k, before) => holds(moments[k], before), shortest);
  const view = viewpointOf(scriptCamera(script), script.image);
  const turned = (moment: Moment) => {
    const { yaw, pitch } = view.anglesOf(moment.head);
    return Math.abs(yaw) > EYES_SEEN.yaw || Math.abs(pitch) > EYES_SEEN.pitch;
  };

  const unseen = (moment: Moment) => brightnessOf(moment) < rules.dark || moment.covered >= COVERED;
  const seen = (moment: Moment) => moment.present && !unseen(moment);
  const eyesSeen = (moment: Moment) => seen(moment) && !eyesHidden(moment) && !turned(moment);
  const mouthSeen = (moment: Moment) => seen(moment) && !mouthHidden(moment);
  const always = () => true;
  /** Events of a kind, about something that is to be seen in some moments. */
  const as = (
    kind: DriverEventKind,
    spans: readonly Span[],
    visible: (moment: Moment) => boolean,
    detail?: string,
  ): TrueEvent[] =>
    spans.map((span) => {
      const within = moments.slice(Math.round(span.start / STEP), Math.round(span.end / STEP));
      const share = within.filter(visible).length / Math.max(1, within.length);
      return { kind, ...span, visible: share, ...(detail === undefined ? {} : { detail }) };
    });
  const degraded = (holds: (moment: Moment) => boolean, part: string) =>
    as("view-degraded", when(holds, rules.viewDegraded), always, part);

  const { from, until } = rules.closed;
  const closures = when(
    (moment, before) => moment.present && moment.closure >= (before ? until : from),
  );
  const looks = when((moment) => moment.present && offRoad(moment, rules));
  const absences = when(({ present }) => !present, rules.absent);
  const yawns = when(
    (moment) => mouthOpennessOf(moment) >= rules.yawn.openness,
    rules.yawn.seconds,
  );

  return [
    ...closures.flatMap((span) => as(closureKind(span, rules), [span], eyesSeen)),
    ...as("drowsiness", drowsiness(moments, eyesSeen, rules), seen),
    ...as("yawn", yawns, mouthSeen),
    ...as("nod", nods(script, motion, rules), seen),
    ...as("long-distraction", longer(looks, rules.longDistraction), seen),
    ...as("short-distraction", repeated(looks, rules), seen),
    ...as("unresponsive", longer(joined([...closures, ...looks]), rules.unresponsive), seen),
    ...degraded((moment) => seen(moment) && eyesHidden(moment), "eyes"),
    ...degraded((moment) => seen(moment) && mouthHidden(moment), "mouth"),
    ...degraded(unseen, "face"),
    ...as("driver-absent", absences, always),
  ].sort((p, q) => p.start - q.start || p.end - q.end);
}

/** The spans with those that overlap made one. */
function joined(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const span of spans.toSorted((p, q) => p.start - q.start)) {
    const last = whole.at(-1);
    if (last === undefined || span.start > last.end) whole.push(span);
    else whole[whole.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return whole;
}

/** Whether the eyes look off the road, by turning the head or not. */
export function offRoad({ sight }: Moment, { road }: EventRules = EVENT_RULES): boolean {
  return Math.abs(sight.yaw) > road.yaw || sight.pitch > road.up || sight.pitch < -road.down;
}

function closureKind({ start, end }: Span, rules: EventRules): DriverEventKind {
  const seconds = end - start;
  if (seconds >= rules.sleep) return "sleep";
  if (seconds >= rules.microsleep) return "microsleep";
  return seconds >= rules.longBlink ? "long-blink" : "blink";
}

function longer(spans: readonly Span[], seconds: number): Span[] {
  return spans.filter(({ start, end }) => end - start >= seconds - 1e-9);
}

/** Looks away that add up: from the first one to the last. */
function repeated(looks: readonly Span[], { shortDistraction }: EventRules): Span[] {
  const { away, window, reset } = shortDistraction;
  const groups: Span[][] = [];
  for (const look of looks) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && look.start - last.end < reset) groups.at(-1)?.push(look);
    else groups.push([look]);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const several = first !== undefined && last !== undefined && first !== last;
    return several && mostWithin(group, window) >= away
      ? [{ start: first.start, end: last.end }]
      : [];
  });
}

/** The most time that the spans take up within any window of so many seconds. */
function mostWithin(spans: readonly Span[], window: number): number {
  const within = (from: number) =>
    spans.reduce(
      (sum, { start, end }) =>
        sum + Math.max(0, Math.min(end, from + window) - Math.max(start, from)),
      0,
    );
  return Math.max(...spans.flatMap(({ start, end }) => [within(start), within(end - window)]));
}

/** When the share of closed eyes over the last window was a drowsy driver's. */
function drowsiness(
  moments: readonly Moment[],
  judged: (moment: Moment) => boolean,
  { perclos }: EventRules,
): Span[] {
  const { closure, window, from, until, coverage } = perclos;
  const sums = (holds: (moment: Moment) => boolean) => {
    const sum = new Float64Array(moments.length + 1);
    moments.forEach((moment, k) => {
      sum[k + 1] = sum[k] + (holds(moment) ? STEP : 0);
    });
    return (k: number) => sum[k + 1] - sum[Math.max(0, k + 1 - Math.round(window / STEP))];
  };
  const seen = sums(judged);
  const closed = sums((moment) => judged(moment) && moment.closure >= closure);
  return spansOf(
    moments.length,
    STEP,
    (k, before) => seen(k) >= coverage * window && closed(k) / seen(k) >= (before ? until : from),
  );
}

/** Sinkings of the head with closing eyes, as scripted, that went far enough and came up again soon enough. */
function nods({ actions }: DriverScript, motion: Motion, { nod }: EventRules): Span[] {
  return actions.flatMap((action) => {
    if (action.do !== "nod" && action.do !== "microsleep" && action.do !== "sleep") return [];
    const span = { start: action.at + (action.do === "nod" ? 0 : SINKS_AFTER), end: endOf(action) };
    const seconds = span.end - span.start;
    const pitches = Array.from({ length: Math.round(seconds / STEP) }, (_, k) => {
      return motion(span.start + k * STEP).head.pitch;
    });
    const depth = pitches[0] - Math.min(...pitches);
    return depth >= nod.degrees && seconds <= nod.seconds ? [span] : [];
  });
}

function eyesHidden(moment: Moment): boolean {
  return moment.glasses === "sun" || handAt(moment, "eyes");
}

function mouthHidden(moment: Moment): boolean {
  return moment.mask || handAt(moment, "mouth");
}

function handAt({ hands }: Moment, place: string): boolean {
  return hands.some(({ at, reach }) => reach >= HAND_HIDES && at === place);
}
