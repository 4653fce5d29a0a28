// Analyses videos one after the other, each into a folder of its own; a bad one does not stop the rest.

import { join } from "node:path";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import { elapsedText } from "../../src/formats/timeText.ts";
import { analyzeVideo, type FrameSink } from "../video/analyzeVideo.ts";
import { openImageSequence } from "../video/imageSequence.ts";
import { type OpenVideoOptions, openVideo } from "../video/openVideo.ts";
import type { VideoSource } from "../video/source.ts";
import type { AnalyzeRequest } from "./analyzeFiles.ts";
import type { VideoPath } from "./inputs.ts";
import { openOutputFolder } from "./outputs.ts";
import { failureOf, type Run } from "./run.ts";
import { count, type Progress, startProgress } from "./terminal.ts";
import { openVideoSinks, startVideoSession } from "./videoSession.ts";

/** A video and the name of its folder of results. */
export type NamedVideo = VideoPath & { readonly stem: string };

/**
 * Analyses videos in their order; those that fail are noted, with what was read of them written.
 *
 * @returns how many came to their end.
 */
export async function analyzeVideos(run: Run, videos: readonly NamedVideo[]): Promise<number> {
  let done = 0;
  for (const video of videos) {
    if (run.stop.aborted) break;
    try {
      if (await analyzeOne(run, video)) done++;
    } catch (error) {
      run.failures.push(failureOf(video.path, error, run.request.out));
    }
  }
  return done;
}

/** @returns whether it came to its end. */
async function analyzeOne(
  { request, engine, terminal, stop, inputs, damaged }: Run,
  video: NamedVideo,
): Promise<boolean> {
  // Warnings of the opening come before the progress bar exists, those of the frames while it runs.
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
  const source = await open(video, { ...selectionOf(request), onWarning, onDamage });
  try {
    const { facts } = source;
    const folder = join(request.out, video.stem);
    const output = await openOutputFolder(folder, inputs);
    const session = startVideoSession(engine, facts, request);
    const tally = driverTally();
    const sinks = [
      ...(await openVideoSinks(output, session, {
        ...request,
        stem: video.stem,
      })),
      tally,
    ];
    progress = startProgress(terminal, facts.frames, "frames", request);
    const end = await analyzeVideo(source, session.pipeline, sinks, {
      stop,
      onFrame: progress.advance,
    }).finally(progress.finish);
    const seen = `${count(end.frames, "frame")}, the driver in ${tally.frames()}`;
    const until =
      end.stopped === null ? "" : `, stopped after ${elapsedText(end.lastTimestamp ?? 0, 3)}`;
    progress.line(`${facts.name}: ${seen}${until}; results in ${folder}`);
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
  return openVideo(kind === "stream" ? process.stdin : path, options);
}

function selectionOf({
  start,
  end,
  fps,
  maxSide,
  frameRate,
}: AnalyzeRequest): OpenVideoOptions & { readonly frameRate?: number } {
  return {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(fps === undefined ? {} : { fps }),
    ...(maxSide === undefined ? {} : { maxSide }),
    ...(frameRate === undefined ? {} : { frameRate }),
  };
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
