// Version 1 of events, alerts and saved monitors, read into the current form. In version 1 an event's `detail` was an
// English sentence, and an alert had a `message`.

import { type EventDetail, FACE_PARTS, LOOK_DIRECTIONS, VIEW_PROBLEMS } from "../report.ts";

type Groups = Readonly<Record<string, string>>;

/** The sentences of version 1, and the data that each was written from. */
const SENTENCES: readonly (readonly [RegExp, (groups: Groups) => EventDetail | undefined])[] = [
  [
    /^(?<name>[a-z]+)$/,
    ({ name }) => {
      const direction = LOOK_DIRECTIONS.find((each) => each === name);
      return direction && { kind: "direction", direction };
    },
  ],
  [/^(?<count>\d+) looks away$/, ({ count }) => ({ kind: "looks", count: Number(count) })],
  [
    /^PERCLOS (?<percent>\d+) % over (?<seconds>[\d.]+) s$/,
    ({ percent, seconds }) => ({
      kind: "perclos",
      value: Number(percent) / 100,
      window: Number(seconds),
    }),
  ],
  [
    /^(?<part>[a-z]+) (?<problem>[a-z-]+)$/,
    (groups) => {
      const part = FACE_PARTS.find((each) => each === groups["part"]);
      const problem = VIEW_PROBLEMS.find((each) => each === groups["problem"]);
      return part && problem && { kind: "view", part, problem };
    },
  ],
  [/^behind a hand$/, () => ({ kind: "behind-hand" })],
  [/^no face found$/, () => ({ kind: "no-face" })],
];

/** The detail that a sentence of version 1 stands for; the sentence itself when it is not one of Vigil's. */
export function detailOfVersion1(sentence: string): EventDetail {
  for (const [pattern, read] of SENTENCES) {
    const match = pattern.exec(sentence);
    const detail = match && read(match.groups ?? {});
    if (detail) return detail;
  }
  return { kind: "text", text: sentence };
}

/** An event of version 1 in the current form. What is not an event is left for the schema to refuse. */
export function eventOfVersion1(event: unknown): unknown {
  if (!isObject(event) || typeof event["detail"] !== "string") return event;
  return { ...event, detail: detailOfVersion1(event["detail"]) };
}

/** An alert of version 1 in the current form. Its message followed from its kind, except for the part in parentheses. */
export function alertOfVersion1(alert: unknown): unknown {
  if (!isObject(alert)) return alert;
  const { message, ...rest } = alert;
  const detail = typeof message === "string" ? /\((?<detail>.+)\)\.$/.exec(message) : null;
  if (detail === null) return rest;
  return { ...rest, detail: detailOfVersion1(detail.groups?.["detail"] ?? "") };
}

/** A report of version 1 in the current form. */
export function reportOfVersion1(report: unknown): unknown {
  if (!isObject(report)) return report;
  return {
    ...report,
    changed: listOf(report["changed"], eventOfVersion1),
    ongoing: listOf(report["ongoing"], eventOfVersion1),
    alerts: listOf(report["alerts"], alertOfVersion1),
  };
}

/** Fields of a saved monitor's state that have had another name since version 1. */
const RENAMED: Readonly<Record<string, string>> = {
  absent: "noResponse",
  attentionSureness: "attentionConfidence",
  depths: "blinkDepths",
  eyesSureness: "eyesConfidence",
  gone: "absence",
  learning: "calibration",
  ledger: "events",
  looks: "longLooks",
  mouthSureness: "mouthConfidence",
  run: "episode",
  said: "alerts",
  shares: "rates",
  shut: "closedFrames",
  spans: "segments",
  spent: "tooLong",
  sureness: "confidence",
  tally: "seconds",
};

/** A saved monitor of version 1 in the current form; anything else as it is. */
export function monitorOfVersion1(saved: unknown): unknown {
  if (!isObject(saved) || saved["version"] !== 1) return saved;
  return { ...saved, version: 2, state: renamed(saved["state"]) };
}

/** A part of the face that another event explained had the value "none". */
function isNone(name: string, field: unknown): boolean {
  return name === "value" && field === "none";
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    RENAMED[name] ?? name,
    name === "event" ? eventOfVersion1(field) : isNone(name, field) ? "irrelevant" : renamed(field),
  ]);
  return Object.fromEntries(fields);
}

/** Applies a function to each item of a list; what is not a list is left for the schema to refuse. */
export function listOf(items: unknown, read: (item: unknown) => unknown): unknown {
  return Array.isArray(items) ? items.map(read) : items;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
