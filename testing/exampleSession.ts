// For tests: an invented drive of any length with everything that a report shows. The same options give the same drive.

import { EVENT_WORDS } from "../src/formats/eventWords.ts";
import type { SessionEnd, SessionFrame, SessionSource } from "../src/formats/sessionFrame.ts";
import type {
  DriverAlert,
  DriverEvent,
  DriverEventKind,
  DriverReport,
  EventDetail,
  ViewProblem,
} from "../src/report.ts";
import type { Face } from "../src/result.ts";
import { exampleFace } from "./exampleAnalysis.ts";

export const EXAMPLE_SOURCE: SessionSource = {
  file: "drives/monday.mp4",
  models: [
    { role: "detector", name: "example-detector", version: "1" },
    { role: "landmarks", name: "example-landmarks", version: "1" },
  ],
  profile: { name: "example" },
};

export interface ExampleSessionOptions {
  /** Default 120. */
  readonly seconds?: number;
  /** Frames a second. Default 30. */
  readonly rate?: number;
}

/** The events of each round of 120 seconds; times from the start of the round. */
const SCRIPT: readonly {
  readonly kind: DriverEventKind;
  readonly start: number;
  readonly end: number;
  /** Seconds from its start until it is recognised. */
  readonly after: number;
  readonly detail?: EventDetail;
}[] = [
  { kind: "yawn", start: 22, end: 26, after: 3 },
  {
    kind: "long-distraction",
    start: 35,
    end: 40,
    after: 3,
    detail: { kind: "direction", direction: "right" },
  },
  {
    kind: "view-degraded",
    start: 52,
    end: 64,
    after: 8,
    detail: { kind: "view", part: "eyes", problem: "hidden" },
  },
  { kind: "microsleep", start: 71, end: 72.6, after: 1 },
  { kind: "sleep", start: 84, end: 88, after: 3 },
  { kind: "driver-absent", start: 101, end: 108, after: 2 },
];
const ROUND = 120;
const BLINK_EVERY = 4;
const BLINK_LENGTH = 0.15;
const OPEN = 0.04;

/** The frames of a drive, one by one. */
export function* exampleSession(options: ExampleSessionOptions = {}): Generator<SessionFrame> {
  const { seconds = 120, rate = 30 } = options;
  const count = Math.round(seconds * rate);
  const seen = exampleFace();
  const covered = exampleFace({ occluded: Array.from({ length: 12 }, (_, k) => 36 + k) });
  const events = eventsUntil(seconds);
  const closed: number[] = [];
  let next = 0;
  let lasting: { readonly event: DriverEvent; readonly end: number }[] = [];
  for (let index = 0; index < count; index++) {
    const timestamp = index / rate;
    const changed: DriverEvent[] = [];
    for (let e = events[next]; e && e.recognised <= timestamp; e = events[++next]) {
      if (e.end <= timestamp) changed.push({ ...e.event, end: e.end });
      else {
        changed.push(e.event);
        lasting.push({ event: e.event, end: e.end });
      }
    }
    for (const { event, end } of lasting) {
      if (end <= timestamp) changed.push({ ...event, end });
    }
    lasting = lasting.filter(({ end }) => end > timestamp);
    yield exampleFrame(index, timestamp, {
      face: isIn("driver-absent", timestamp)
        ? null
        : isIn("view-degraded", timestamp)
          ? covered
          : seen,
      changed,
      ongoing: lasting.map(({ event }) => event),
      closed,
    });
  }
}

/** How a drive of `frames` frames at 30 a second ended. */
export function exampleEnd(frames: number, stopped: string | null = null): SessionEnd {
  const none = frames === 0;
  return {
    frames,
    firstTimestamp: none ? null : 0,
    lastTimestamp: none ? null : (frames - 1) / 30,
    stopped,
  };
}

interface Moment {
  readonly face: Face | null;
  readonly changed: readonly DriverEvent[];
  readonly ongoing: readonly DriverEvent[];
  /** Timestamps of frames with closed eyes, which this adds to. */
  readonly closed: number[];
}

