// What truly happens in a script, worked out from the script alone by docs/driver-state.md's definitions.

import type { DriverEventKind } from "../src/report.ts";
import { type Action, HEAD_TURNS, LID_OPENS, NOD_JERK, type Script } from "./scriptedDriver.ts";

/** An event that truly happened; for people and for scoring. */
export interface TrueEvent {
  readonly kind: DriverEventKind;
  readonly start: number;
  readonly end: number;
  readonly detail?: string;
}

// The default profile's numbers, written out: a changed profile must not change the truth.
const LIMITS = { yaw: 25, up: 20, down: 15 };

/** All events of a script, by their start. Of drowsiness, only that it comes with a PERCLOS of 8 % over 60 s. */
export function truthOf(script: Script): TrueEvent[] {
  const looks = script.actions.flatMap(lookOf);
  const closures = script.actions.flatMap(closureOf);
  return [
    ...closures.map(({ start, end }) => ({ kind: closureKind(end - start), start, end })),
    ...script.actions.flatMap(momentOf),
    ...looks.filter(({ start, end }) => end - start >= 3).map(as("long-distraction")),
    ...merged([...looks, ...closures])
      .filter(({ start, end }) => end - start >= 6)
      .map(as("unresponsive")),
    ...shortDistractions(looks),
    ...drowsiness(closures, script.actions.flatMap(unseenEyes), script.seconds),
  ].toSorted((p, q) => p.start - q.start);
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function as(kind: DriverEventKind): (stretch: Stretch) => TrueEvent {
  return ({ start, end }) => ({ kind, start, end });
}

function closureOf(action: Action): Stretch[] {
  const { at, seconds } = action;
  if (action.does === "close-eyes") return [{ start: at, end: at + seconds }];
  if (action.does === "nod") return [{ start: at + 0.4, end: at + seconds - NOD_JERK }];
  if (action.does === "yawn" && action.squint === true) {
    return [{ start: at + 0.8, end: at + seconds - 0.2 }];
  }
  return [];
}

function closureKind(seconds: number): DriverEventKind {
  if (seconds >= 3) return "sleep";
  if (seconds >= 1) return "microsleep";
  return seconds >= 0.5 ? "long-blink" : "blink";
}

/** From where the head passes a limit of the road to where it passes it on the way back. */
function lookOf(action: Action): Stretch[] {
  if (action.does !== "look") return [];
  const { at, seconds, yaw = 0, pitch = 0 } = action;
  const parts = [
    LIMITS.yaw / Math.abs(yaw),
    pitch < 0 ? LIMITS.down / -pitch : LIMITS.up / pitch,
  ].filter((share) => share <= 1);
  if (parts.length === 0) return [];
  const early = (Math.min(...parts) - 0.5) * HEAD_TURNS;
  return [{ start: at + early, end: at + seconds - early }];
}

function momentOf(action: Action): TrueEvent[] {
  const { at, seconds } = action;
  const whole = { start: at, end: at + seconds };
  switch (action.does) {
    case "yawn":
      return [{ kind: "yawn", ...whole }];
    case "nod":
      return [{ kind: "nod", ...whole }];
    case "hide":
      return seconds >= 8 ? [{ kind: "view-degraded", ...whole, detail: action.part }] : [];
    case "darken":
      return seconds >= 8 ? [{ kind: "view-degraded", ...whole, detail: "face" }] : [];
    case "leave":
      return seconds >= 3 ? [{ kind: "driver-absent", ...whole }] : [];
    default:
      return [];
  }
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches.toSorted((p, q) => p.start - q.start)) {
    const last = result.at(-1);
    // Between a look and closed eyes there is no moment on the road.
    if (last !== undefined && stretch.start - last.end < LID_OPENS) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, stretch.end) };
    } else result.push(stretch);
  }
  return result;
}

/** Looks less than 2 s apart that add up to 10 s within 30 s, more than one of them. */
function shortDistractions(looks: readonly Stretch[]): TrueEvent[] {
  const groups: Stretch[][] = [];
  for (const look of looks.toSorted((p, q) => p.start - q.start)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && look.start - last.end < 2) group.push(look);
    else groups.push([look]);
  }
  return groups.flatMap((group) => {
    const found = group.findIndex((look, k) => {
      const within = group.slice(0, k + 1).filter(({ end }) => end > look.end - 30);
      const away = within.reduce(
        (sum, { start, end }) => sum + end - Math.max(start, look.end - 30),
        0,
      );
      return within.length > 1 && away >= 10;
    });
    const [first, last] = [group[0], group.at(-1)];
    if (found < 0 || first === undefined || last === undefined) return [];
    return [{ kind: "short-distraction", start: first.start, end: last.end } as const];
  });
}

/** When eyes that are closed or open cannot be seen. */
function unseenEyes(action: Action): Stretch[] {
  const { does, at, seconds } = action;
  const hides =
    does === "leave" ||
    does === "darken" ||
    does === "drop-frames" ||
    (does === "hide" && action.part !== "mouth") ||
    (does === "look" && Math.abs(action.yaw ?? 0) > 45);
  return hides ? [{ start: at, end: at + seconds }] : [];
}

const STEP = 0.1;

/** PERCLOS over 60 s, half of which the eyes were seen: from 8 % on, until it is below 6 %. */
function drowsiness(
  closures: readonly Stretch[],
  unseen: readonly Stretch[],
  seconds: number,
): TrueEvent[] {
  // The lid is four fifths down a little later than half, and for less long.
  const shut = closures.map(({ start, end }) => ({ start: start + 0.02, end: end - 0.04 }));
  const within = (stretches: readonly Stretch[], from: number, to: number) =>
    merged(stretches).reduce(
      (sum, { start, end }) => sum + Math.max(Math.min(end, to) - Math.max(start, from), 0),
      0,
    );
  const events: TrueEvent[] = [];
  let since: number | null = null;
  for (let time = 0; time < seconds; time += STEP) {
    const from = Math.max(time - 60, 0);
    const seen = time - from - within(unseen, from, time);
    const share = seen < 30 ? null : within(shut, from, time) / seen;
    if (since === null && share !== null && share >= 0.08) since = time;
    if (since !== null && (share === null || share < 0.06)) {
      events.push({ kind: "drowsiness", start: since, end: time });
      since = null;
    }
  }
  return since === null ? events : [...events, { kind: "drowsiness", start: since, end: seconds }];
}
