// Where head and eyes point: glances in which the eyes lead the head, small looks about the road, sway and vibration.

import { mixSeed, type Random, randomFrom } from "../src/math/random.ts";
import { type DriverAction, GLANCE_TARGETS } from "./actions.ts";
import { levelAt, PEAK_SPEED, pulse, type Step, smoothNoise } from "./curves.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import type { Direction, Moment } from "./moment.ts";

/** Limits of the head's angles, degrees. */
const HEAD_REACH = { yaw: 72, pitch: 42 };
/** Limits of the gaze relative to the head, degrees. The head turns for the rest. */
const EYE_REACH = { yaw: 32, up: 20, down: 34 };
/** The head starts this many seconds after the eyes (Zangemeister and Stark 1982: 20 to 50 ms). */
export const HEAD_LAG = 0.05;
/** In sleep the head begins to sink this many seconds after the lids begin to close. */
export const SINKS_AFTER = 0.2;
/** Seconds in which the head comes up again. */
const WAKING = 0.4;
/** Out of the seat: millimetres to the side, and seconds for the way there and back. */
export const OUT_OF_SEAT = { aside: 520, leaving: 1.3, returning: 1.4 };
/** Peak head speeds of drivers' glances reach some 200 degrees a second; no scripted turn is faster. */
export const FASTEST_HEAD = 220;

/** Seconds that the head takes for a turn. */
export function headTurnSeconds(degrees: number): number {
  return Math.max(0.3 + 0.005 * degrees, (PEAK_SPEED * degrees) / FASTEST_HEAD);
}

/** Seconds that a saccade takes (main sequence of Bahill, Clark and Stark 1975). */
function saccadeSeconds(degrees: number): number {
  return 0.021 + 0.0022 * degrees;
}

type HeadAndGaze = Pick<Moment, "head" | "place" | "gaze" | "sight">;

/** Steps of each quantity. They add up. */
interface GazePlan {
  readonly headYaw: Step[];
  readonly headPitch: Step[];
  readonly headRoll: Step[];
  readonly sightYaw: Step[];
  readonly sightPitch: Step[];
  /** 1 while the eyes do not look at anything, as in sleep. */
  readonly unfocused: Step[];
  /** 1 while the driver is out of the seat on the left, −1 on the right. */
  readonly away: Step[];
}

/** Where head and eyes point at any second of a script. */
export function headAndGazeOf(script: DriverScript): (t: number) => HeadAndGaze {
  const plan: GazePlan = {
    headYaw: [],
    headPitch: [],
    headRoll: [],
    sightYaw: [],
    sightPitch: [],
    unfocused: [],
    away: [],
  };
  for (const action of script.actions) addAction(plan, action);
  if (script.involuntary) addFixations(plan, script, randomFrom(mixSeed(script.seed, 31)));

  const noise = (stream: number, deviation: number, band: readonly [number, number]) =>
    script.involuntary ? smoothNoise(mixSeed(script.seed, 32, stream), deviation, band) : () => 0;
  const swayYaw = noise(1, 0.9, [0.05, 0.4]);
  const swayPitch = noise(2, 0.7, [0.05, 0.4]);
  const swayRoll = noise(3, 0.8, [0.05, 0.35]);
  const road = noise(4, 0.12, [2.5, 6]);
  const roadRoll = noise(5, 0.1, [2.5, 6]);
  const aside = noise(6, 3, [0.05, 0.4]);
  const up = noise(7, 0.6, [2.5, 6]);
  const forth = noise(8, 4, [0.04, 0.3]);
  const breath = noise(9, 1, [0.22, 0.32]);

  return (t) => {
    const away = levelAt(plan.away, t);
    const head = {
      yaw: within(levelAt(plan.headYaw, t), HEAD_REACH.yaw) + swayYaw(t) + 25 * away,
      pitch:
        within(levelAt(plan.headPitch, t), HEAD_REACH.pitch) +
        swayPitch(t) +
        road(t) -
        8 * Math.abs(away),
      roll: levelAt(plan.headRoll, t) + swayRoll(t) + roadRoll(t) + 14 * away,
    };
    const unfocused = levelAt(plan.unfocused, t);
    const aim = { yaw: levelAt(plan.sightYaw, t), pitch: levelAt(plan.sightPitch, t) };
    // The eyes hold their aim while the head turns (vestibulo-ocular reflex). Unfocused eyes rest in the head.
    const gaze = {
      yaw: (1 - unfocused) * within(aim.yaw - head.yaw, EYE_REACH.yaw),
      pitch: (1 - unfocused) * eyePitch(aim.pitch - head.pitch) - 6 * unfocused,
    };
    return {
      head,
      gaze,
      sight: { yaw: head.yaw + gaze.yaw, pitch: head.pitch + gaze.pitch },
      place: [
        aside(t) + OUT_OF_SEAT.aside * away,
        up(t) + breath(t) - 60 * Math.abs(away),
        forth(t) + 40 * Math.abs(away),
      ],
    };
  };
}

