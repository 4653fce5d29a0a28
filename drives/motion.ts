// The motion of a script's driver: a pure function of time. The same script gives the same motion.

import { levelAt, pulse, type Step } from "./curves.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import { faceOf } from "./face.ts";
import { handsOf } from "./handsAndWorn.ts";
import { headAndGazeOf } from "./headAndGaze.ts";
import { closureOf } from "./lids.ts";
import type { Moment } from "./moment.ts";

/** The driver at second `t`. */
export type Motion = (t: number) => Moment;

/** A head farther from its usual place than this, millimetres to the side, is out of every camera's view. */
export const OUT_OF_SIGHT = 400;

/** Seconds in which the light goes and comes back at a tunnel's ends. */
export const TUNNEL_END = 0.5;

/**
 * The motion of a script's driver, a function of seconds from the script's start. It is continuous: close moments
 * have close postures. Angles in degrees, lengths in millimetres, as `Moment` documents them.
 *
 * @example
 * const script = parseDriverScript(text, "microsleep.json"); // the scenario
 * motionOf(script)(27).closure; // 1
 */
export function motionOf(script: DriverScript): Motion {
  const headAndGaze = headAndGazeOf(script);
  const closure = closureOf(script);
  const face = faceOf(script);
  const hands = handsOf(script);
  const dark: Step[] = [];
  const covered: Step[] = [];
  const second: { from: number; to: number }[] = [];
  for (const action of script.actions) {
    const to = endOf(action);
    if (action.do === "tunnel")
      dark.push(...pulse(action.at, to, 1 - action.light, TUNNEL_END, TUNNEL_END));
    else if (action.do === "cover-camera") covered.push(...pulse(action.at, to, 1, 0.25, 0.25));
    else if (action.do === "second-person") second.push({ from: action.at, to });
  }
  return (t) => {
    const looks = headAndGaze(t);
    return {
      timestamp: t,
      ...looks,
      closure: closure(t),
      ...face(t),
      ...hands(t),
      light: 1 - levelAt(dark, t),
      covered: levelAt(covered, t),
      present: Math.abs(looks.place[0]) < OUT_OF_SIGHT,
      secondPerson: second.some(({ from, to }) => t >= from && t < to),
    };
  };
}

/** Brightness of a well exposed face by day, as `DriverObservation.brightness`. */
const DAYLIGHT = 0.45;
const DISPLAY_GAMMA = 2.2;

/** Mean brightness 0..1 of the face, or of the image without one, for a camera that keeps its exposure. */
export function brightnessOf({ light, covered }: Pick<Moment, "light" | "covered">): number {
  return DAYLIGHT * (light * (1 - covered)) ** (1 / DISPLAY_GAMMA);
}
