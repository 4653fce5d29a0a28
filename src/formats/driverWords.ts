// The English words for states, events, details and alerts, as reports, subtitles and the command line show them.

import { check } from "../options.ts";
import type {
  AlertLevel,
  DriverAlert,
  DriverEventKind,
  DriverState,
  EventDetail,
} from "../report.ts";
import { alertSchema, detailSchema } from "../schemas.ts";
import type { EventTopic } from "./eventWords.ts";

export const TOPIC_WORDS: Readonly<Record<EventTopic, string>> = {
  eyes: "Eyes",
  fatigue: "Fatigue",
  attention: "Attention",
  view: "View",
};

export const STATE_WORDS: Readonly<Record<DriverState, string>> = {
  absent: "absent",
  unknown: "unknown",
  calibrating: "calibrating",
  attentive: "attentive",
  distracted: "distracted",
  drowsy: "drowsy",
  microsleep: "microsleep",
  asleep: "asleep",
  unresponsive: "unresponsive",
};

export const LEVEL_WORDS: Readonly<Record<AlertLevel, string>> = {
  information: "information",
  caution: "caution",
  warning: "warning",
};

/** The text of an alert of each kind; ordinary blinks give none. */
const ALERT_WORDS: Readonly<Record<DriverEventKind, string>> = {
  blink: "You blink.",
  "long-blink": "Your eyes close for long.",
  microsleep: "Your eyes were closed. Stop and rest.",
  sleep: "Wake up!",
  drowsiness: "You are getting drowsy. Take a break.",
  yawn: "You yawn. Are you tired?",
  nod: "You nodded off. Stop and rest.",
  "long-distraction": "Look at the road.",
  "short-distraction": "You look away often. Keep your eyes on the road.",
  unresponsive: "Respond! Look at the road.",
  "driver-absent": "No driver is seen.",
  "view-degraded": "The camera cannot see you well",
};

/**
 * The text of an alert, in English.
 *
 * @throws {RangeError} naming the first malformed value.
 *
 * @example
 * alertText({ timestamp: 31.2, level: "warning", event: 4, kind: "microsleep" });
 * // "Your eyes were closed. Stop and rest."
 */
export function alertText(alert: DriverAlert): string {
  const { kind, detail } = check(alertSchema, alert, "The alert");
  if (kind !== "view-degraded") return ALERT_WORDS[kind];
  return `${ALERT_WORDS[kind]}${detail === undefined ? "" : ` (${detailText(detail)})`}.`;
}

/**
 * An event's detail in English words.
 *
 * @throws {RangeError} naming the first malformed value.
 *
 * @example
 * detailText({ kind: "perclos", value: 0.1234, window: 60 }); // "PERCLOS 12 % over 60 s"
 * detailText({ kind: "view", part: "eyes", problem: "hidden" }); // "eyes hidden"
 */
export function detailText(detail: EventDetail): string {
  check(detailSchema, detail, "The detail");
  switch (detail.kind) {
    case "direction":
      return detail.zone === undefined ? detail.direction : zoneText(detail.zone);
    case "looks":
      return detail.place === undefined
        ? `${detail.count} looks away`
        : `${detail.count} looks away, at one place below the windscreen`;
    case "perclos": {
      const share = detail.value === null ? "unknown" : `${Math.round(100 * detail.value)} %`;
      return `PERCLOS ${share} over ${detail.window} s`;
    }
    case "view":
      return detail.problem === "no-image" ? "no new image" : `${detail.part} ${detail.problem}`;
    case "behind-hand":
      return "behind a hand";
    case "no-face":
      return "no face found";
    case "text":
      return detail.text;
  }
}

/** The name of a cabin's zone in words: "left-mirror" is "left mirror". */
export function zoneText(zone: string): string {
  return zone.replaceAll("-", " ");
}

/** The first line of every report of a session. */
export const NOT_CERTIFIED =
  "Not a certified safety system. Where eyes cannot be seen, the head alone is judged.";
