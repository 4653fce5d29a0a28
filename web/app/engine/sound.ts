// The sounds of alerts: short tones, higher and more often the graver they are.

import type { AlertLevel } from "../../../src/index.ts";

interface Tone {
  /** Hertz. */
  readonly pitch: number;
  readonly beeps: number;
  /** Seconds from the start of one beep to the next. */
  readonly every: number;
}

const TONES: Record<AlertLevel, Tone> = {
  information: { pitch: 520, beeps: 1, every: 0.3 },
  caution: { pitch: 740, beeps: 2, every: 0.28 },
  warning: { pitch: 980, beeps: 4, every: 0.2 },
};

/**
 * Makes the player of sounds. Before the first click or key press on the page browsers keep it silent.
 */
export function createSound(): (level: AlertLevel) => void {
  let context: AudioContext | undefined;
  return (level) => {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume();
    const { pitch, beeps, every } = TONES[level];
    for (let beep = 0; beep < beeps; beep++) {
      playBeep(context, pitch, context.currentTime + beep * every, 0.6 * every);
    }
  };
}

function playBeep(context: AudioContext, pitch: number, from: number, length: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "triangle";
  oscillator.frequency.value = pitch;
  // Soft edges: a tone that is switched clicks.
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(0.3, from + 0.015);
  gain.gain.setValueAtTime(0.3, from + length - 0.03);
  gain.gain.linearRampToValueAtTime(0, from + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + length);
}