function exampleFrame(index: number, timestamp: number, moment: Moment): SessionFrame {
  const { face, changed, ongoing, closed } = moment;
  const eyesProblem = problemOf(face, timestamp);
  const eyeClosure = eyesProblem ? null : closureAt(timestamp);
  if (eyeClosure !== null && eyeClosure >= 0.8) closed.push(timestamp);
  while (closed[0] !== undefined && closed[0] <= timestamp - 60) closed.shift();
  const frames = Math.max(1, Math.min(60, timestamp) * 30);
  const value = timestamp < 10 ? null : Math.min(1, closed.length / frames);
  const sway = Math.sin(timestamp / 3);
  const report: DriverReport = {
    timestamp,
    state: face ? (timestamp < 10 ? "calibrating" : "attentive") : "absent",
    calibration: {
      phase: timestamp < 10 ? "calibrating" : "ready",
      progress: Math.min(1, timestamp / 10),
      baseline: null,
      samples: null,
    },
    eyeClosure,
    eyesProblem,
    mouthOpenness: face ? (isIn("yawn", timestamp) ? 0.8 : 0.04 + 0.02 * sway) : null,
    mouthProblem: face ? null : "unsure",
    head: face
      ? {
          yaw: isIn("long-distraction", timestamp) ? -42 + 2 * sway : 4 * sway,
          pitch: isIn("sleep", timestamp) ? -18 : 2 * Math.cos(timestamp / 5),
          roll: 1.5 * Math.sin(timestamp / 7),
        }
      : null,
    sight: null,
    sightProblem: face ? "no-network" : "no-head",
    attentionBy: face ? "head" : null,
    zone: null,
    attention: face ? (isIn("long-distraction", timestamp) ? "away" : "road") : "unknown",
    occludedShare: face ? face.landmarks.filter((landmark) => landmark.occluded).length / 68 : null,
    perclos: [{ window: 60, value, coverage: Math.min(1, timestamp / 60) }],
    blinkRate: timestamp < 60 ? null : 60 / BLINK_EVERY,
    degraded: ongoing.some(({ kind }) => kind === "view-degraded")
      ? [{ part: "eyes", problem: "hidden" }]
      : [],
    changed,
    ongoing,
    alerts: changed.flatMap((event) => alertsFor(event, timestamp)),
  };
  return {
    frame: {
      index,
      timestamp,
      width: 320,
      height: 240,
      brightness: 0.4,
      driver: face ? 1 : null,
      faces: face ? [{ ...face, id: 1 }] : [],
      milliseconds: { detect: 1, landmarks: 1, measures: 1 },
    },
    report,
  };
}

function alertsFor({ id, kind, end, detail }: DriverEvent, timestamp: number): DriverAlert[] {
  if (end !== null || EVENT_WORDS[kind].severity < 2) return [];
  return [{ timestamp, level: "warning", event: id, kind, detail }];
}

function isIn(kind: DriverEventKind, timestamp: number): boolean {
  const time = timestamp % ROUND;
  return SCRIPT.some((each) => each.kind === kind && time >= each.start && time < each.end);
}

function problemOf(face: Face | null, timestamp: number): ViewProblem | null {
  if (!face) return "unsure";
  if (isIn("view-degraded", timestamp)) return "hidden";
  return isIn("long-distraction", timestamp) ? "turned-away" : null;
}

function closureAt(timestamp: number): number {
  if (isIn("microsleep", timestamp) || isIn("sleep", timestamp)) return 1;
  const phase = timestamp % BLINK_EVERY;
  return phase < BLINK_LENGTH ? Math.sin((Math.PI * (phase + 0.01)) / (BLINK_LENGTH + 0.02)) : OPEN;
}

interface ScriptedEvent {
  readonly event: DriverEvent;
  readonly end: number;
  readonly recognised: number;
}

function eventsUntil(seconds: number): ScriptedEvent[] {
  const events: (Omit<ScriptedEvent, "event"> & { readonly event: Omit<DriverEvent, "id"> })[] = [];
  const face = exampleFace();
  for (let from = 0; from < seconds; from += BLINK_EVERY) {
    if (problemOf(face, from) !== null || isIn("sleep", from)) continue;
    const end = from + BLINK_LENGTH;
    events.push({ event: eventOf("blink", from), end, recognised: end });
  }
  for (let from = 0; from < seconds; from += ROUND) {
    for (const { kind, start, end, after, detail } of SCRIPT) {
      const event = eventOf(kind, from + start, detail);
      events.push({ event, end: from + end, recognised: from + start + after });
    }
  }
  return events
    .sort((a, b) => a.recognised - b.recognised)
    .map((each, i) => ({ ...each, event: { id: i + 1, ...each.event } }));
}

function eventOf(
  kind: DriverEventKind,
  start: number,
  detail?: EventDetail,
): Omit<DriverEvent, "id"> {
  const evidence = { frames: 30, valid: 28 };
  return { kind, start, end: null, confidence: 0.9, evidence, detail };
}
