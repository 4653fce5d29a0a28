// `vigil watch`: prints the driver's state, events and alerts in live video, and writes results on request.

import { alertText, detailText, LEVEL_WORDS, STATE_WORDS } from "../../src/formats/driverWords.ts";
import { EVENT_WORDS } from "../../src/formats/eventWords.ts";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import { elapsedText } from "../../src/formats/timeText.ts";
import type { DriverReport } from "../../src/report.ts";
import { analyzeVideo, type FrameSink } from "../video/analyzeVideo.ts";
import { addressName } from "../video/input.ts";
import { type LiveInput, openLive } from "../video/openLive.ts";
import { openReconnecting } from "../video/reconnect.ts";
import { VideoError } from "../video/videoError.ts";
import { watchBlocking } from "./blockWatch.ts";
import { type CommandContext, loadOrExplain, type NetworkChoice } from "./engine.ts";
import { EXIT, isDiskError, UsageError } from "./errors.ts";
import { freezeWarnings, silenceWarnings } from "./silenceWarnings.ts";
import { STALLED_AFTER, type StalledStage, watchStalls } from "./stallWatch.ts";
import { count } from "./terminal.ts";
import { recordSession, type WatchResultsOptions } from "./watchResults.ts";
import type { CameraProgress } from "./watchStatus.ts";

/** The options of `vigil watch`. */
export interface WatchRequest extends WatchResultsOptions, NetworkChoice {
  readonly input: LiveInput;
  readonly quiet: boolean;
  readonly fps?: number;
  readonly maxSide?: number;
  /** Seconds without an image after which a camera or an address is given up. */
  readonly timeout?: number;
  /** Whether the source is opened again whenever it ends. */
  readonly reconnect?: boolean;
  /** With `reconnect`: whether a source that cannot be opened the first time is tried again too. */
  readonly insist?: boolean;
}

export interface WatchContext extends CommandContext {
  /** Called with each frame, second of silence and attempt to connect, and with each second of an analysis that stands still. */
  readonly onProgress?: (progress: Partial<Omit<CameraProgress, "memory">>) => void;
}

/** What an analysis that stands still does. */
const STAGE_WORDS: Readonly<Record<StalledStage, string>> = {
  reading: "none was read",
  analysis: "the analysis of the last one does not end",
  writing: "the results of the last one are not written",
};

/**
 * Runs `vigil watch` until the stream ends or the user stops it.
 *
 * @returns the exit code, see `EXIT`.
 * @throws {UsageError} when the camera or the stream cannot be opened, or the models cannot be loaded.
 */
