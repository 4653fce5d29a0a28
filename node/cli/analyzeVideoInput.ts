// Analyses one video into its own folder, and goes on from the last checkpoint of an interrupted analysis.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SavedSession } from "../../src/driverSession.ts";
import type { SessionEnd } from "../../src/formats/sessionFrame.ts";
import { elapsedText } from "../../src/formats/timeText.ts";
import { isTooNarrow } from "../../src/image/shapeProblem.ts";
import { readCheckpoint, writeCheckpoint } from "../archive/checkpoint.ts";
import { analyzeVideo, type FrameSink, STOPPED_BY_USER } from "../video/analyzeVideo.ts";
import { haveParts } from "../video/annotatedParts.ts";
import { openImageSequence } from "../video/imageSequence.ts";
import { type OpenVideoOptions, openVideo } from "../video/openVideo.ts";
import type { VideoFacts, VideoSource } from "../video/source.ts";
import { VideoError } from "../video/videoError.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { AnalyzeTools, InputIdentity, InputResult, VideoTask } from "./analyzeTask.ts";
import { STANDARD_INPUT, type VideoPath } from "./inputs.ts";
import { checkpointPath, openOutputFolder, partsPath } from "./outputFolder.ts";
import { freezeWarnings, silenceWarnings } from "./silenceWarnings.ts";
import { count } from "./terminal.ts";
import {
  type CheckedFrame,
  openVideoResults,
  type SavedResults,
  startVideoSession,
  type VideoResults,
} from "./videoSession.ts";

/** Seconds of a video between two checkpoints. At most this is analysed twice. */
const CHECKPOINT_EVERY = 20;

/** Everything that goes on after an interruption. */
interface VideoCheckpoint {
  readonly identity: InputIdentity;
  readonly session: SavedSession;
  readonly results: SavedResults;
  /** Analysed frames and their first and last timestamp. */
  readonly seen: Omit<SessionEnd, "stopped">;
  /** Frames with the driver. */
  readonly driver: number;
}

/**
 * What is saved of the analysis stays: whoever has entered the result removes it with `removeSavedState`. Otherwise the
 * whole video would be analysed again after an interruption between its end and the entry.
 *
 * @throws {Error} when the video cannot be read; the results of the part before are written.
 */
export async function analyzeVideoInput(
  task: VideoTask,
  tools: AnalyzeTools,
): Promise<InputResult> {
  const { request, onNote, inputs } = tools;
  const { video, stem, identity, out = request.out } = task;
  const { name = video.path } = video;
  const damages: string[] = [];
  const folder = join(out, stem);
  const path = identity === undefined ? undefined : checkpointPath(out, stem);
  const parts = path === undefined ? undefined : partsPath(out, stem);
  const saved = path === undefined ? undefined : await savedFor(path, parts, identity);
  // What the first part warned of is not repeated.
  let passing = saved !== undefined;
  const onWarning = (message: string): void => {
    if (!passing) onNote({ kind: "warning", message });
  };
  const onDamage = (message: string): void => {
    damages.push(message);
    onWarning(message);
  };
  const source = await open(video, request, {
    skip: saved?.seen.frames,
    stop: tools.stop,
    onWarning,
    onDamage,
    onSilence: silenceWarnings(name, onWarning),
  }).catch(undefinedIfStopped);
  if (source === undefined) return { state: "stopped", line: "", outputs: [] };
  try {
    const facts = video.name === undefined ? source.facts : { ...source.facts, name };
    checkShape(facts);
    const output = await openOutputFolder(folder, inputs);
    const session = startVideoSession(tools.engine, facts, request, saved?.session);
    const results = await openVideoResults(output, session, {
      ...request,
      stem,
      parts,
      saved: saved?.results,
    });
    const sink = checkpointed(
      results,
      saved,
      async (state) => {
        if (path === undefined || identity === undefined) return;
        await writeCheckpoint(path, { identity, ...state } satisfies VideoCheckpoint);
      },
      request.checkpointEvery ?? CHECKPOINT_EVERY,
    );
    const begun = saved?.seen.firstTimestamp ?? undefined;
    let first = begun;
    let frames = saved?.seen.frames ?? 0;
    const end = await analyzeVideo(
      source,
      session.pipeline,
      [sink, freezeWarnings(name, onWarning)],
      {
        stop: tools.stop,
        from: saved?.seen,
        onFrame: ({ timestamp }) => {
          passing = false;
          first ??= timestamp;
          frames++;
          const share = facts.frames === undefined ? undefined : Math.min(1, frames / facts.frames);
          onNote({ kind: "frame", seconds: timestamp - first, share });
        },
      },
    );
    if (end.stopped === null && end.frames === 0) {
      for (const file of results.files) await rm(join(folder, file), { force: true });
      throw nothingSelected(facts, request);
    }
    return resultOf(
      end,
      { name: facts.name, folder, driver: sink.driver(), damages, stem },
      results,
    );
  } finally {
    await source.close();
  }
}

