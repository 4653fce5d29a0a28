// Jaw, lips, brows and cheeks in yawns, speech and laughter.

import { mixSeed } from "../src/math/random.ts";
import { levelAt, pulse, type Step, smoothNoise } from "./curves.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import type { Moment } from "./moment.ts";

/** The mean and the amplitude of the jaw's drop in speech. */
const SPEECH_JAW = 0.16;
/** The most that the jaw drops in usual speech. */
const MOST_SPEECH_JAW = 0.4;
/** The mean of the jaw's drop in a laugh. */
const LAUGH_JAW = 0.15;
/** The shares of a yawn's time in which the jaw drops and closes. */
export const YAWN_WAY = { opening: 0.36, closing: 0.28 };
/** How far a yawn narrows the eyes. */
const YAWN_SQUINT = 0.8;

/** Jaw and expression at any second of a script. */
export function faceOf(script: DriverScript): (t: number) => Pick<Moment, "jaw" | "expression"> {
  const yawnJaw: Step[] = [];
  const yawning: Step[] = [];
  const talking: Step[] = [];
  const loudness: Step[] = [];
  const laughing: Step[] = [];
  for (const action of script.actions) {
    const to = endOf(action);
    if (action.do === "yawn") {
      const slow = [YAWN_WAY.opening * action.for, YAWN_WAY.closing * action.for] as const;
      yawnJaw.push(...pulse(action.at, to, action.wide, ...slow));
      yawning.push(...pulse(action.at + 0.1 * action.for, to, 1, ...slow));
    } else if (action.do === "talk") {
      talking.push(...pulse(action.at, to, 1, 0.25, 0.3));
      loudness.push(...pulse(action.at, to, action.loudness, 0.25, 0.3));
    } else if (action.do === "laugh") {
      laughing.push(...pulse(action.at, to, 1, 0.25, 0.4));
    }
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
    // Noise of speech is multiplied by `voice`, which is 0 in silence.
    const inSpeech = (noise: (t: number) => number) => (talk === 0 ? 0 : noise(t));
    const phrase = share(0.75 + 0.35 * inSpeech(phrases));
    const voice = talk * phrase;
    const loud = levelAt(loudness, t);
    const laugh = levelAt(laughing, t);
    // "Ha" five times a second.
    const laughJaw = laugh * LAUGH_JAW * (1 + 0.4 * Math.sin(2 * Math.PI * 5 * t));
    const lipsSpread = inSpeech(spread);
    const lipsRound = inSpeech(round);
    const browsNow = brows(t);
    const smile = share(0.06 + 0.02 * rest(t) + 0.12 * voice * share(lipsSpread) + 0.8 * laugh);
    const innerBrows = share(0.04 * browsNow + 0.45 * yawn + 0.12 * talk * browsNow);
    const squint = share(YAWN_SQUINT * yawn + 0.7 * laugh);
    const cheeks = share(0.5 * yawn + 0.8 * laugh);
    const stretch = share(0.1 * voice * share(-lipsSpread));
    const speech = loud * phrase * Math.max(0, SPEECH_JAW * (1 + inSpeech(syllables)));
    return {
      jaw: Math.min(
        1,
        levelAt(yawnJaw, t) + laughJaw + Math.min(MOST_SPEECH_JAW * Math.max(1, loud), speech),
      ),
      expression: {
        mouthSmile_L: smile,
        mouthSmile_R: smile,
        browInnerUp_L: innerBrows,
        browInnerUp_R: innerBrows,
        eyeSquint_L: squint,
        eyeSquint_R: squint,
        cheekSquint_L: cheeks,
        cheekSquint_R: cheeks,
        mouthStretch_L: stretch,
        mouthStretch_R: stretch,
        mouthFunnel: 0.25 * voice * share(lipsRound),
        mouthPucker: 0.2 * voice * share(-lipsRound),
      },
    };
  };
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
