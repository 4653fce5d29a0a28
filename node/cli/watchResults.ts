// The files of `vigil watch`: one folder, or one for each hour or another length of time.

import { basename, resolve } from "node:path";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import type { FolderLock } from "../outputs/folderLock.ts";
import { type FrameSink, STOPPED_BY_USER } from "../video/analyzeVideo.ts";
import type { VideoSource } from "../video/source.ts";
import type { Engine } from "./engine.ts";
import { lockOutput, openOutputFolder } from "./outputFolder.ts";
import { completeSegments, findUnfinished } from "./recovery.ts";
import { rotatingResults } from "./rotation.ts";
import {
  type CheckedFrame,
  openVideoResults,
  startVideoSession,
  type VideoSession,
  type VideoSessionOptions,
} from "./videoSession.ts";
import { keepState } from "./watchState.ts";

/** Where and how results are written. */
export interface WatchResultsOptions extends VideoSessionOptions {
  /** Folder for the results. Default: nothing is written. */
  readonly out?: string;
  /** Seconds after which a new folder is begun. Default: one folder for all. */
  readonly rotate?: number;
  /** Whether to write the annotated video as well. */
  readonly video: boolean;
}

/** A session whose results are written. */
export interface RecordedSession {
  readonly session: VideoSession;
  /** The source to read, whose times may go on from an earlier process. */
  readonly source: VideoSource;
  readonly sinks: readonly FrameSink<CheckedFrame>[];
  /** Waits for what is done in the background. */
  close(): Promise<void>;
}

/** How results are reported. */
export interface WatchResultsReporting {
  readonly stop: AbortSignal;
  /** Takes lines about what is written, for people. */
  readonly inform: (line: string) => void;
  readonly warn: (message: string) => void;
}

/** Starts the session, and opens its files. @throws {UsageError} when they cannot be written. */
export async function recordSession(
  engine: Engine,
  source: VideoSource,
  options: WatchResultsOptions,
  reporting: WatchResultsReporting,
): Promise<RecordedSession> {
  const { out, rotate } = options;
  if (out !== undefined && rotate !== undefined) {
    return recordSegments(engine, source, { ...options, out, rotate }, reporting);
  }
  const session = startVideoSession(engine, source.facts, options);
  if (out === undefined) return { session, source, sinks: [], close: async () => {} };
  const output = await openOutputFolder(out, new Set());
  const files = { stem: basename(resolve(out)), video: options.video, allFaces: false };
  const results = endsNormally(await openVideoResults(output, session, files));
  return { session, source, sinks: [results], close: async () => {} };
}

async function recordSegments(
  engine: Engine,
  opened: VideoSource,
  options: WatchResultsOptions & { readonly out: string; readonly rotate: number },
  { stop, inform, warn }: WatchResultsReporting,
): Promise<RecordedSession> {
  const { out, rotate, video } = options;
  const lock: FolderLock = await lockOutput(out);
  try {
    const unfinished = await findUnfinished(out);
    const kept = await keepState(out, opened, engine, options, { stop });
    const { session: saved, source, sink } = kept;
    const session = startVideoSession(engine, source.facts, options, saved);
    const results = rotatingResults({
      folder: out,
      length: rotate,
      onComplete: (path) => inform(`Complete: ${path}`),
      async open({ folder, name, origin, began, isLast }) {
        const output = await openOutputFolder(folder, new Set());
        const own = {
          source: { ...session.source, origin, began: new Date(began).toISOString() },
          finish: () => (isLast() ? session.finish() : { timestamp: null, changed: [] }),
        };
        const files = { stem: name, video, allFaces: false, videoOrigin: origin };
        return openVideoResults(output, own, files);
      },
    });
    // Beside the analysis: the camera does not wait for what an earlier process has left.
    const completing = completeSegments(unfinished, stop).then(
      ({ completed, kept }) => {
        for (const path of completed) inform(`Completed after a process that was killed: ${path}`);
        for (const path of kept) warn(`${path}: its rows cannot be read; it is kept as it is.`);
      },
      (error: unknown) => warn(`What an earlier process has left in ${out} is kept: ${error}`),
    );
    return {
      session,
      source,
      sinks: [endsNormally(results), sink],
      async close() {
        await completing;
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A sink of a live source: that the user stops it is its normal end, and nothing is missing then. */
function endsNormally(sink: FrameSink<SessionFrame>): FrameSink<SessionFrame> {
  return {
    onFrame: (result, video) => sink.onFrame(result, video),
    onSilence: (report) => sink.onSilence?.(report),
    close: (end) => sink.close(end.stopped === STOPPED_BY_USER ? { ...end, stopped: null } : end),
  };
}
