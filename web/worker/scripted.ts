// For tests: a worker that answers frames from a scripted drive instead of running networks, so that the page can be
// tried at many times a network's speed. It opens, closes and answers as the real one does.

import {
  type ActionGroup,
  absent,
  closedEyes,
  hidden,
  stillScript,
  turnedHead,
  yawn,
} from "../../drives/builder.ts";
import { STILL_BASELINE } from "../../drives/monitorScript.ts";
import { observations } from "../../drives/observe.ts";
import {
  type Cabin,
  createDriverMonitor,
  type DriverAlert,
  type DriverEvent,
  profiles,
} from "../../src/index.ts";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { exampleAnalysis } from "../../testing/exampleAnalysis.ts";
import type { AnswerMessage, CallMessage, StageTimes, StreamOptions } from "./protocol.ts";

declare const self: DedicatedWorkerGlobalScope;

const NO_TIME: StageTimes = {
  pixels: 0,
  detect: 1,
  landmarks: 1,
  measures: 1,
  driver: 0,
  total: 3,
};

/** The script is the same every two minutes of an hour. */
const ROUND = 120;
const ROUNDS = 30;
/** Seconds from a round's start. */
const round = (from: number): ActionGroup[] => [
  ...[4, 8, 12, 16, 30, 46, 67, 79, 95, 115].map((at) => closedEyes(from + at, 0.15)),
  yawn(from + 21.95, 4),
  turnedHead(from + 35, 5, { yaw: -42 }),
  hidden("eyes", from + 52, 12),
  closedEyes(from + 71, 1.6),
  closedEyes(from + 84, 4),
  absent(from + 101, 7),
];
const SCRIPT = stillScript({
  seconds: ROUND * ROUNDS,
  rate: 15,
  noise: 0,
  gaze: { error: 1, offset: 0, gain: 0 },
  actions: Array.from({ length: ROUNDS }, (_, k) => round(ROUND * k)).flat(),
});

let cabin: Cabin | null = null;

/** The drive, monitored from its start. */
function begin() {
  return {
    frames: observations(SCRIPT),
    monitor: createDriverMonitor({
      baseline: { ...STILL_BASELINE, gaze: { yaw: 0, pitch: 0 } },
      profile: { ...profiles.default, cabin },
    }),
    until: -1,
  };
}

/** The drive so far; a video that is set back begins it anew. */
let drive = begin();

/** The drive's frame at a time, with the event updates of frames just before it that the page dropped. */
function frameAt(timestamp: number) {
  if (timestamp <= drive.until) drive = begin();
  const since = Math.max(drive.until, timestamp - 1);
  drive.until = timestamp;
  const changed: DriverEvent[] = [];
  const alerts: DriverAlert[] = [];
  for (;;) {
    // A loop over the generator itself would end it when left.
    const { done, value } = drive.frames.next();
    if (done) throw new Error(`The drive has no frame at ${timestamp} s.`);
    const report = drive.monitor.update(value);
    if (report.timestamp > since) {
      changed.push(...report.changed);
      alerts.push(...report.alerts);
    }
    if (report.timestamp < timestamp - 1e-3) continue;
    const { frame: index, face, brightness } = value;
    const { width, height } = SCRIPT.image;
    return {
      frame: {
        index,
        timestamp,
        width,
        height,
        brightness,
        driver: face === null ? null : 1,
        faces: face === null ? [] : [{ ...face, id: 1 }],
        milliseconds: { detect: 1, landmarks: 1, measures: 1 },
      },
      report: { ...report, timestamp, changed, alerts },
    };
  }
}

self.addEventListener("message", ({ data }: MessageEvent<CallMessage>) => {
  const { id } = data;
  try {
    self.postMessage({ id, answer: answerTo(data) } satisfies AnswerMessage);
  } catch (cause) {
    self.postMessage({ id, error: String(cause) } satisfies AnswerMessage);
  }
});

function answerTo({
  name,
  request,
}: CallMessage): Extract<AnswerMessage, { answer: unknown }>["answer"] {
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD };
  // The request of "cabin" is a cabin or null, that of "stream" has one.
  if (name === "cabin") cabin = request as Cabin | null;
  if (name === "stream") cabin = (request as StreamOptions).cabin;
  if (name === "cabin" || name === "stream") drive.monitor.changeCabin(cabin);
  if (name === "start") return { backend: "wasm", threads: 1, measured: [], cards };
  if (request !== null && "image" in request) {
    const { image } = request;
    const [width, height] =
      "codedWidth" in image
        ? [image.displayWidth, image.displayHeight]
        : [image.width, image.height];
    image.close();
    if ("timestamp" in request) return { ...frameAt(request.timestamp), milliseconds: NO_TIME };
    return { analysis: exampleAnalysis(undefined, width, height), milliseconds: NO_TIME };
  }
  if (name === "silence" && request !== null && "seconds" in request) {
    return drive.monitor.withoutImage(request.seconds);
  }
  return name === "finish" ? [] : null;
}
