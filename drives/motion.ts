// From a script to the driver at any moment: a pure function of time, the same for the same script.

import { levelAt, pulse, type Step } from "./curves.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import { faceOf } from "./face.ts";
import { handsOf } from "./hands.ts";
import { closureOf } from "./lids.ts";
import { lookingOf } from "./looking.ts";
import type { Moment } from "./moment.ts";

/** The driver at second `t`. */
export type Motion = (t: number) => Moment;

/** Farther from the usual place than this, millimetres, the driver's head is out of every camera's sight. */
const OUT_OF_SIGHT = 400;

/** The motion of a script's driver. Any two moments that are close in time are close in posture. */
export function motionOf(script: DriverScript): Motion {
  const looking = lookingOf(script);
  const closure = closureOf(script);
  const face = faceOf(script);
  const hands = handsOf(script);
  const dark: Step[] = [];
  const covered: Step[] = [];
  const second: { from: number; to: number }[] = [];
  for (const action of script.actions) {
    const to = endOf(action);
    if (action.do === "tunnel") dark.push(...pulse(action.at, to, 1 - action.light, 0.5, 0.5));
    else if (action.do === "cover-camera") covered.push(...pulse(action.at, to, 1, 0.25, 0.25));
    else if (action.do === "second-person") second.push({ from: action.at, to });
  }
  return (t) => {
    const looks = looking(t);
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

/** Brightness of a well exposed face by day, as `DriverObservation` has it. */
const DAYLIGHT = 0.45;
const DISPLAY_GAMMA = 2.2;

/** Mean brightness 0..1 of the face, or of the image without one, for a camera that keeps its exposure. */
export function brightnessOf({ light, covered }: Moment): number {
  return DAYLIGHT * (light * (1 - covered)) ** (1 / DISPLAY_GAMMA);
}
