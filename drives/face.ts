// The lower face and the brows: yawns and speech.

import { mixSeed } from "../src/math/random.ts";
import { levelAt, pulse, type Step, smoothNoise } from "./curves.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import type { Moment } from "./moment.ts";

/** The jaw's opening in speech: mean and how far it goes. */
const SPEECH_JAW = 0.16;
/** How far a yawn narrows the eyes. */
const YAWN_SQUINT = 0.8;

/** Jaw and expression at any second of a script. */
export function faceOf(script: DriverScript): (t: number) => Pick<Moment, "jaw" | "expression"> {
  const yawnJaw: Step[] = [];
  const yawning: Step[] = [];
  const talking: Step[] = [];
  for (const action of script.actions) {
    const to = endOf(action);
    if (action.do === "yawn") {
      const slow = [0.36 * action.for, 0.28 * action.for] as const;
      yawnJaw.push(...pulse(action.at, to, action.wide, ...slow));
      yawning.push(...pulse(action.at + 0.1 * action.for, to, 1, ...slow));
    } else if (action.do === "talk") talking.push(...pulse(action.at, to, 1, 0.25, 0.3));
  }
  const noise = (stream: number, band: readonly [number, number]) =>
    smoothNoise(mixSeed(script.seed, 51, stream), 1, band);
  // Syllables come 3 to 6 a second, phrases rise and fall within seconds.
  const syllables = noise(1, [2.6, 5]);
  const phrases = noise(2, [0.3, 0.8]);
  const round = noise(3, [1.5, 3.5]);
  const spread = noise(4, [1.2, 3]);
  const brows = noise(5, [0.1, 0.5]);
  const rest = noise(6, [0.05, 0.2]);
  return (t) => {
    const yawn = levelAt(yawning, t);
    const talk = levelAt(talking, t);
    const voice = talk * share(0.75 + 0.35 * phrases(t));
    const speech = voice * Math.max(0, SPEECH_JAW * (1 + syllables(t)));
    return {
      jaw: Math.min(1, levelAt(yawnJaw, t) + Math.min(0.4, speech)),
      expression: {
        ...both("mouthSmile", 0.06 + 0.02 * rest(t) + 0.12 * voice * share(spread(t))),
        ...both("browInnerUp", share(0.04 * brows(t) + 0.45 * yawn + 0.12 * talk * brows(t))),
        ...both("eyeSquint", YAWN_SQUINT * yawn),
        ...both("cheekSquint", 0.5 * yawn),
        ...both("mouthStretch", 0.1 * voice * share(-spread(t))),
        mouthFunnel: 0.25 * voice * share(round(t)),
        mouthPucker: 0.2 * voice * share(-round(t)),
      },
    };
  };
}

function both(name: string, weight: number): Record<string, number> {
  const bounded = share(weight);
  return { [`${name}_L`]: bounded, [`${name}_R`]: bounded };
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