/** The user may stop before the video is open. */
function undefinedIfStopped(error: unknown): undefined {
  if (error instanceof VideoError && error.code === "stopped") return undefined;
  throw error;
}

/** The checkpoint of the same content, networks and options, with the parts of the annotated video that it has. */
async function savedFor(
  path: string,
  parts: string | undefined,
  identity: InputIdentity | undefined,
): Promise<VideoCheckpoint | undefined> {
  // What was written with the same settings, which name Vigil's version, has this form.
  const saved = (await readCheckpoint(path)) as VideoCheckpoint | undefined;
  const same =
    saved?.identity.content === identity?.content &&
    saved?.identity.settings === identity?.settings;
  const annotated = saved?.results.annotated;
  const isWhole =
    annotated === undefined || (parts !== undefined && (await haveParts(parts, annotated)));
  return same && isWhole ? saved : undefined;
}

function open(
  { path, kind }: VideoPath,
  { start, end, fps, maxSide, frameRate }: AnalyzeRequest,
  reporting: Pick<OpenVideoOptions, "skip" | "stop" | "onWarning" | "onDamage" | "onSilence">,
): Promise<VideoSource> {
  const options = { start, end, fps, maxSide, ...reporting };
  if (kind === "sequence") return openImageSequence(path, { ...options, frameRate });
  // What a decoder makes of damaged data depends on its threads, and results must not depend on the machine. More threads
  // would hold more images, too, in each of the processes.
  return openVideo(path === STANDARD_INPUT ? process.stdin : path, { ...options, threads: 1 });
}

function checkShape({ name, width, height }: VideoFacts): void {
  if (!isTooNarrow(width, height)) return;
  const message = `its frames are ${width} × ${height} pixels: no camera's are so narrow, and no face fits in them.`;
  throw new VideoError("unsupported", name, message);
}

function nothingSelected(facts: VideoFacts, { start, end }: AnalyzeRequest): VideoError {
  const { name, start: begin = 0, duration } = facts;
  const from = start === undefined ? "" : ` from ${elapsedText(start, 3)}`;
  const to = end === undefined ? "" : ` to ${elapsedText(end, 3)}`;
  const known =
    duration === undefined
      ? ""
      : `; it runs from ${elapsedText(begin, 3)} to ${elapsedText(begin + duration, 3)}`;
  return new VideoError("nothing-selected", name, `it has no frame${from}${to}${known}.`);
}

/** A sink that writes a checkpoint now and then, and when the user stops the analysis. */
function checkpointed(
  results: VideoResults,
  saved: VideoCheckpoint | undefined,
  write: (state: Omit<VideoCheckpoint, "identity">) => Promise<void>,
  every: number,
): FrameSink<CheckedFrame> & { readonly driver: () => number } {
  let { driver = 0, seen = { frames: 0, firstTimestamp: null, lastTimestamp: null } } = saved ?? {};
  let writtenAt = saved?.seen.lastTimestamp ?? null;
  let session = saved?.session;
  const checkpoint = async (): Promise<void> => {
    if (session === undefined) return;
    await write({ session, results: await results.save(), seen, driver });
    writtenAt = seen.lastTimestamp;
  };
  return {
    driver: () => driver,
    async onFrame(result, video) {
      await results.onFrame(result, video);
      const { timestamp } = video;
      session = result.saved;
      seen = {
        frames: seen.frames + 1,
        firstTimestamp: seen.firstTimestamp ?? timestamp,
        lastTimestamp: timestamp,
      };
      if (result.frame.driver !== null) driver++;
      writtenAt ??= timestamp;
      // Times may run back.
      if (Math.abs(timestamp - writtenAt) >= every) await checkpoint();
    },
    async close(end) {
      try {
        if (end.stopped === STOPPED_BY_USER) await checkpoint();
      } finally {
        await results.close(end);
      }
    },
  };
}

function resultOf(
  end: SessionEnd,
  {
    name,
    folder,
    driver,
    damages,
    stem,
  }: {
    readonly name: string;
    readonly folder: string;
    readonly driver: number;
    readonly damages: readonly string[];
    readonly stem: string;
  },
  results: VideoResults,
): InputResult {
  const seen = `${count(end.frames, "frame")}, the driver in ${driver}`;
  const stopped =
    end.stopped === null ? "" : `, stopped after ${elapsedText(end.lastTimestamp ?? 0, 3)}`;
  const [reason] = damages;
  const whole = reason === undefined ? "done" : "damaged";
  return {
    state: end.stopped === null ? whole : "stopped",
    line: `${name}: ${seen}${stopped}; results in ${folder}`,
    reason,
    outputs: results.files.map((file) => join(stem, file)),
    seconds: (end.lastTimestamp ?? 0) - (end.firstTimestamp ?? 0),
  };
}
