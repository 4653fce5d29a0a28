// How each kind of event is named and ranked. Apart from the other words, because the script of a report needs only this.

import type { DriverEventKind } from "../report.ts";

/** What an event is about; one lane of a timeline each. */
export type EventTopic = "eyes" | "fatigue" | "attention" | "view";

/** How an event is shown to people. */
export interface EventWords {
  readonly label: string;
  readonly topic: EventTopic;
  /** 0 ordinary, 1 a sign, 2 serious, 3 grave: what is kept and shown first. */
  readonly severity: 0 | 1 | 2 | 3;
}

export const EVENT_WORDS: Readonly<Record<DriverEventKind, EventWords>> = {
  blink: { label: "Blink", topic: "eyes", severity: 0 },
  "long-blink": { label: "Long blink", topic: "eyes", severity: 1 },
  microsleep: { label: "Microsleep", topic: "eyes", severity: 2 },
  sleep: { label: "Sleep", topic: "eyes", severity: 3 },
  yawn: { label: "Yawn", topic: "fatigue", severity: 1 },
  nod: { label: "Nod", topic: "fatigue", severity: 1 },
  drowsiness: { label: "Drowsiness", topic: "fatigue", severity: 2 },
  "short-distraction": { label: "Repeated distraction", topic: "attention", severity: 2 },
  "long-distraction": { label: "Long distraction", topic: "attention", severity: 2 },
  unresponsive: { label: "Unresponsive", topic: "attention", severity: 3 },
  "view-degraded": { label: "View degraded", topic: "view", severity: 1 },
  "driver-absent": { label: "Driver absent", topic: "view", severity: 1 },
};
