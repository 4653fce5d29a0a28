// What `vigil watch` knows of the driver, kept on the disk: a process that is started again soon goes on from there.

import { join } from "node:path";
import type { SavedSession } from "../../src/driverSession.ts";
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from "../archive/checkpoint.ts";
import { digestOf } from "../archive/identity.ts";
import { packageVersion } from "../package.ts";
import type { FrameSink } from "../video/analyzeVideo.ts";
import type { VideoFrame, VideoSource } from "../video/source.ts";
import { type Engine, modelsOf } from "./engine.ts";
import { STATE_FOLDER } from "./outputFolder.ts";
import type { CheckedFrame, VideoSessionOptions } from "./videoSession.ts";

/** Seconds between two writings, and the age up to which a state is gone on with: later, somebody else may drive. */
const EVERY = 20;
const OLDEST = 300;

interface WatchState {
  /** Digest of what the session depends on. */
  readonly settings: string;
  readonly session: SavedSession;
  /** The last frame, and the time of day when it came, milliseconds. */
  readonly timestamp: number;
  readonly index: number;
  readonly at: number;
}

export interface KeptState {
  /** The state of the session that is gone on with. */
  readonly session: SavedSession | undefined;
  /** The source with times and numbers that go on from there. */
  readonly source: VideoSource;
  /** Keeps the state while frames come. */
  readonly sink: FrameSink<CheckedFrame>;
}

/** @param folder the folder of the results. */
export async function keepState(
  folder: string,
  source: VideoSource,
  engine: Engine,
  options: VideoSessionOptions,
  { stop, now = Date.now }: { readonly stop: AbortSignal; readonly now?: () => number },
): Promise<KeptState> {
  const path = join(folder, STATE_FOLDER, "session");
  const settings = settingsOf(source, engine, options);
  // What was written with the same settings, which name Vigil's version, has this form.
  const saved = (await readCheckpoint(path)) as WatchState | undefined;
  const age = (now() - (saved?.at ?? 0)) / 1000;
  const goesOn = saved?.settings === settings && age >= 0 && age <= OLDEST;
  const begun = goesOn ? saved : undefined;
  let state: WatchState | undefined;
  let writtenAt = now();
  return {
    session: begun?.session,
    source: begun === undefined ? source : goingOn(source, begun, now),
    sink: {
      async onFrame({ saved: session }, { timestamp, index }) {
        const at = now();
        state = { settings, session, timestamp, index, at };
        if (Math.abs(at - writtenAt) < 1000 * EVERY) return;
        writtenAt = at;
        await writeCheckpoint(path, state);
      },
      async close({ stopped }) {
        // A source that has ended is not gone on with.
        if (stopped === null && !stop.aborted) await removeCheckpoint(path);
        else if (state !== undefined) await writeCheckpoint(path, state);
      },
    },
  };
}

function settingsOf({ facts }: VideoSource, engine: Engine, options: VideoSessionOptions): string {
  const { secondPass, maxFaces, minScore, focal, thresholds, seat } = options;
  const { name, width, height, scale } = facts;
  return digestOf({
    version: packageVersion(),
    models: modelsOf(engine),
    ...{ secondPass, maxFaces, minScore, focal, thresholds, seat },
    ...{ name, width, height, scale },
  });
}

/** The time since the state was written is a gap in the times. */
function goingOn(source: VideoSource, begun: WatchState, now: () => number): VideoSource {
  async function* frames(): AsyncGenerator<VideoFrame> {
    let offset: number | undefined;
    for await (const video of source) {
      offset ??= begun.timestamp + (now() - begun.at) / 1000 - video.timestamp;
      const { index, timestamp, frame } = video;
      yield { index: begun.index + 1 + index, timestamp: offset + timestamp, frame };
    }
  }
  return { facts: source.facts, close: () => source.close(), [Symbol.asyncIterator]: frames };
}
