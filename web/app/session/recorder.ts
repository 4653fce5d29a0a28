// Records a session: its text into the store every few seconds, and its annotated video.

import { signal } from "@preact/signals";
import {
  assumeIntrinsics,
  type DriverEvent,
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  profiles,
  type SessionSource,
} from "../../../src/index.ts";
import type { Started, StreamAnswer } from "../../worker/protocol.ts";
import type { SessionStore } from "./store.ts";
import { openVideoWriter, type VideoWriter } from "./videoWriter.ts";

/** Lines that are collected before they are written. */
const BATCH = 30;

/** The times of the first and the last recorded frame, seconds; null while nothing is recorded. */
export const recording = signal<{ readonly since: number; readonly last: number } | null>(null);

export interface Recorder {
  start(name: string, cards: Started["cards"], withVideo: boolean): void;
  /** Adds a frame; does nothing while nothing is recorded. */
  add(answer: StreamAnswer, image: HTMLCanvasElement): void;
  /** Ends the recording and writes the rest. @param changed the events that were still ongoing. */
  stop(changed?: readonly DriverEvent[]): Promise<void>;
  /** Ends the recording, if there is one, and begins another one of the same source. */
  restart(): Promise<void>;
}

interface Running {
  readonly name: string;
  readonly cards: Started["cards"];
  /** Opened at the first frame, because it needs the frame's size. */
  video: Promise<VideoWriter | null> | null;
  readonly withVideo: boolean;
  readonly began: number;
  lines: string[];
  frames: number;
  first: number | null;
  last: number | null;
  /** The session's id in the store, from the first write on. */
  id: Promise<number> | null;
}

/** Makes a recorder into a store. When storing fails, `onError` is called and the recording ends. */
export function createRecorder(store: SessionStore, onError: (reason: unknown) => void): Recorder {
  let running: Running | null = null;
  /** The last write: writes follow each other in order. */
  let writing: Promise<void> = Promise.resolve();

  function write(session: Running, video: Blob | null): void {
    const text = session.lines.join("");
    session.lines = [];
    const { name, began, frames, first, last } = session;
    const facts = { name, began, frames, seconds: (last ?? 0) - (first ?? 0), video };
    writing = writing
      .then(async () => {
        session.id ??= store.begin(facts);
        await store.append({ id: await session.id, ...facts }, text);
      })
      .catch((reason: unknown) => {
        running = null;
        recording.value = null;
        onError(reason);
      });
  }

  function start(name: string, cards: Started["cards"], withVideo: boolean): void {
    running = {
      name,
      cards,
      withVideo,
      video: null,
      began: Date.now(),
      lines: [],
      frames: 0,
      first: null,
      last: null,
      id: null,
    };
    recording.value = { since: 0, last: 0 };
  }

  async function stop(changed: readonly DriverEvent[] = []): Promise<void> {
    const session = running;
    running = null;
    recording.value = null;
    if (session === null || session.first === null) return;
    const { frames, first, last } = session;
    session.lines.push(
      jsonLinesEnd({ frames, firstTimestamp: first, lastTimestamp: last, stopped: null }, changed),
    );
    // The text is written first: the encoder may take some more seconds.
    write(session, null);
    const video = await session.video?.then((writer) => writer?.finish()).catch(onError);
    if (video) write(session, video);
    await writing;
  }

  return {
    start,
    stop,
    async restart() {
      const session = running;
      const stopped = stop();
      if (session !== null) start(session.name, session.cards, session.withVideo);
      await stopped;
    },
    add(answer, image) {
      const session = running;
      if (session === null) return;
      const { timestamp, width, height } = answer.frame;
      // Times in a session only increase. A video that was set back is recorded again once it passes the last frame.
      if (session.last !== null && timestamp <= session.last) return;
      if (session.first === null) {
        session.first = timestamp;
        session.lines.push(jsonLinesHeader(sourceOf(session, timestamp, width, height)));
        session.video = session.withVideo ? openVideoWriter(image) : Promise.resolve(null);
      }
      session.last = timestamp;
      session.frames++;
      session.lines.push(jsonLinesFrame(answer));
      const { first } = session;
      void session.video?.then((video) => video?.add(answer, image, timestamp - first), onError);
      recording.value = { since: first, last: timestamp };
      if (session.lines.length >= BATCH) write(session, null);
    },
  };
}

/** A session's header. */
export function sourceOf(
  { name, cards }: { readonly name: string; readonly cards: Started["cards"] },
  first: number,
  width: number,
  height: number,
): SessionSource {
  const used = { detector: cards.detector, landmarks: cards.landmarks, eyes: cards.eyes };
  return {
    file: name,
    models: Object.entries(used).flatMap(([role, card]) =>
      card === undefined ? [] : [{ role, name: card.name, version: card.version }],
    ),
    profile: profiles.default,
    origin: first,
    intrinsics: assumeIntrinsics(width, height),
  };
}
