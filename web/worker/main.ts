// The worker: runs the networks, so that the page never waits for them. It answers the page's calls one after the other.

import { errorMessage } from "../../src/errorMessage.ts";
import { createDriverSession, type DriverSession, profiles } from "../../src/index.ts";
import { takePixels } from "./pixels.ts";
import type { AnswerMessage, CallMessage, CallName, Calls, StreamOptions } from "./protocol.ts";
import { type Engine, startEngine } from "./start.ts";

declare const self: DedicatedWorkerGlobalScope;

/** What the worker keeps between calls. */
const held: {
  engine?: Engine;
  /** The video or camera that is analysed. */
  stream?: StreamOptions & { readonly session: DriverSession };
} = {};

/** The handler of each call. */
const HANDLERS: {
  readonly [Name in CallName]: (request: Calls[Name]["request"]) => Promise<Calls[Name]["answer"]>;
} = {
  async start(request) {
    await held.engine?.vigil.dispose();
    held.engine = undefined;
    held.stream = undefined;
    held.engine = await startEngine(request);
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

  async stream(request) {
    const { baseline, cabin } = request;
    const profile = { ...profiles.default, cabin };
    const monitor = baseline === null ? { profile } : { profile, baseline };
    held.stream = { ...request, session: createDriverSession(engine().vigil, { monitor }) };
    return null;
  },

  async frame({ image, timestamp, index }) {
    const began = performance.now();
    const { stream } = held;
    if (stream === undefined) {
      image.close();
      throw new Error("No stream is open.");
    }
    const { session, longestSide, speed } = stream;
    const taken = await takePixels(image, longestSide);
    const pixels = performance.now() - began;
    const facts = { index, speed: speed ?? undefined };
    const { frame, report } = await session.next(taken, timestamp, facts);
    const total = performance.now() - began;
    const { detect, landmarks, measures } = frame.milliseconds;
    const driver = Math.max(0, total - pixels - detect - landmarks - measures);
    return { frame, report, milliseconds: { pixels, detect, landmarks, measures, driver, total } };
  },

  async silence({ seconds }) {
    return held.stream?.session.withoutImage(seconds) ?? null;
  },

  async cabin(cabin) {
    held.stream?.session.monitor.changeCabin(cabin);
    return null;
  },

  async finish() {
    return held.stream?.session.finish().changed ?? [];
  },

  async maps({ image, longestSide, landmarks }) {
    return engine().vigil.maps(await takePixels(image, longestSide), landmarks);
  },
};

/** Ends when all calls so far are answered: networks run one at a time. */
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
    self.postMessage({ id, error: errorMessage(cause) } satisfies AnswerMessage);
  }
}

function answerTo<Name extends CallName>({
  name,
  request,
}: CallMessage<Name>): Promise<Calls[Name]["answer"]> {
  return HANDLERS[name](request);
}

function engine(): Engine {
  if (held.engine === undefined) throw new Error("The networks have not been loaded.");
  return held.engine;
}
