// For tests: a worker that answers frames from a made-up drive instead of a network, so that the page can be tried at
// many times a network's speed. It opens, closes and answers as the real one does.

import type { DriverAlert, DriverEvent } from "../../src/index.ts";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { exampleAnalysis } from "../../testing/exampleAnalysis.ts";
import { exampleSession } from "../../testing/exampleSession.ts";
import type { AnswerMessage, CallMessage, StageTimes } from "./protocol.ts";

declare const self: DedicatedWorkerGlobalScope;

const RATE = 15;
const SECONDS = 3600;
/** What a driver is like, for videos and cameras alike. */
const BASELINE = { yaw: 2, pitch: 1, roll: 0, leftEye: 0.3, rightEye: 0.3, mouth: 0.02 };
const NO_TIME: StageTimes = {
  pixels: 0,
  detect: 1,
  landmarks: 1,
  measures: 1,
  driver: 0,
  total: 3,
};

/** The drive so far; a video that is set back begins it anew. */
const drive = { frames: exampleSession({ seconds: SECONDS, rate: RATE }), until: -1 };

/** The drive's frame at a time, with the news of frames just before it that the page dropped. */
function frameAt(timestamp: number) {
  if (timestamp <= drive.until) drive.frames = exampleSession({ seconds: SECONDS, rate: RATE });
  const since = Math.max(drive.until, timestamp - 1);
  drive.until = timestamp;
  const changed: DriverEvent[] = [];
  const alerts: DriverAlert[] = [];
  for (;;) {
    // A loop over the generator itself would end it when left.
    const { done, value } = drive.frames.next();
    if (done) throw new Error(`The drive has no frame at ${timestamp} s.`);
    const { frame, report } = value;
    if (report.timestamp > since) {
      changed.push(...report.changed);
      alerts.push(...report.alerts);
    }
    if (report.timestamp < timestamp - 1e-3) continue;
    const calibration = { phase: "ready", progress: 1, baseline: BASELINE } as const;
    return {
      frame: { ...frame, timestamp },
      report: { ...report, timestamp, calibration, changed, alerts },
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
  ask,
}: CallMessage): Extract<AnswerMessage, { answer: unknown }>["answer"] {
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD };
  if (name === "start") return { backend: "wasm", threads: 1, measured: [], cards };
  if (ask !== null && "image" in ask) {
    const { image } = ask;
    const [width, height] =
      "codedWidth" in image
        ? [image.displayWidth, image.displayHeight]
        : [image.width, image.height];
    image.close();
    if ("timestamp" in ask) return { ...frameAt(ask.timestamp), milliseconds: NO_TIME };
    return { analysis: exampleAnalysis(undefined, width, height), milliseconds: NO_TIME };
  }
  return name === "finish" ? [] : null;
}
