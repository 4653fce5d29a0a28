// Watches a driver through live video: says what changes, and writes it down when asked to.

import { basename } from "node:path";
import { elapsedText } from "../../src/formats/timeText.ts";
import { analyzeVideo } from "../video/analyzeVideo.ts";
import { VideoError } from "../video/errors.ts";
import { type LiveInput, openLive } from "../video/openLive.ts";
import { type EngineLoader, loadOrExplain } from "./engine.ts";
import { EXIT, UsageError } from "./errors.ts";
import { openOutputFolder } from "./outputs.ts";
import { stateLines } from "./stateLines.ts";
import { count, type Terminal } from "./terminal.ts";
import { openVideoSinks, startVideoSession, type VideoSessionOptions } from "./videoSession.ts";

/** What `vigil watch` was asked to do. */
export interface WatchRequest extends VideoSessionOptions {
  readonly input: LiveInput;
  /** Folder for the results. Default: nothing is written. */
  readonly out?: string;
  /** Whether to write the annotated video, too. */
  readonly video: boolean;
  readonly quiet: boolean;
  readonly fps?: number;
  readonly maxSide?: number;
  readonly models?: string;
}

/**
 * Runs `vigil watch`, until the stream ends or it is stopped.
 *
 * @returns the exit code, see `EXIT`.
 * @throws {UsageError} when the camera or the stream cannot be opened, or the models not be loaded.
 */
export async function watchLive(
  request: WatchRequest,
  surroundings: {
    readonly terminal: Terminal;
    readonly loadEngine: EngineLoader;
    readonly stop: AbortSignal;
  },
): Promise<number> {
  const { terminal, loadEngine, stop } = surroundings;
  const { input, out, fps, maxSide, quiet } = request;
  const engine = await loadOrExplain(loadEngine, request.models);
  try {
    const source = await openLive(input, {
      stop,
      onWarning: (message) => terminal.err(`warning: ${message}\n`),
      ...(fps === undefined ? {} : { fps }),
      ...(maxSide === undefined ? {} : { maxSide }),
    });
    try {
      const session = startVideoSession(engine, source.facts, request);
      const say = (line: string): void => terminal.out(`${line}\n`);
      const sinks = [stateLines(say, { quiet })];
      if (out !== undefined) {
        const output = await openOutputFolder(out, []);
        const results = { stem: basename(output.path), video: request.video, allFaces: false };
        sinks.push(...(await openVideoSinks(output, session, results)));
      }
      if (!quiet) {
        const { name, width, height } = source.facts;
        terminal.err(`Watching ${name}, ${width}×${height}; Ctrl-C ends it.\n`);
      }
      const end = await analyzeVideo(source, session.pipeline, sinks, { stop });
      if (!quiet) {
        const where = out === undefined ? "" : `; results in ${out}`;
        const until =
          end.lastTimestamp === null ? "" : ` up to ${elapsedText(end.lastTimestamp, 3)}`;
        terminal.err(`${count(end.frames, "frame")} analysed${until}${where}\n`);
      }
      return stop.aborted ? EXIT.interrupted : EXIT.ok;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (stop.aborted && error instanceof VideoError) return EXIT.interrupted;
    // One input alone: when it cannot be opened, there is nothing that the command could do.
    if (error instanceof VideoError) throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    await engine.dispose();
  }
}