export async function watchLive(
  request: WatchRequest,
  { terminal, loadEngine, stop, onProgress = () => {} }: WatchContext,
): Promise<number> {
  const { input, out, fps, maxSide, timeout, quiet } = request;
  const warn = (message: string): void => terminal.err(`warning: ${message}\n`);
  const engine = await loadOrExplain(loadEngine, { ...request, use: "video" });
  const name = nameOfLive(input);
  const warnOfSilence = silenceWarnings(name, warn);
  let onSilence = warnOfSilence;
  let hasBegun = false;
  const endOfBlockWatch = watchBlocking(name);
  try {
    const source = await (request.reconnect ? openReconnecting : openLive)(input, {
      stop,
      onWarning: warn,
      onSilence: (seconds) => {
        onProgress({ silence: seconds, stalled: 0 });
        onSilence(seconds);
      },
      insist: request.insist,
      onAttempt: () => onProgress({}),
      fps,
      maxSide,
      timeout,
    });
    hasBegun = true;
    try {
      const inform = (line: string): void => {
        if (!quiet) terminal.err(`${line}\n`);
      };
      const recorded = await recordSession(engine, source, request, { stop, inform, warn });
      const { session } = recorded;
      const print = (line: string): void => terminal.out(`${line}\n`);
      const lines = watchLines(print, { quiet });
      const warnOfStall = silenceWarnings(name, warn, STALLED_AFTER);
      const stalls = watchStalls(session.pipeline, (seconds, stage) => {
        warnOfStall(seconds, STAGE_WORDS[stage]);
        const report = session.withoutImage(seconds);
        onProgress({ stalled: seconds, state: report.state });
        // Not to the files, which may be what it waits for.
        void lines.onSilence?.(report);
      });
      const sinks = [lines, freezeWarnings(name, warn), ...recorded.sinks, stalls.sink];
      let frames = 0;
      sinks.push({
        onFrame: ({ report: { state } }) =>
          onProgress({ frames: ++frames, silence: 0, stalled: 0, state }),
        close: () => {},
      });
      onSilence = (seconds) => {
        stalls.silence();
        warnOfSilence(seconds);
        const report = session.withoutImage(seconds);
        // A file that cannot be written fails with the next frame.
        for (const sink of sinks) Promise.resolve(sink.onSilence?.(report)).catch(() => {});
      };
      const { width, height } = source.facts;
      inform(`Watching ${source.facts.name}, ${width}×${height}; Ctrl-C ends it.`);
      const reading = { stop, readAhead: false };
      const end = await analyzeVideo(recorded.source, stalls.pipeline, sinks, reading)
        .finally(recorded.close)
        .finally(stalls.end);
      const where = out === undefined ? "" : `; results in ${out}`;
      const until = end.lastTimestamp === null ? "" : ` up to ${elapsedText(end.lastTimestamp, 3)}`;
      inform(`${count(end.frames, "frame")} analysed${until}${where}`);
      return stop.aborted ? EXIT.interrupted : EXIT.ok;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (stop.aborted && error instanceof VideoError) return EXIT.interrupted;
    const isUnwritable = error instanceof VideoError && error.code === "unwritable";
    if (out !== undefined && (isDiskError(error) || isUnwritable)) {
      throw new UsageError(`Writing to ${out} failed: ${error.message}`, { cause: error });
    }
    if (error instanceof VideoError && hasBegun) throw error;
    // There is only one input: without it the command cannot run.
    if (error instanceof VideoError) throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    await endOfBlockWatch();
    await engine.dispose();
  }
}

/** The name of a source in messages, without a password. */
export function nameOfLive(input: LiveInput): string {
  if ("camera" in input) return input.camera;
  return "address" in input ? addressName(input.address) : "standard input";
}

/**
 * A sink that prints a line when the driver's state changes, an event begins or an alert is due. Each line begins
 * with the frame's time. Ordinary events (blinks) are not printed.
 *
 * @param options.quiet prints alerts only.
 */
export function watchLines(
  print: (line: string) => void,
  options: { readonly quiet: boolean },
): FrameSink<SessionFrame> {
  let state: string | undefined;
  /** The kind of each ongoing event that was printed last: a microsleep that becomes sleep is printed again. */
  const printed = new Map<number, string>();
  const printState = (report: DriverReport): void => {
    if (options.quiet || report.state === state) return;
    state = report.state;
    print(`${elapsedText(report.timestamp, 3)}  ${STATE_WORDS[report.state]}`);
  };
  return {
    onFrame({ report }) {
      const at = elapsedText(report.timestamp, 3);
      for (const alert of report.alerts) {
        print(`${at}  ${LEVEL_WORDS[alert.level].toUpperCase()}: ${alertText(alert)}`);
      }
      if (options.quiet) return;
      for (const { id, kind, detail } of report.changed) {
        const { label, severity } = EVENT_WORDS[kind];
        if (severity === 0 || printed.get(id) === kind) continue;
        printed.set(id, kind);
        print(`${at}  ${label}${detail === undefined ? "" : `: ${detailText(detail)}`}`);
      }
      for (const { id, end } of report.changed) if (end !== null) printed.delete(id);
      printState(report);
    },
    onSilence: printState,
    close: () => {},
  };
}
