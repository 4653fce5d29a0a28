// The alert that is shown, and its sound.

import { signal } from "@preact/signals";
import type { AlertLevel, DriverAlert, DriverReport } from "../../../src/index.ts";
import { alerts, events } from "./history.ts";
import { settings } from "./settings.ts";

/** The alert that is shown; null when there is none. */
export const alert = signal<DriverAlert | null>(null);

/** An alert stays for this long after its event has ended, seconds of the video. */
const SHOWN_FOR = 5;

const RANK: Record<AlertLevel, number> = { information: 0, caution: 1, warning: 2 };

/** Shows and sounds the alerts of a frame, and removes an alert that is over. @param silent no sound. */
export function followAlerts(report: DriverReport, silent: boolean): void {
  const [mostSevere] = [...report.alerts].sort((p, q) => RANK[q.level] - RANK[p.level]);
  if (mostSevere) {
    alert.value = mostSevere;
    if (!silent && !settings.value.muted) playSound(mostSevere.level);
    return;
  }
  const now = alert.value;
  if (now === null) return;
  const lasts = report.ongoing.some(({ id }) => id === now.event);
  const age = report.timestamp - now.timestamp;
  if (age < 0 || (!lasts && age > SHOWN_FOR)) alert.value = null;
}

/** Shows the alert of a time in what was already analysed, seconds. It is silent: users go back and forth there. */
export function recallAlert(time: number): void {
  const lasts = (id: number): boolean =>
    events.value.some((event) => event.id === id && (event.end ?? time) >= time);
  const held = alerts.value.findLast(
    ({ timestamp, event }) => timestamp <= time && (lasts(event) || time - timestamp <= SHOWN_FOR),
  );
  alert.value = held ?? null;
}

interface Tone {
  /** Hertz. */
  readonly pitch: number;
  readonly beeps: number;
  /** Seconds from the start of one beep to the next. */
  readonly interval: number;
}

/** More urgent alerts are higher and beep more often. */
const TONES: Record<AlertLevel, Tone> = {
  information: { pitch: 520, beeps: 1, interval: 0.3 },
  caution: { pitch: 740, beeps: 2, interval: 0.28 },
  warning: { pitch: 980, beeps: 4, interval: 0.2 },
};

let context: AudioContext | undefined;

/** Plays an alert's sound. Browsers keep a page silent before its first click or key press. */
function playSound(level: AlertLevel): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  const { pitch, beeps, interval } = TONES[level];
  for (let beep = 0; beep < beeps; beep++) {
    playBeep(context, pitch, context.currentTime + beep * interval, 0.6 * interval);
  }
}

function playBeep(audio: AudioContext, pitch: number, from: number, length: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = "triangle";
  oscillator.frequency.value = pitch;
  // A tone that starts or stops at full volume clicks.
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(0.3, from + 0.015);
  gain.gain.setValueAtTime(0.3, from + length - 0.03);
  gain.gain.linearRampToValueAtTime(0, from + length);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(from + length);
}
