// Analyses videos one after the other, each into its own folder. A failed video does not stop the rest.

import { join } from "node:path";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import { elapsedText } from "../../src/formats/timeText.ts";
import { analyzeVideo, type FrameSink } from "../video/analyzeVideo.ts";
import { openImageSequence } from "../video/imageSequence.ts";
import { type OpenVideoOptions, openVideo } from "../video/openVideo.ts";
import type { VideoSource } from "../video/source.ts";
import { VideoError } from "../video/videoError.ts";
import { type AnalyzeRun, failureOf } from "./analyzeRun.ts";
import { STANDARD_INPUT, type VideoPath } from "./inputs.ts";
import { openOutputFolder } from "./outputFolder.ts";
import { freezeWarnings, silenceWarnings } from "./silenceWarnings.ts";
import { count, type Progress, startProgress } from "./terminal.ts";
import { openVideoSinks, startVideoSession } from "./videoSession.ts";

/** A video and the name of its result folder. */
export type NamedVideo = VideoPath & { readonly stem: string };

/**
 * Analyses videos in their order and records the failures. The results of a failed video are written up to the
 * failure.
 *
 * @returns the number of videos that were analysed to their end.
 */
export async function analyzeVideos(
  run: AnalyzeRun,
  videos: readonly NamedVideo[],
): Promise<number> {
  let done = 0;
  for (const video of videos) {
    if (run.stop.aborted) break;
    try {
      if (await analyzeOne(run, video)) done++;
    } catch (error) {
      if (isStop(error)) break;
      run.failures.push(failureOf(video.path, error, run.request.out));
    }
  }
  return done;
}

/** @returns whether the video was analysed to its end. */
async function analyzeOne(
  { request, engine, terminal, stop, inputs, damaged }: AnalyzeRun,
  video: NamedVideo,
): Promise<boolean> {
  // Warnings while opening come before the progress bar exists.
  let progress: Progress | undefined;
  const onWarning = (message: string): void => {
    if (progress) progress.warn(message);
    else terminal.err(`warning: ${message}\n`);
  };
  const damages: string[] = [];
  const onDamage = (message: string): void => {
    damages.push(message);
    onWarning(message);
  };
  const { start, end: until, fps, maxSide, frameRate } = request;
  const selection = { start, end: until, fps, maxSide, frameRate };
  const onSilence = silenceWarnings(video.path, onWarning);
  const source = await open(video, { ...selection, stop, onWarning, onDamage, onSilence });
  try {
    const { facts } = source;
    const folder = join(request.out, video.stem);
    const output = await openOutputFolder(folder, inputs);
    const session = startVideoSession(engine, facts, request);
    const tally = driverTally();
    const results = { ...request, stem: video.stem };
    const sinks = [
      ...(await openVideoSinks(output, session, results)),
      tally,
      freezeWarnings(video.path, onWarning),
    ];
    progress = startProgress(terminal, facts.frames, "frames", request);
    const end = await analyzeVideo(source, session.pipeline, sinks, {
      stop,
      onFrame: progress.advance,
    }).finally(progress.finish);
    const seen = `${count(end.frames, "frame")}, the driver in ${tally.frames()}`;
    const stopped =
      end.stopped === null ? "" : `, stopped after ${elapsedText(end.lastTimestamp ?? 0, 3)}`;
    progress.line(`${facts.name}: ${seen}${stopped}; results in ${folder}`);
    const [damage] = damages;
    if (damage !== undefined) damaged.push({ path: video.path, message: damage });
    return end.stopped === null;
  } finally {
    await source.close();
  }
}

function open(
  { path, kind }: VideoPath,
  options: OpenVideoOptions & { readonly frameRate?: number },
): Promise<VideoSource> {
  if (kind === "sequence") return openImageSequence(path, options);
  return openVideo(path === STANDARD_INPUT ? process.stdin : path, options);
}

/** Whether the user stopped before the video was open. */
function isStop(error: unknown): boolean {
  return error instanceof VideoError && error.code === "stopped";
}

/** Counts the frames with the driver. */
function driverTally(): FrameSink<SessionFrame> & { readonly frames: () => number } {
  let frames = 0;
  return {
    frames: () => frames,
    onFrame: ({ frame }) => {
      if (frame.driver !== null) frames++;
    },
    close: () => {},
  };
}
