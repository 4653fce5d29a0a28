// The worker: answers the page's calls one after the other, so that the page itself never waits for a network.

import { errorMessage } from "../../src/errorMessage.ts";
import { takePixels } from "./pixels.ts";
import type { AnswerMessage, CallMessage, CallName, Calls } from "./protocol.ts";
import { type Engine, startEngine } from "./start.ts";
import { openStream, type Stream } from "./stream.ts";

declare const self: DedicatedWorkerGlobalScope;

/** What the worker holds between calls. */
const held: { engine?: Engine | undefined; stream?: Stream | undefined } = {};

/** Every call's answer, by its name. */
const ANSWERS: {
  readonly [Name in CallName]: (ask: Calls[Name]["ask"]) => Promise<Calls[Name]["answer"]>;
} = {
  async start(ask) {
    await held.engine?.vigil.dispose();
    held.engine = undefined;
    held.stream = undefined;
    held.engine = await startEngine(ask);
    return held.engine.started;
  },

  async image({ image, longestSide }) {
    const began = performance.now();
    const { vigil } = engine();
    const frame = await takePixels(image, longestSide);
    const pixels = performance.now() - began;
    const analysis = await vigil.analyze(frame);
    const { detect, landmarks, measures } = analysis.milliseconds;
    const total = performance.now() - began;
    return { analysis, milliseconds: { pixels, detect, landmarks, measures, driver: 0, total } };
  },

  async stream(ask) {
    held.stream = openStream(engine().vigil, ask);
    return null;
  },

  async recalibrate() {
    held.stream?.recalibrate();
    return null;
  },

  async frame({ image, timestamp, index }) {
    const began = performance.now();
    const { stream } = held;
    if (stream === undefined) {
      image.close();
      throw new Error("No stream is open.");
    }
    const taken = await takePixels(image, stream.longestSide);
    const pixels = performance.now() - began;
    const { frame, report } = await stream.next(taken, timestamp, index);
    const total = performance.now() - began;
    const { detect, landmarks, measures } = frame.milliseconds;
    const driver = Math.max(0, total - pixels - detect - landmarks - measures);
    return { frame, report, milliseconds: { pixels, detect, landmarks, measures, driver, total } };
  },

  async finish() {
    return held.stream?.finish() ?? [];
  },

  async maps({ image, longestSide, landmarks }) {
    return engine().vigil.maps(await takePixels(image, longestSide), landmarks);
  },
};

/** Ends when all calls so far are answered: a network runs one at a time. */
let queue: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<CallMessage>) => {
  queue = queue.then(() => reply(data));
});

async function reply(message: CallMessage): Promise<void> {
  const { id } = message;
  try {
    const answer = await answerTo(message);
    self.postMessage({ id, answer } satisfies AnswerMessage);
  } catch (cause) {
    const error = errorMessage(cause);
    self.postMessage({ id, error } satisfies AnswerMessage);
  }
}

function answerTo<Name extends CallName>({
  name,
  ask,
}: CallMessage<Name>): Promise<Calls[Name]["answer"]> {
  return ANSWERS[name](ask);
}

function engine(): Engine {
  if (held.engine === undefined) throw new Error("The networks have not been loaded.");
  return held.engine;
}