function addAction(plan: GazePlan, action: DriverAction): void {
  const from = action.at;
  const to = endOf(action);
  switch (action.do) {
    case "glance":
      addGlance(plan, action);
      break;
    case "microsleep":
    case "sleep": {
      // The head sinks slowly and comes up fast.
      const sink = Math.min(0.6 * action.for, 2.5);
      plan.headPitch.push(...pulse(from + SINKS_AFTER, to, -action.headDrop, sink, WAKING));
      plan.headRoll.push(...pulse(from + SINKS_AFTER, to, 0.25 * action.headDrop, sink, WAKING));
      plan.unfocused.push(...pulse(from, to, 1, 0.5, 0.3));
      break;
    }
    case "nod":
      plan.headPitch.push(...pulse(from, to, -action.headDrop, 0.55 * action.for, WAKING));
      break;
    case "yawn":
      plan.headPitch.push(...pulse(from, to, 7, 0.35 * action.for, 0.3 * action.for));
      break;
    case "leave": {
      const by = action.to === "left" ? 1 : -1;
      plan.away.push(...pulse(from, to, by, OUT_OF_SEAT.leaving, OUT_OF_SEAT.returning));
      break;
    }
    default:
  }
}

function directionOf(to: Extract<DriverAction, { do: "glance" }>["to"]): Direction {
  return typeof to === "string" ? GLANCE_TARGETS[to] : to;
}

function addGlance(plan: GazePlan, glance: Extract<DriverAction, { do: "glance" }>): void {
  const { at: from, head: share, eyesLead } = glance;
  const to = endOf(glance);
  const aim = directionOf(glance.to);
  // The head turns at least as far as the eyes cannot.
  const head = {
    yaw: headPart(aim.yaw, share, EYE_REACH.yaw),
    pitch: headPart(aim.pitch, share, aim.pitch < 0 ? EYE_REACH.down : EYE_REACH.up),
  };
  const seconds = headTurnSeconds(Math.hypot(head.yaw, head.pitch));
  const saccade = saccadeSeconds(Math.hypot(aim.yaw, aim.pitch));
  const back = to - seconds - HEAD_LAG;
  const sight = (by: number): Step[] => [
    { at: from, over: saccade, by },
    { at: Math.max(back, from + saccade), over: saccade, by: -by },
  ];
  const turn = (by: number): Step[] => [
    { at: from + HEAD_LAG, over: seconds, by },
    { at: Math.max(back + HEAD_LAG, from + HEAD_LAG), over: seconds, by: -by },
  ];
  plan.sightYaw.push(...(eyesLead ? sight : turn)(aim.yaw));
  plan.sightPitch.push(...(eyesLead ? sight : turn)(aim.pitch));
  plan.headYaw.push(...turn(head.yaw));
  plan.headPitch.push(...turn(head.pitch));
  // Necks tilt a little towards the shoulder that they turn to.
  plan.headRoll.push(...turn(0.06 * head.yaw));
}

function headPart(aim: number, share: number, eyes: number): number {
  return Math.sign(aim) * Math.max(share * Math.abs(aim), Math.abs(aim) - eyes);
}

/** Small looks about the road ahead, as fixations of 0.4 to 2.5 seconds. */
function addFixations(plan: GazePlan, { actions, seconds }: DriverScript, random: Random): void {
  const busy = actions.filter(({ do: what }) =>
    ["glance", "sleep", "microsleep", "leave"].includes(what),
  );
  let at: Direction = { yaw: 0, pitch: 0 };
  for (let t = 0.3; t < seconds; t += random.between(0.4, 2.5)) {
    const next = { yaw: 3 * random.normal(), pitch: 1.2 * random.normal() - 1 };
    if (busy.some((action) => t > action.at - 0.3 && t < endOf(action) + 0.1)) continue;
    const by = { yaw: next.yaw - at.yaw, pitch: next.pitch - at.pitch };
    const over = saccadeSeconds(Math.hypot(by.yaw, by.pitch));
    plan.sightYaw.push({ at: t, over, by: by.yaw });
    plan.sightPitch.push({ at: t, over, by: by.pitch });
    // The head follows larger looks a little, and late.
    plan.headYaw.push({ at: t + 0.1, over: 0.6, by: 0.25 * by.yaw });
    plan.headPitch.push({ at: t + 0.1, over: 0.6, by: 0.25 * by.pitch });
    at = next;
  }
}

/** Bounds a value smoothly. Up to three quarters of the bound it stays as it is. */
function within(value: number, bound: number): number {
  const free = 0.75 * bound;
  const size = Math.abs(value);
  if (size <= free) return value;
  const rest = bound - free;
  return Math.sign(value) * (free + rest * Math.tanh((size - free) / rest));
}

function eyePitch(pitch: number): number {
  return within(pitch, pitch < 0 ? EYE_REACH.down : EYE_REACH.up);
}
